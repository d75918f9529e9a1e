"""The page of a case. It stands among the pages about cases; what it gathers comes from all over."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from qa_app.access import Permission, Role, allow, permits
from qa_app.audits.models import Audit
from qa_app.cases.models import Case
from qa_app.cases.queries import get_case
from qa_app.cases.views import blueprint
from qa_app.tools.queries import definition
from qa_app.trail import note_reading

from .case_history import audits_of_case, last_readers_of

__all__ = ["blueprint"]


@blueprint.get("/<id:case>")
@allow(Permission.READ_CASE, case=get_case)
def show(case: Case) -> str:
    note_reading("case:read", case, by=current_user)
    audits = audits_of_case(case)
    readable = [audit for audit in audits if permits(current_user, Permission.READ_AUDIT, audit)]
    manages = current_user.has(Role.QA_MANAGER)
    # Whoever still owes a grade on this case is not told that anybody else does.
    owes_a_grade = any(audit.auditor_id == current_user.id and audit.is_owed for audit in audits)
    return render_template(
        "cases/show.html",
        case=get_case(case.id),
        audits=readable,
        grades={audit.id: _grade(audit) for audit in readable},
        under_way=len(audits) - len(readable) if manages and not owes_a_grade else 0,
        readers=last_readers_of(case) if manages else [],
    )


def _grade(audit: Audit) -> str:
    """The grade as the scale of its tool names it; of an audit not sent yet there is none."""
    grade = audit.final_grade or audit.given_grade
    return definition(audit.tool_version).scale.label(grade) if grade else "not sent yet"
