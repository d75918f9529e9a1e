"""Who may do what, on one page.

A permission is granted when every test in any one of its rows passes. Tests take the person and the thing acted on:
``predicates.py`` has them, but for those that ask for another permission. A permission in ``SEEN_THROUGH`` acts on a
thing whose very existence is hidden from those who lack the permission named there: they are told "not found".
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .predicates import (
    Test,
    asked_the_query,
    did_not_ask_for_it,
    did_not_dispute_it,
    did_not_raise_it,
    disputed_it,
    has_been_reached_by_it,
    has_sent_own_grade,
    heads_the_service_audited,
    heads_the_service_concerned,
    heads_the_service_disputed,
    heads_the_service_of_the_case,
    heads_the_service_of_the_finding,
    is_about_somebody_elses_audit,
    is_administrator,
    is_auditor,
    is_head_of_a_service,
    is_of_the_team_audited,
    is_practitioner,
    is_qa_manager,
    is_released,
    is_signed_in,
    is_somebody_elses,
    is_team_manager,
    is_the_auditor,
    is_the_auditor_asked,
    it_was_left_behind,
    it_was_sent_or_left_behind,
    owes_no_grade_of_the_case,
    raised_the_concern,
    the_finding_counts,
    the_grade_counts,
    the_grading_is_over,
    was_told,
    worked_the_case,
)

if TYPE_CHECKING:
    from qa_app.audits.disputes import Dispute
    from qa_app.audits.models import Audit
    from qa_app.people.models import Person


class Permission(StrEnum):
    SEE_HOME = "home:see"
    MANAGE_PEOPLE = "people:manage"
    CHANGE_SETTINGS = "settings:change"
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
    RAISE_CONCERN = "concern:raise"
    LIST_CONCERNS = "concerns:list"
    READ_CONCERN = "concern:read"
    WRITE_CONCERN = "concern:write"
    TAKE_UP_CONCERN = "concern:take-up"
    DROP_CONCERN = "concern:drop"
    ADD_TO_CONCERN = "concern:add"
    ANSWER_CONCERN = "concern:answer"
    PUT_NOTICE_AWAY = "notice:put-away"
    RUN_ROUNDS = "rounds:run"
    READ_FINDINGS = "findings:read"
    LINK_FINDING = "finding:link"
    READ_PLAN = "plan:read"
    IMPORT_PLAN = "plan:import"


def may_answer_it(person: Person, dispute: Dispute) -> bool:
    return permits(person, Permission.ANSWER_DISPUTE, dispute)


def may_read_it_as_released(person: Person, audit: Audit) -> bool:
    return permits(person, Permission.READ_RELEASED, audit)


def may_read_the_audit(person: Person, dispute: Dispute) -> bool:
    return permits(person, Permission.READ_AUDIT, dispute.audit)


READERS_OF_AN_AUDIT: list[list[Test]] = [
    [is_the_auditor, is_auditor],
    [is_qa_manager, the_grading_is_over],
    [heads_the_service_audited, the_grade_counts, has_sent_own_grade],
]
READERS_OF_A_CONCERN: list[list[Test]] = [
    [raised_the_concern],
    [has_been_reached_by_it],
    [is_qa_manager, it_was_sent_or_left_behind, owes_no_grade_of_the_case],
    [heads_the_service_concerned, it_was_sent_or_left_behind, owes_no_grade_of_the_case],
]

WHO_TAKES_UP_A_CONCERN: list[list[Test]] = [
    [is_qa_manager, it_was_left_behind, did_not_raise_it, owes_no_grade_of_the_case],
    [heads_the_service_concerned, it_was_left_behind, did_not_raise_it, owes_no_grade_of_the_case],
]

POLICY: dict[Permission, list[list[Test]]] = {
    Permission.SEE_HOME: [[is_signed_in]],
    Permission.MANAGE_PEOPLE: [[is_administrator]],
    Permission.CHANGE_SETTINGS: [[is_administrator], [is_qa_manager]],
    Permission.IMPORT_CASES: [[is_qa_manager]],
    Permission.LIST_CASES: [[is_qa_manager], [is_head_of_a_service]],
    Permission.READ_CASE: [[is_qa_manager], [heads_the_service_of_the_case]],
    Permission.EDIT_TOOLS: [[is_qa_manager]],
    Permission.PUBLISH_TOOLS: [[is_qa_manager]],
    Permission.READ_TOOLS: [[is_qa_manager], [is_auditor], [is_head_of_a_service]],
    Permission.MANAGE_CYCLES: [[is_qa_manager]],
    Permission.LIST_OWN_AUDITS: [[is_auditor]],
    Permission.READ_AUDIT: READERS_OF_AN_AUDIT,
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
    Permission.RAISE_CONCERN: READERS_OF_AN_AUDIT,
    Permission.LIST_CONCERNS: [[is_qa_manager], [is_auditor], [is_head_of_a_service]],
    Permission.READ_CONCERN: READERS_OF_A_CONCERN,
    Permission.WRITE_CONCERN: [[raised_the_concern]],
    Permission.TAKE_UP_CONCERN: WHO_TAKES_UP_A_CONCERN,
    Permission.DROP_CONCERN: [[raised_the_concern], *WHO_TAKES_UP_A_CONCERN],
    Permission.ADD_TO_CONCERN: READERS_OF_A_CONCERN,
    Permission.ANSWER_CONCERN: [
        [has_been_reached_by_it, did_not_raise_it],
        [is_qa_manager, it_was_sent_or_left_behind, owes_no_grade_of_the_case, did_not_raise_it],
        [heads_the_service_concerned, it_was_sent_or_left_behind, owes_no_grade_of_the_case, did_not_raise_it],
    ],
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
    Permission.RAISE_CONCERN: Permission.READ_AUDIT,
    Permission.READ_CONCERN: Permission.READ_CONCERN,
    Permission.WRITE_CONCERN: Permission.READ_CONCERN,
    Permission.TAKE_UP_CONCERN: Permission.READ_CONCERN,
    Permission.DROP_CONCERN: Permission.READ_CONCERN,
    Permission.ADD_TO_CONCERN: Permission.READ_CONCERN,
    Permission.ANSWER_CONCERN: Permission.READ_CONCERN,
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
