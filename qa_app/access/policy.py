"""Who may do what, on one page.

A permission is granted when every test in any one of its rows passes. Tests take the person and the
thing acted on, read attributes only, and never query. A permission in ``SEEN_THROUGH`` acts on a thing
whose very existence is hidden from those who lack the permission named there: they are told "not found".
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_app.audits.disputes import Dispute
    from qa_app.audits.extensions import Extension
    from qa_app.audits.models import Audit, Finding
    from qa_app.audits.threads import AuditQuery
    from qa_app.cases.models import Case
    from qa_app.notices.models import Notice
    from qa_app.people.models import Person

Test = Callable[..., bool]


class Role(StrEnum):
    """What a person is in the council's quality assurance. A head of service is one of named services."""

    ADMINISTRATOR = "administrator"
    QA_MANAGER = "qa-manager"
    AUDITOR = "auditor"
    HEAD_OF_SERVICE = "head-of-service"
    TEAM_MANAGER = "team-manager"
    PRACTITIONER = "practitioner"


class Permission(StrEnum):
    SEE_HOME = "home:see"
    MANAGE_PEOPLE = "people:manage"
    IMPORT_CASES = "cases:import"
    LIST_CASES = "cases:list"
    READ_CASE = "case:read"
    EDIT_TOOLS = "tools:edit"
    PUBLISH_TOOLS = "tools:publish"
    READ_TOOLS = "tools:read"
    MANAGE_CYCLES = "cycles:manage"
    LIST_OWN_AUDITS = "audits:list-own"
    READ_AUDIT = "audit:read"
    WRITE_AUDIT = "audit:write"
    LIST_AUDITS = "audits:list"
    MANAGE_AUDIT = "audit:manage"
    RETURN_AUDIT = "audit:return"
    ANSWER_QUERY = "query:answer"
    CLOSE_QUERY = "query:close"
    DECIDE_EXTENSION = "extension:decide"
    LIST_RELEASED = "audits:list-released"
    READ_RELEASED = "audit:read-released"
    DISPUTE_AUDIT = "audit:dispute"
    READ_DISPUTE = "dispute:read"
    ANSWER_DISPUTE = "dispute:answer"
    RESPOND = "audit:respond"
    PUT_NOTICE_AWAY = "notice:put-away"
    RUN_ROUNDS = "rounds:run"
    READ_FINDINGS = "findings:read"
    LINK_FINDING = "finding:link"
    READ_PLAN = "plan:read"
    IMPORT_PLAN = "plan:import"


def is_signed_in(_person: Person, _thing: object) -> bool:
    return True


def is_administrator(person: Person, _thing: object) -> bool:
    return person.has(Role.ADMINISTRATOR)


def is_qa_manager(person: Person, _thing: object) -> bool:
    return person.has(Role.QA_MANAGER)


def is_auditor(person: Person, _thing: object) -> bool:
    return person.has(Role.AUDITOR)


def is_head_of_a_service(person: Person, _thing: object) -> bool:
    return person.has(Role.HEAD_OF_SERVICE)


def is_team_manager(person: Person, _thing: object) -> bool:
    return person.has(Role.TEAM_MANAGER)


def is_practitioner(person: Person, _thing: object) -> bool:
    return person.has(Role.PRACTITIONER)


def is_of_the_team_audited(person: Person, audit: Audit) -> bool:
    return person.team_id is not None and person.team_id == audit.entry.team_id


def worked_the_case(person: Person, audit: Audit) -> bool:
    """The worker on a case list is only a text, so this says too little by itself: namesakes work in other teams."""
    return person.name_in_case_list is not None and person.name_in_case_list == audit.entry.worker


def is_released(_person: Person, audit: Audit) -> bool:
    return audit.is_released


def heads_the_service_of_the_case(person: Person, case: Case) -> bool:
    return case.service_id in person.services_headed


def heads_the_service_audited(person: Person, audit: Audit) -> bool:
    return audit.entry.service_id in person.services_headed


def heads_the_service_of_the_finding(person: Person, finding: Finding) -> bool:
    return finding.audit.entry.service_id in person.services_headed


def is_somebody_elses(person: Person, audit: Audit) -> bool:
    return person.id != audit.auditor_id


def is_the_auditor_asked(person: Person, query: AuditQuery) -> bool:
    return person.id == query.audit.auditor_id


def asked_the_query(person: Person, query: AuditQuery) -> bool:
    return person.id == query.asked_by_id


def did_not_ask_for_it(person: Person, extension: Extension) -> bool:
    return person.id not in {extension.asked_by_id, extension.audit.auditor_id}


def is_about_somebody_elses_audit(person: Person, dispute: Dispute) -> bool:
    return person.id != dispute.audit.auditor_id


def did_not_dispute_it(person: Person, dispute: Dispute) -> bool:
    return person.id != dispute.by_id


def disputed_it(person: Person, dispute: Dispute) -> bool:
    return person.id == dispute.by_id


def owes_no_grade_of_the_case(person: Person, dispute: Dispute) -> bool:
    return has_sent_own_grade(person, dispute.audit)


def may_answer_it(person: Person, dispute: Dispute) -> bool:
    return permits(person, Permission.ANSWER_DISPUTE, dispute)


def heads_the_service_disputed(person: Person, dispute: Dispute) -> bool:
    return heads_the_service_audited(person, dispute.audit)


def may_read_it_as_released(person: Person, audit: Audit) -> bool:
    return permits(person, Permission.READ_RELEASED, audit)


def may_read_the_audit(person: Person, dispute: Dispute) -> bool:
    return permits(person, Permission.READ_AUDIT, dispute.audit)


def was_told(person: Person, notice: Notice) -> bool:
    return person.id == notice.person_id


def is_the_auditor(person: Person, audit: Audit) -> bool:
    return person.id == audit.auditor_id


def the_grade_counts(_person: Person, audit: Audit) -> bool:
    return audit.counts


def the_finding_counts(_person: Person, finding: Finding) -> bool:
    return finding.audit.counts and finding.dropped_at is None


def has_sent_own_grade(person: Person, audit: Audit) -> bool:
    """Blind means blind: whoever still owes a grade on this case sees nobody else's."""
    return not any(other.auditor_id == person.id and other.is_owed for other in audit.same_case)


def the_grading_is_over(_person: Person, audit: Audit) -> bool:
    """While any audit of this case is still being written, nobody but its auditor looks into one."""
    return not any(other.is_owed for other in audit.same_case)


POLICY: dict[Permission, list[list[Test]]] = {
    Permission.SEE_HOME: [[is_signed_in]],
    Permission.MANAGE_PEOPLE: [[is_administrator]],
    Permission.IMPORT_CASES: [[is_qa_manager]],
    Permission.LIST_CASES: [[is_qa_manager], [is_head_of_a_service]],
    Permission.READ_CASE: [[is_qa_manager], [heads_the_service_of_the_case]],
    Permission.EDIT_TOOLS: [[is_qa_manager]],
    Permission.PUBLISH_TOOLS: [[is_qa_manager]],
    Permission.READ_TOOLS: [[is_qa_manager], [is_auditor], [is_head_of_a_service]],
    Permission.MANAGE_CYCLES: [[is_qa_manager]],
    Permission.LIST_OWN_AUDITS: [[is_auditor]],
    Permission.READ_AUDIT: [
        [is_the_auditor, is_auditor],
        [is_qa_manager, the_grading_is_over],
        [heads_the_service_audited, the_grade_counts, has_sent_own_grade],
    ],
    Permission.WRITE_AUDIT: [[is_the_auditor, is_auditor]],
    Permission.LIST_AUDITS: [[is_qa_manager]],
    Permission.MANAGE_AUDIT: [[is_qa_manager, is_somebody_elses, has_sent_own_grade]],
    Permission.RETURN_AUDIT: [[is_qa_manager, is_somebody_elses, the_grading_is_over]],
    Permission.ANSWER_QUERY: [[is_the_auditor_asked, is_auditor], [asked_the_query, is_qa_manager]],
    Permission.CLOSE_QUERY: [[asked_the_query, is_qa_manager]],
    Permission.DECIDE_EXTENSION: [[is_qa_manager, did_not_ask_for_it]],
    Permission.LIST_RELEASED: [[is_practitioner], [is_team_manager]],
    Permission.READ_RELEASED: [
        [is_practitioner, is_of_the_team_audited, worked_the_case, is_released, the_grade_counts, has_sent_own_grade],
        [is_team_manager, is_of_the_team_audited, is_released, the_grade_counts, has_sent_own_grade],
    ],
    Permission.DISPUTE_AUDIT: [[may_read_it_as_released, is_somebody_elses]],
    Permission.READ_DISPUTE: [[disputed_it, owes_no_grade_of_the_case], [may_answer_it]],
    Permission.ANSWER_DISPUTE: [
        [is_qa_manager, may_read_the_audit, is_about_somebody_elses_audit, did_not_dispute_it],
        [heads_the_service_disputed, may_read_the_audit, is_about_somebody_elses_audit, did_not_dispute_it],
    ],
    Permission.RESPOND: [[heads_the_service_audited, the_grade_counts, has_sent_own_grade]],
    Permission.PUT_NOTICE_AWAY: [[was_told]],
    Permission.RUN_ROUNDS: [[is_qa_manager]],
    Permission.READ_FINDINGS: [[is_qa_manager], [is_head_of_a_service]],
    Permission.LINK_FINDING: [
        [is_qa_manager, the_finding_counts],
        [heads_the_service_of_the_finding, the_finding_counts],
    ],
    Permission.READ_PLAN: [[is_qa_manager], [is_head_of_a_service], [is_administrator]],
    Permission.IMPORT_PLAN: [[is_qa_manager]],
}

SEEN_THROUGH: dict[Permission, Permission] = {
    Permission.READ_CASE: Permission.READ_CASE,
    Permission.READ_AUDIT: Permission.READ_AUDIT,
    Permission.WRITE_AUDIT: Permission.READ_AUDIT,
    Permission.LINK_FINDING: Permission.LINK_FINDING,
    Permission.MANAGE_AUDIT: Permission.MANAGE_AUDIT,
    Permission.RETURN_AUDIT: Permission.READ_AUDIT,
    Permission.DECIDE_EXTENSION: Permission.DECIDE_EXTENSION,
    Permission.ANSWER_QUERY: Permission.ANSWER_QUERY,
    Permission.CLOSE_QUERY: Permission.ANSWER_QUERY,
    Permission.READ_RELEASED: Permission.READ_RELEASED,
    Permission.DISPUTE_AUDIT: Permission.READ_RELEASED,
    Permission.READ_DISPUTE: Permission.READ_DISPUTE,
    Permission.ANSWER_DISPUTE: Permission.READ_DISPUTE,
    Permission.RESPOND: Permission.READ_AUDIT,
    Permission.PUT_NOTICE_AWAY: Permission.PUT_NOTICE_AWAY,
}


def permits(person: Person, permission: Permission, thing: Any = None) -> bool:
    return person.is_active and any(all(test(person, thing) for test in row) for row in POLICY[permission])


def may_know_of(person: Person, permission: Permission, thing: Any) -> bool:
    """Whether ``person`` may learn that ``thing`` exists at all."""
    revealing = SEEN_THROUGH.get(permission)
    return revealing is None or permits(person, revealing, thing)
