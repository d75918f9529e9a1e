"""The pages of a draft's sections: adding, changing, moving and removing them."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, sketch
from audit_tools import drafting as steps
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.models import ToolVersion
from qa_app.tools.part_forms import SectionWordsForm
from qa_app.tools.parts import Part
from qa_app.tools.queries import get_tool_version
from qa_app.tools.rule_words import condition_in_words
from qa_app.web.words import counted

from .bench import Fill, at, at_section, filled, insist_on, of_draft, page_of, removal, save
from .blueprint import blueprint

DIRECTIONS = {"up": -1, "down": 1}


@blueprint.route("/drafts/<id:draft>/sections/add", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def add_section(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    form = SectionWordsForm()
    if form.validate_on_submit():
        key = form.new_key(outline)
        with transaction():
            change = partial(steps.add_section, key=key, section=form.wanted)
            drafts.change(draft, Part("section", key), change, by=current_user)
        flash("The section is added. Now add its questions")
        return redirect(at_section(draft, key))
    return page_of("tools/section_words.html", draft, form, section=None)


@blueprint.get("/drafts/<id:draft>/sections/<section>")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def section(draft: ToolVersion, outline: Outline, section: str) -> str:
    insist_on(Part("section", section), outline)
    tool = sketch(outline)
    to_do = drafts.to_do(outline).in_section(section)
    return render_template(
        "tools/section.html",
        draft=draft,
        tool=tool,
        section=tool.section(section),
        to_do=to_do,
        wanting={flaw.question for flaw in to_do},
        conditions={question.key: condition_in_words(tool, question) for question in tool.questions},
    )


@blueprint.route("/drafts/<id:draft>/sections/<section>/words", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def section_words(draft: ToolVersion, outline: Outline, section: str) -> ResponseReturnValue:
    part, fill = Part("section", section), _words(section)
    form = filled(part, outline, fill)
    if form.validate_on_submit():
        change = partial(steps.change_section, key=section, section=form.wanted)
        return save(draft, part, form, change, fill, said="The section is saved", then=at_section(draft, section))
    return page_of("tools/section_words.html", draft, form, section=section)


def _words(section: str) -> Fill:
    def fill(outline: Outline, fresh: bool) -> SectionWordsForm:
        form = SectionWordsForm(formdata=None) if fresh else SectionWordsForm()
        del form.key
        if fresh:
            form.show(steps.section_in(outline, section))
        return form

    return fill


@blueprint.post("/drafts/<id:draft>/sections/<section>/move")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def move_section(draft: ToolVersion, outline: Outline, section: str) -> ResponseReturnValue:
    part = Part("section", section)
    insist_on(part, outline)
    by = DIRECTIONS.get(request.form.get("direction", "")) or abort(400)
    with transaction():
        drafts.change(draft, part, partial(steps.move_section, key=section, by=by), by=current_user)
    return redirect(at(draft, f"section-{section}"))


@blueprint.route("/drafts/<id:draft>/sections/<section>/remove", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def remove_section(draft: ToolVersion, outline: Outline, section: str) -> ResponseReturnValue:
    part = Part("whole section", section)
    insist_on(part, outline)
    there = steps.section_in(outline, section)
    return removal(
        *(draft, outline, part, partial(steps.remove_section, key=section)),
        title="Remove this section?",
        what=f"{there['title'] or section}, with {counted(len(there['questions']), 'question')}",
        then=at(draft),
    )
