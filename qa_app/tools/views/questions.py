"""The pages of a draft's questions: choosing a kind, writing, placing and removing them."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Kind, Outline, Question, Tool, sketch
from audit_tools import drafting as steps
from audit_tools.outline import QuestionOutline, sketch_question
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.forms import PlaceForm
from qa_app.tools.models import ToolVersion
from qa_app.tools.parts import Part
from qa_app.tools.queries import get_tool_version
from qa_app.tools.question_form import QuestionForm, question_form

from .bench import Fill, as_asked, at_section, filled, insist_on, of_draft, page_of, removal, save, theme_names
from .blueprint import blueprint
from .sections import DIRECTIONS


@blueprint.route("/drafts/<id:draft>/sections/<section>/questions/add", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def add_question(draft: ToolVersion, outline: Outline, section: str) -> ResponseReturnValue:
    """First the kind is chosen, then the question is written in the fields that this kind has."""
    insist_on(Part("section", section), outline)
    kind = _kind_wanted()
    if kind is None:
        page = render_template("tools/choose_kind.html", draft=draft, section=section, question=None, kinds=[*Kind])
        return page, 400 if request.method == "POST" else 200
    form = question_form(kind, outline)
    form.fit(kind, theme_names(), outline, None)
    form.placed = lambda wanted: steps.add_question(outline, section, wanted)
    if not _pressed(form) and form.validate_on_submit():
        wanted = form.wanted
        with transaction():
            change = partial(steps.add_question, section=section, question=wanted)
            drafts.change(draft, Part("question", wanted["key"]), change, by=current_user)
        flash("The question is added")
        return redirect(at_section(draft, section, wanted["key"]))
    return _page(draft, outline, section, None, form)


@blueprint.route("/drafts/<id:draft>/questions/<question>", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def question(draft: ToolVersion, outline: Outline, question: str) -> ResponseReturnValue:
    part, fill = Part("question", question), _question(question)
    form = filled(part, outline, fill)
    form.placed = lambda wanted: steps.change_question(outline, question, wanted)
    section = steps.question_in(outline, question)[0]["key"]
    if not _pressed(form) and form.validate_on_submit():
        wanted = form.wanted
        change = partial(steps.change_question, key=question, question=wanted)
        then = at_section(draft, section, wanted["key"])
        return save(draft, part, form, change, fill, said="The question is saved", then=then)
    return _page(draft, outline, section, question, form)


def _question(key: str) -> Fill:
    """The form of a question, for its kind or for the one that was chosen instead."""

    def fill(outline: Outline, fresh: bool) -> QuestionForm:
        _, was = steps.question_in(outline, key)
        saved_beside_sent = fresh and request.method == "POST"
        kind = (None if saved_beside_sent else _kind_wanted()) or Kind(was["kind"])
        form = question_form(kind, outline, **({"formdata": None} if fresh else {}))
        form.fit(kind, theme_names(), outline, was)
        form.taken = {*form.taken} - {key}
        if fresh:
            form.show(was)
        return form

    return fill


def _kind_wanted() -> Kind | None:
    """The kind that the form says it is for, or that was chosen in the address; a bad request for what is none."""
    word = request.form.get("kind", "") if request.method == "POST" else request.args.get("kind", "")
    if word not in {"", *Kind}:
        abort(400)
    return Kind(word) if word else None


def _pressed(form: QuestionForm) -> bool:
    """Whether a button was pressed that only changes the page: one of a row of answers, or the preview."""
    button = request.form.get("do", "")
    return button == "preview" or ("options" in form and form.options.press(button))


def _page(
    draft: ToolVersion, outline: Outline, section: str, question: str | None, form: QuestionForm
) -> ResponseReturnValue:
    tool = sketch(outline)
    page = render_template(
        "tools/question.html",
        draft=draft,
        form=form,
        section=tool.section(section),
        question=question,
        tool=tool,
        asked=as_asked(_sketched(form.wanted)) if form.text.data else None,
        theme_names=theme_names(),
        before=_before(tool, section, question),
    )
    return page, 400 if form.errors else 200


def _sketched(said: QuestionOutline) -> Question:
    """The question as it stands in the form, under a key that no field of the form has."""
    return sketch_question({**said, "key": "preview", "shown_if": ""})


def _before(tool: Tool, section: str, question: str | None) -> list[Question]:
    """The questions that a condition can name: those before this one, or before the end of the section."""
    found: list[Question] = []
    for each in tool.sections:
        for one in each.questions:
            if one.key == question:
                return found
            found.append(one)
        if question is None and each.key == section:
            return found
    return found


@blueprint.route("/drafts/<id:draft>/questions/<question>/kind")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def kind(draft: ToolVersion, outline: Outline, question: str) -> ResponseReturnValue:
    """Choose another kind for a question; its form is then shown with the fields of that kind."""
    insist_on(Part("question", question), outline)
    section, there = steps.question_in(outline, question)
    return render_template(
        *("tools/choose_kind.html",), draft=draft, section=section["key"], question=there, kinds=[*Kind]
    )


@blueprint.route("/drafts/<id:draft>/questions/<question>/move", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def move_question(draft: ToolVersion, outline: Outline, question: str) -> ResponseReturnValue:
    """Move a question one place by its buttons, or anywhere by the form."""
    part, form = Part("question", question), PlaceForm()
    insist_on(part, outline)
    section = steps.question_in(outline, question)[0]["key"]
    form.offer(outline, question)
    by = DIRECTIONS.get(request.form.get("direction", ""))
    if by is not None:
        change = partial(steps.move_question, key=question, by=by)
    elif form.validate_on_submit():
        section, after = form.target
        change = partial(steps.place_question, key=question, section=section, after=after)
    else:
        return page_of("tools/place.html", draft, form, section=section, text=part.of(outline)["text"])
    with transaction():
        drafts.change(draft, part, change, by=current_user)
    return redirect(at_section(draft, section, question))


@blueprint.route("/drafts/<id:draft>/questions/<question>/remove", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def remove_question(draft: ToolVersion, outline: Outline, question: str) -> ResponseReturnValue:
    part = Part("question", question)
    insist_on(part, outline)
    section, there = steps.question_in(outline, question)
    return removal(
        *(draft, outline, part, partial(steps.remove_question, key=question)),
        title="Remove this question?",
        what=there["text"] or question,
        then=at_section(draft, section["key"]),
    )
