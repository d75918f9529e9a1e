"""The pages on which those whose work it is about read a released audit and answer it, and the answers to them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Kind
from qa_app.access import Permission, allow, permits
from qa_app.db import today
from qa_app.themes.queries import themes
from qa_app.trail import note_reading
from qa_app.web.paging import ListPage, page_number

from . import disputing, responding
from .disputes import Dispute, Outcome
from .models import Audit
from .queries import findings_of, get_audit, paper_of
from .released import (
    comments_on,
    disputes_of,
    get_dispute,
    not_read_yet,
    released_on_page,
    standing_response,
)
from .released_forms import OUTCOMES, AnswerForm, CommentForm, DisputeForm, ResponseForm
from .statuses import Verb, can

blueprint = Blueprint("released", __name__, url_prefix="/audits", template_folder="templates")


@blueprint.app_template_filter()
def outcome_of_dispute(outcome: str) -> str:
    return OUTCOMES[outcome]


@blueprint.get("/released")
@allow(Permission.LIST_RELEASED)
def index() -> str:
    number = page_number()
    audits, total = released_on_page(current_user, number)
    new = not_read_yet(current_user, audits)
    return render_template("audits/all_released.html", page=ListPage(audits, number, total), new=new)


@blueprint.get("/<audit>/released")
@allow(Permission.READ_RELEASED, audit=get_audit)
def show(audit: Audit) -> str:
    """What the audit found, for those whose work it is about: no query, no other grade, no talk about grades."""
    note_reading("audit:read", audit, by=current_user)
    paper, response = paper_of(audit), standing_response(audit)
    answers = [(one, part.answers.get(one.key)) for part in paper.parts for one in part.questions]
    return render_template(
        "audits/released.html",
        audit=audit,
        paper=paper,
        findings=findings_of(audit),
        actions=[(question, answer) for question, answer in answers if question.kind is Kind.ACTIONS and answer],
        theme_names={theme.key: theme.name for theme in themes()},
        response=response if response and response.answered_at else None,
        comments=[each for each in comments_on(audit) if each.by_id == current_user.id],
        disputes=[each for each in disputes_of(audit) if each.by_id == current_user.id],
        may_answer=can(audit, Verb.DISPUTE) and permits(current_user, Permission.DISPUTE_AUDIT, audit),
        labels=disputing.labels(audit),
    )


@blueprint.route("/<audit>/released/comment", methods=["GET", "POST"])
@allow(Permission.DISPUTE_AUDIT, audit=get_audit)
def comment(audit: Audit) -> ResponseReturnValue:
    own = [each for each in comments_on(audit) if each.by_id == current_user.id]
    form = CommentForm(data={"seen": str(audit.revision), "number": str(len(own) + 1)})
    status = form.attempt(
        lambda: disputing.comment(audit, text=form.text.data, number=form.which, seen=form.revision, by=current_user)
    )
    if status == 302:
        flash("Your comment stands beside the audit")
        return redirect(url_for("released.show", audit=audit.key))
    return render_template("audits/comment.html", audit=audit, form=form), status


@blueprint.route("/<audit>/released/dispute", methods=["GET", "POST"])
@allow(Permission.DISPUTE_AUDIT, audit=get_audit)
def dispute(audit: Audit) -> ResponseReturnValue:
    own = [each for each in disputes_of(audit) if each.by_id == current_user.id]
    seen = {"seen": str(audit.revision), "number": str(len(own) + 1)}
    form = DisputeForm(disputing.disputable(audit), data=seen)
    status = form.attempt(
        lambda: disputing.dispute(
            audit,
            question=form.question.data,
            text=form.text.data,
            number=form.which,
            seen=form.revision,
            by=current_user,
        )
    )
    if status == 302:
        flash("Your dispute was sent. You will be told the answer")
        return redirect(url_for("released.show", audit=audit.key))
    return render_template("audits/dispute.html", audit=audit, form=form), status


@blueprint.get("/disputes/<dispute>")
@allow(Permission.READ_DISPUTE, dispute=get_dispute)
def show_dispute(dispute: Dispute) -> str:
    return _dispute_page(dispute, AnswerForm(data={"seen": str(dispute.revision)}))


@blueprint.post("/disputes/<dispute>")
@allow(Permission.ANSWER_DISPUTE, dispute=get_dispute)
def answer(dispute: Dispute) -> ResponseReturnValue:
    form = AnswerForm()
    status = form.attempt(
        lambda: disputing.answer(
            dispute, outcome=form.outcome.data, text=form.text.data, seen=form.revision, by=current_user
        )
    )
    if status != 302:
        return _dispute_page(dispute, form), status
    flash("Your answer was sent")
    return redirect(url_for("released.show_dispute", dispute=dispute.key))


def _dispute_page(dispute: Dispute, form: AnswerForm) -> str:
    audit = dispute.audit
    return render_template(
        "audits/answer_dispute.html",
        audit=audit,
        dispute=dispute,
        form=form,
        labels=disputing.labels(audit),
        may_answer=permits(current_user, Permission.ANSWER_DISPUTE, dispute),
        may_manage=permits(current_user, Permission.RETURN_AUDIT, audit),
        was_upheld=dispute.outcome in {Outcome.UPHELD, Outcome.PARTLY},
    )


@blueprint.route("/<audit>/response", methods=["GET", "POST"])
@allow(Permission.RESPOND, audit=get_audit)
def respond(audit: Audit) -> ResponseReturnValue:
    response = standing_response(audit)
    if response is None:
        abort(404)
    form = ResponseForm(data={"seen": str(response.id)})
    status = form.attempt(
        lambda: responding.respond(
            audit,
            for_child=form.for_child.data,
            for_service=form.for_service.data,
            audit_again_on=form.audit_again_on.data,
            seen=form.revision,
            by=current_user,
        )
    )
    if status == 302:
        flash("Your response was sent")
        return redirect(url_for("audits.show", audit=audit.key))
    page = render_template("audits/respond.html", audit=audit, response=response, form=form, today=today())
    return page, status
