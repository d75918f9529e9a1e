"""The pages of the rule by which a grade is suggested, and of the caps that limit it."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, sketch
from audit_tools import drafting as steps
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.models import ToolVersion
from qa_app.tools.part_forms import CapForm, GradingForm
from qa_app.tools.parts import Part
from qa_app.tools.queries import get_tool_version
from qa_app.tools.rule_words import caps_in_words

from .bench import Fill, filled, of_draft, page_of, removal, save
from .blueprint import blueprint


@blueprint.route("/drafts/<id:draft>/grading", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def grading(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    part = Part("grading")
    form = filled(part, outline, _grading)
    if form.validate_on_submit():
        change = partial(steps.change_grading, minimum=form.minimum.data, guidance=form.guidance.data)
        return save(draft, part, form, change, _grading, said="The grading rule is saved", then=_at(draft))
    tool = sketch(outline)
    return page_of("tools/grading.html", draft, form, tool=tool, caps=caps_in_words(tool))


def _grading(outline: Outline, fresh: bool) -> GradingForm:
    form = GradingForm(formdata=None) if fresh else GradingForm()
    if fresh:
        form.show(outline["grading"])
    return form


def _at(draft: ToolVersion) -> str:
    return url_for("tools.grading", draft=draft.id)


@blueprint.route("/drafts/<id:draft>/caps/add", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def add_cap(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    form = CapForm()
    form.offer(outline, None)
    if form.validate_on_submit():
        with transaction():
            drafts.change(draft, Part("grading"), partial(steps.add_cap, cap=form.wanted), by=current_user)
        flash("The cap is added")
        return redirect(_at(draft))
    if not form.is_submitted():
        form.count.data = 1
    return page_of("tools/cap.html", draft, form, number=0)


@blueprint.route("/drafts/<id:draft>/caps/<int:number>", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def cap(draft: ToolVersion, outline: Outline, number: int) -> ResponseReturnValue:
    part, fill = Part("cap", number=number), _cap(number)
    form = filled(part, outline, fill)
    if form.validate_on_submit():
        change = partial(steps.change_cap, number=number, cap=form.wanted)
        return save(draft, part, form, change, fill, said="The cap is saved", then=_at(draft))
    return page_of("tools/cap.html", draft, form, number=number)


def _cap(number: int) -> Fill:
    def fill(outline: Outline, fresh: bool) -> CapForm:
        form = CapForm(formdata=None) if fresh else CapForm()
        there = steps.cap_in(outline, number)
        form.offer(outline, there)
        if fresh:
            form.show(there)
        return form

    return fill


@blueprint.route("/drafts/<id:draft>/caps/<int:number>/remove", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def remove_cap(draft: ToolVersion, outline: Outline, number: int) -> ResponseReturnValue:
    part, said = Part("cap", number=number), caps_in_words(sketch(outline))
    return removal(
        *(draft, outline, part, partial(steps.remove_cap, number=number)),
        title="Remove this cap?",
        what=said[number - 1] if 1 <= number <= len(said) else "",
        then=_at(draft),
    )
