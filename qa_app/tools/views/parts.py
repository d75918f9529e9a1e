"""The draft as a whole, and the pages of what it says of itself: its words, its scale, its overall grade."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, sketch
from audit_tools import drafting as steps
from audit_tools.errors import unchecked
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.models import OVERALL, ToolVersion
from qa_app.tools.overall import overall_tool
from qa_app.tools.part_forms import OverallForm, ScaleForm, WordsForm, overall_form
from qa_app.tools.parts import Part
from qa_app.tools.queries import get_tool_version
from qa_app.tools.rule_words import caps_in_words, condition_in_words

from .bench import as_asked, at, filled, of_draft, page_of, save, theme_names
from .blueprint import blueprint


@blueprint.get("/drafts/<id:draft>")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def draft(draft: ToolVersion, outline: Outline) -> str:
    tool = sketch(outline)
    return render_template(
        "tools/draft.html",
        draft=draft,
        tool=tool,
        to_do=drafts.to_do(outline),
        caps=caps_in_words(tool),
        newest=next((one for one in draft.audit_tool.versions if not one.is_draft), None),
    )


@blueprint.post("/drafts/<id:draft>/counted")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def add_counted(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    with transaction():
        drafts.change(draft, Part("tool"), steps.add_counted, by=current_user)
    flash("The questions that every audit is counted by are added")
    return redirect(at(draft, "sections"))


@blueprint.route("/drafts/<id:draft>/words", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def words(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    part = Part("tool")
    form = filled(part, outline, _words)
    if form.validate_on_submit():
        change = partial(steps.change_words, name=form.name.data, purpose=form.purpose.data)
        return save(draft, part, form, change, _words, said="Name and purpose are saved", then=at(draft))
    return page_of("tools/words.html", draft, form)


def _words(outline: Outline, fresh: bool) -> WordsForm:
    return WordsForm(formdata=None, data=Part("tool").of(outline)) if fresh else WordsForm()


@blueprint.route("/drafts/<id:draft>/scale", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def scale(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    part = Part("scale")
    form = filled(part, outline, _scale)
    if not form.points.press(request.form.get("do", "")) and form.validate_on_submit():
        change = partial(steps.change_scale, points=form.points.labelled, were=form.points.were)
        return save(draft, part, form, change, _scale, said="The grades are saved", then=at(draft))
    return page_of("tools/scale.html", draft, form)


def _scale(outline: Outline, fresh: bool) -> ScaleForm:
    form = ScaleForm(formdata=None) if fresh else ScaleForm()
    if fresh:
        form.points.show(outline["scale"]["points"])
    return form


@blueprint.route("/drafts/<id:draft>/overall", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def overall(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    part = Part("overall")
    form = filled(part, outline, _overall)
    if form.validate_on_submit():
        change = partial(steps.change_overall, overall=form.wanted)
        return save(draft, part, form, change, _overall, said="The overall grade is saved", then=at(draft))
    return page_of("tools/overall.html", draft, form)


def _overall(outline: Outline, fresh: bool) -> OverallForm:
    scale = sketch(outline).scale
    if not fresh:
        return overall_form(scale)
    form = overall_form(scale, formdata=None)
    form.show(outline["overall"])
    return form


@blueprint.get("/drafts/<id:draft>/preview/<section>")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def preview(draft: ToolVersion, outline: Outline, section: str) -> str:
    """A section as the auditor will see it, as far as it has come; the overall judgement as the last one."""
    tool = sketch(outline)
    with unchecked():
        overall = overall_tool(tool).sections[0]
    keys = [*(each.key for each in tool.sections), OVERALL]
    if section not in keys:
        abort(404)
    titles = {each.key: each.title for each in tool.sections} | {OVERALL: "Overall judgement"}
    place = keys.index(section)
    shown = overall if section == OVERALL else tool.section(section)
    return render_template(
        "tools/preview.html",
        draft=draft,
        tool=tool,
        section=shown,
        asked=[as_asked(question) for question in shown.questions],
        conditions={question.key: condition_in_words(tool, question) for question in tool.questions},
        theme_names=theme_names(),
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place + 1 < len(keys) else None,
        titles=titles,
    )
