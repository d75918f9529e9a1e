"""The pages with which auditors and QA managers talk about a sent audit, and an auditor asks for more time."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools.queries import definition
from qa_app.trail import note_reading

from . import asking, managing
from .history import changes_between, told
from .managing_forms import MoreTimeForm, ReplyForm
from .models import Audit
from .queries import copies_of, events_of, get_audit, get_query
from .threads import AuditQuery

blueprint = Blueprint("threads", __name__, url_prefix="/audits", template_folder="templates")


@blueprint.route("/queries/<query>", methods=["GET", "POST"])
@allow(Permission.ANSWER_QUERY, query=get_query)
def answer(query: AuditQuery) -> ResponseReturnValue:
    form = ReplyForm()
    status = form.attempt(lambda: asking.reply(query, text=form.text.data, by=current_user))
    if status == 302:
        flash("Your answer is kept")
        return redirect(url_for("threads.answer", query=query.key))
    return _query_page(query, form), status


def _query_page(query: AuditQuery, form: ReplyForm) -> str:
    tool = definition(query.audit.tool_version)
    asked = next((one for one in tool.questions if one.key == query.question), None)
    return render_template("audits/query.html", query=query, form=form, asked=asked, audit=query.audit)


@blueprint.post("/queries/<query>/close")
@allow(Permission.CLOSE_QUERY, query=get_query)
def close(query: AuditQuery) -> ResponseReturnValue:
    with transaction():
        asking.close_query(query, by=current_user)
    flash("The query is closed")
    return redirect(url_for("managing.manage", audit=query.audit.key))


@blueprint.route("/<audit>/more-time", methods=["GET", "POST"])
@allow(Permission.WRITE_AUDIT, audit=get_audit)
def more_time(audit: Audit) -> ResponseReturnValue:
    form = MoreTimeForm()
    until = cast("date", form.until.data)  # the form insists on a day before anything is done with it
    status = form.attempt(lambda: managing.ask_for_time(audit, until=until, reason=form.reason.data, by=current_user))
    if status == 302:
        flash("The QA manager was asked for more time")
        return redirect(url_for("audits.show", audit=audit.key))
    return render_template("audits/more_time.html", audit=audit, form=form), status


@blueprint.get("/<audit>/history")
@allow(Permission.READ_AUDIT, audit=get_audit)
def history(audit: Audit) -> str:
    """What was done with the audit, in sentences, and what changed from each sending to the next."""
    if audit.auditor_id != current_user.id:
        note_reading("audit:read", audit, by=current_user)
    copies = [copy for copy in copies_of(audit) if copy.auditor_id == audit.auditor_id]
    tool = definition(audit.tool_version)
    return render_template(
        "audits/history.html",
        audit=audit,
        tool=tool,
        lines=told(events_of(audit), to_its_auditor=audit.auditor_id == current_user.id),
        changes=[(later, changes_between(tool, earlier, later)) for earlier, later in pairwise(copies)],
    )
