"""The pages on which a QA manager follows audits and manages each, whatever its status."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, Role, allow, permits
from qa_app.db import today, transaction
from qa_app.people.queries import active_people_with, get_person
from qa_app.refusals import Refusal
from qa_app.tools.queries import definition
from qa_app.web.paging import ListPage, page_number

from . import asking, managing
from .extensions import Extension
from .managing_forms import QueryForm, ReasonForm, ReassignForm, ReviewForm, SeenForm
from .models import Audit, Status
from .operations import counts_only_reviewed
from .queries import audits_on_page, extensions_of, get_audit, get_extension, queries_about
from .released import disputes_of, standing_response
from .statuses import Verb, can

blueprint = Blueprint("managing", __name__, url_prefix="/audits", template_folder="templates")


@blueprint.get("/all")
@allow(Permission.LIST_AUDITS)
def index() -> str:
    asked = request.args.get("status", "")
    if asked and asked not in set(Status):
        abort(400)
    number = page_number()
    audits, total = audits_on_page(Status(asked) if asked else None, number, seen_by=current_user)
    return render_template(
        "audits/all.html", page=ListPage(audits, number, total), status=asked, statuses=Status, today=today()
    )


@blueprint.get("/<audit>/manage")
@allow(Permission.MANAGE_AUDIT, audit=get_audit)
def manage(audit: Audit) -> str:
    return _page(audit)


def _page(audit: Audit, form: SeenForm | QueryForm | None = None, act: str = "") -> str:
    """The acts that are possible now; ``form`` is the one of ``act`` that was not taken in."""
    tool, seen = definition(audit.tool_version), {"seen": str(audit.revision)}
    may_read = permits(current_user, Permission.RETURN_AUDIT, audit)
    able = managing.able_auditors(audit, active_people_with(Role.AUDITOR))
    forms: dict[str, SeenForm | QueryForm] = {
        "reassign": ReassignForm(able, data=seen),
        "exempt": ReasonForm(data=seen),
        "withdraw": ReasonForm(data=seen),
        "review": ReviewForm(tool, data=seen | {"grade": audit.given_grade}),
        "ask": QueryForm(tool),
    }
    if form is not None:
        forms[act] = form
    disputes, response = (disputes_of(audit), standing_response(audit)) if may_read else ([], None)
    possible = {str(verb) for verb in Verb if can(audit, verb)} - {"answer-dispute"}
    if not (may_read and counts_only_reviewed(audit) and not audit.others):
        possible.discard("review")
    if not may_read:
        possible -= {"return", "release", "close"}
    if may_read and asking.is_possible(audit):
        possible.add("ask")
    return render_template(
        "audits/manage.html",
        audit=audit,
        form=form,
        act=act,
        forms=forms,
        possible=possible,
        may_read=may_read,
        queries=queries_about(audit) if may_read else [],
        disputes=disputes,
        readable={each.id for each in disputes if permits(current_user, Permission.READ_DISPUTE, each)},
        response=response,
        waits_for=managing.waits_for(audit) if may_read else [],
        extensions=extensions_of(audit),
        scale=tool.scale,
        today=today(),
    )


def _done(audit: Audit, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("managing.manage", audit=audit.key))


@blueprint.post("/<audit>/manage/reassign")
@allow(Permission.MANAGE_AUDIT, audit=get_audit)
def reassign(audit: Audit) -> ResponseReturnValue:
    form = ReassignForm(managing.able_auditors(audit, active_people_with(Role.AUDITOR)))
    if not form.validate_on_submit():
        return _page(audit, form, "reassign"), 422
    chosen = form.auditor.data
    with transaction():
        auditor = get_person(int(chosen)) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
        if auditor is None:
            raise Refusal("There is no such auditor", "Choose one of the list. Nothing was changed.")
        managing.reassign(audit, auditor, reason=form.reason.data, seen=form.revision, by=current_user)
    return _done(audit, f"The audit is with {auditor.name} now")


@blueprint.post("/<audit>/manage/exempt")
@allow(Permission.MANAGE_AUDIT, audit=get_audit)
def exempt(audit: Audit) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(audit, form, "exempt"), 422
    with transaction():
        managing.exempt(audit, reason=form.reason.data, seen=form.revision, by=current_user)
    return _done(audit, "The auditor is let off this audit")


@blueprint.post("/<audit>/manage/withdraw")
@allow(Permission.MANAGE_AUDIT, audit=get_audit)
def withdraw(audit: Audit) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(audit, form, "withdraw"), 422
    with transaction():
        managing.withdraw(audit, reason=form.reason.data, seen=form.revision, by=current_user)
    return _done(audit, "The audit is withdrawn")


@blueprint.post("/<audit>/manage/review")
@allow(Permission.RETURN_AUDIT, audit=get_audit)
def review(audit: Audit) -> ResponseReturnValue:
    form = ReviewForm(definition(audit.tool_version))
    if not form.validate_on_submit():
        return _page(audit, form, "review"), 422
    with transaction():
        managing.review(audit, grade=form.grade.data, reason=form.reason.data, seen=form.revision, by=current_user)
    return _done(audit, "The audit has its final grade")


@blueprint.post("/<audit>/manage/ask")
@allow(Permission.RETURN_AUDIT, audit=get_audit)
def ask(audit: Audit) -> ResponseReturnValue:
    form = QueryForm(definition(audit.tool_version))
    if not form.validate_on_submit():
        return _page(audit, form, "ask"), 422
    with transaction():
        asking.ask(audit, question=form.question.data, text=form.text.data, by=current_user)
    return _done(audit, "The query is kept. Return the audit when you have asked everything")


@blueprint.post("/<audit>/manage/return")
@allow(Permission.RETURN_AUDIT, audit=get_audit)
def return_to_auditor(audit: Audit) -> ResponseReturnValue:
    with transaction():
        managing.return_to_auditor(audit, seen=SeenForm().revision, by=current_user)
    return _done(audit, "The audit is with its auditor again")


@blueprint.post("/<audit>/manage/release")
@allow(Permission.RETURN_AUDIT, audit=get_audit)
def release(audit: Audit) -> ResponseReturnValue:
    with transaction():
        managing.release(audit, seen=SeenForm().revision, by=current_user)
    return _done(audit, "The audit is signed off and released")


@blueprint.post("/<audit>/manage/close")
@allow(Permission.RETURN_AUDIT, audit=get_audit)
def close(audit: Audit) -> ResponseReturnValue:
    with transaction():
        managing.close(audit, seen=SeenForm().revision, by=current_user)
    return _done(audit, "The audit is closed")


@blueprint.post("/extensions/<id:extension>/grant")
@allow(Permission.DECIDE_EXTENSION, extension=get_extension)
def grant(extension: Extension) -> ResponseReturnValue:
    return _decide(extension, granted=True)


@blueprint.post("/extensions/<id:extension>/refuse")
@allow(Permission.DECIDE_EXTENSION, extension=get_extension)
def refuse(extension: Extension) -> ResponseReturnValue:
    return _decide(extension, granted=False)


def _decide(extension: Extension, *, granted: bool) -> ResponseReturnValue:
    with transaction():
        managing.decide_on_time(extension, granted=granted, by=current_user)
    return _done(extension.audit, "The auditor is told")
