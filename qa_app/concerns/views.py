"""The pages of concerns: raising one from any page of an audit, and answering it."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow, permits
from qa_app.audits.models import Audit
from qa_app.audits.queries import get_audit, paper_of
from qa_app.db import transaction
from qa_app.settings.queries import clocks
from qa_app.trail import note_reading
from qa_app.web.paging import ListPage, page_number
from qa_app.web.paths import then

from . import operations, wording
from .chain import receivers_for
from .forms import ConcernForm, DropForm, NoteForm, OutcomeForm
from .models import Concern, Status
from .queries import concerns_in, concerns_on_page, events_of, get_concern, made_by_form
from .statuses import Verb, can

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns", template_folder="templates")
blueprint.add_app_template_filter(wording.time_left)


@blueprint.app_template_global()
def may_raise_a_concern(audit: Audit) -> bool:
    return permits(current_user, Permission.RAISE_CONCERN, audit)


@blueprint.app_template_global()
def concerns_of(audit: Audit) -> list[Concern]:
    """The concerns raised in this audit that the person at the page may read."""
    return concerns_in(audit, seen_by=current_user)


@blueprint.get("/")
@allow(Permission.LIST_CONCERNS)
def index() -> str:
    number = page_number()
    found, total = concerns_on_page(current_user, number)
    return render_template("concerns/index.html", page=ListPage(found, number, total))


def _is_sending() -> bool:
    return request.form.get("act") == "send"


def _section_of(audit: Audit, key: str | None) -> str | None:
    """The section that a page says it comes from, where the audit has it."""
    return key if key and paper_of(audit).part(key) is not None else None


@blueprint.route("/raise/<audit>", methods=["GET", "POST"])
@allow(Permission.RAISE_CONCERN, audit=get_audit)
def raise_one(audit: Audit) -> ResponseReturnValue:
    section = _section_of(audit, request.values.get("section"))
    form = ConcernForm(sending=_is_sending(), data={"once": token_urlsafe(24), "section": section or ""})
    if not form.validate_on_submit():
        return _writing_page(audit, form), 422 if form.errors else 200
    with transaction():
        concern = operations.raise_concern(
            audit, form.words(), section=section, once=form.once.data or "", by=current_user
        )
        if concern.status == Status.DRAFT:
            write = operations.send if _is_sending() else operations.keep
            write(concern, form.words(), seen=concern.revision, by=current_user)
    return _written(concern)


@blueprint.route("/<concern>/write", methods=["GET", "POST"])
@allow(Permission.WRITE_CONCERN, concern=get_concern)
def write(concern: Concern) -> ResponseReturnValue:
    if request.method == "GET" and concern.status != Status.DRAFT:
        return redirect(url_for("concerns.show", concern=concern.key, then=then()))
    said = {True: "yes", False: "no"}.get(concern.has_spoken) if concern.has_spoken is not None else None
    standing = {"what": concern.what, "why": concern.why, "has_spoken": said, "spoken_to": concern.spoken_to}
    form = ConcernForm(sending=_is_sending(), data={"seen": str(concern.revision), **standing})
    if not form.validate_on_submit():
        return _writing_page(concern.audit, form, concern), 422 if form.errors else 200
    act = operations.send if _is_sending() else operations.keep
    try:
        with transaction():
            act(concern, form.words(), seen=form.version, by=current_user)
    except operations.StaleConcernRefusal as no:
        form.form_errors.append(no.message)
        form.seen.data = str(concern.revision)
        return _writing_page(concern.audit, form, concern, is_stale=True), 409
    return _written(concern)


@blueprint.route("/<concern>/take-up", methods=["GET", "POST"])
@allow(Permission.TAKE_UP_CONCERN, concern=get_concern)
def take_up(concern: Concern) -> ResponseReturnValue:
    """To raise in one's own name what a closed account left unsent; what was written there stays as it is."""
    begun = {"what": concern.what, "why": concern.why}
    form = ConcernForm(sending=True, data={"once": token_urlsafe(24), **begun})
    once = form.once.data or ""
    status = form.attempt(lambda: operations.take_up(concern, form.words(), once=once, by=current_user))
    anew = made_by_form(once, current_user) if status == 302 else None
    if anew is not None:
        return _written(anew)
    _note_reading(concern)
    return _writing_page(concern.audit, form, concern), status


def _writing_page(audit: Audit, form: ConcernForm, concern: Concern | None = None, *, is_stale: bool = False) -> str:
    return render_template(
        "concerns/write.html",
        audit=audit,
        form=form,
        concern=concern,
        drop_form=DropForm(formdata=None),
        people=receivers_for(audit, current_user),
        clocks=clocks(),
        is_stale=is_stale,
        then=then(),
        back=_back(audit, concern.section if concern else form.section.data or None),
        taking_up=concern is not None and concern.raised_by_id != current_user.id,
    )


def _written(concern: Concern) -> ResponseReturnValue:
    if concern.status == Status.DRAFT:
        flash("The concern is kept. It is not sent: nobody knows of it yet")
        return redirect(url_for("concerns.write", concern=concern.key, then=then()))
    holder = concern.holder
    flash(f"The concern is sent to {holder.person.name}" if holder else "The concern is sent")
    return redirect(url_for("concerns.show", concern=concern.key, then=then()))


def _back(audit: Audit, section: str | None) -> tuple[str, str]:
    """The words and the address of the way back: to the section it came from, the audit, or wherever one may go."""
    if audit.auditor_id == current_user.id and audit.is_open and section:
        return "Back to the section", url_for("audits.section", audit=audit.key, section=section, then=then())
    if permits(current_user, Permission.READ_AUDIT, audit):
        if then() and audit.auditor_id == current_user.id and audit.is_open:
            return "Check your answers", url_for("audits.check", audit=audit.key)
        return "The audit", url_for("audits.show", audit=audit.key)
    return "Home", url_for("home.show")


@blueprint.get("/<concern>")
@allow(Permission.READ_CONCERN, concern=get_concern)
def show(concern: Concern) -> ResponseReturnValue:
    if concern.status == Status.DRAFT:
        page = "concerns.write" if concern.raised_by_id == current_user.id else "concerns.take_up"
        return redirect(url_for(page, concern=concern.key, then=then()))
    return _page(concern)


def _note_reading(concern: Concern) -> None:
    if concern.raised_by_id != current_user.id:
        note_reading("concern:read", concern, by=current_user)


def _page(concern: Concern, *, outcome: OutcomeForm | None = None, note: NoteForm | None = None) -> str:
    _note_reading(concern)
    may_answer = permits(current_user, Permission.ANSWER_CONCERN, concern)
    return render_template(
        "concerns/show.html",
        concern=concern,
        form=outcome or note,
        outcome_form=outcome or OutcomeForm(formdata=None),
        note_form=note or NoteForm(formdata=None, data={"once": token_urlsafe(24)}),
        possible={str(verb) for verb in Verb if can(concern, verb) and (may_answer or verb is Verb.ADD)},
        lines=wording.told(events_of(concern)),
        back=_back(concern.audit, concern.section),
    )


@blueprint.post("/<concern>/drop")
@allow(Permission.DROP_CONCERN, concern=get_concern)
def drop(concern: Concern) -> ResponseReturnValue:
    form = DropForm()
    if not form.validate_on_submit():
        return render_template("concerns/drop.html", concern=concern, form=form), 422
    with transaction():
        operations.drop(concern, reason=form.reason.data, by=current_user)
    flash("The concern is closed and was not sent")
    return redirect(url_for("concerns.show", concern=concern.key, then=then()))


@blueprint.post("/<concern>/acknowledge")
@allow(Permission.ANSWER_CONCERN, concern=get_concern)
def acknowledge(concern: Concern) -> ResponseReturnValue:
    with transaction():
        operations.acknowledge(concern, by=current_user)
    flash("You have acknowledged this concern. Its clock has stopped, and whoever raised it is told")
    return redirect(url_for("concerns.show", concern=concern.key))


@blueprint.post("/<concern>/close")
@allow(Permission.ANSWER_CONCERN, concern=get_concern)
def close(concern: Concern) -> ResponseReturnValue:
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _page(concern, outcome=form), 422
    with transaction():
        operations.close(concern, outcome=form.outcome.data, by=current_user)
    flash("The concern is closed, and whoever raised it is told")
    return redirect(url_for("concerns.show", concern=concern.key))


@blueprint.post("/<concern>/add")
@allow(Permission.ADD_TO_CONCERN, concern=get_concern)
def add(concern: Concern) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(concern, note=form), 422
    with transaction():
        operations.add_note(concern, text=form.text.data, once=form.once.data or "", by=current_user)
    flash("What you wrote is added to the concern")
    return redirect(url_for("concerns.show", concern=concern.key))
