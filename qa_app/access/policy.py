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
    from qa_app.audits.extensions import Extension
    from qa_app.audits.models import Audit, Finding
    from qa_app.audits.threads import AuditQuery
    from qa_app.cases.models import Case
    from qa_app.concerns.models import Concern
    from qa_app.notices.models import Notice
    from qa_app.people.models import Person

Test = Callable[..., bool]


class Role(StrEnum):
    """What a person is in the council's quality assurance. A head of service is one of named services."""

    ADMINISTRATOR = "administrator"
    QA_MANAGER = "qa-manager"
    AUDITOR = "auditor"
    HEAD_OF_SERVICE = "head-of-service"


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
    RAISE_CONCERN = "concern:raise"
    LIST_CONCERNS = "concerns:list"
    READ_CONCERN = "concern:read"
    WRITE_CONCERN = "concern:write"
    ADD_TO_CONCERN = "concern:add"
    ANSWER_CONCERN = "concern:answer"
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


def raised_the_concern(person: Person, concern: Concern) -> bool:
    return person.id == concern.raised_by_id


def did_not_raise_it(person: Person, concern: Concern) -> bool:
    return person.id != concern.raised_by_id


def has_been_reached_by_it(person: Person, concern: Concern) -> bool:
    """The concern was sent to the person, or went on to them when somebody's time ran out."""
    return person.id in concern.reached_ids


def it_was_sent(_person: Person, concern: Concern) -> bool:
    return concern.was_sent


def heads_the_service_concerned(person: Person, concern: Concern) -> bool:
    return concern.service_id in person.services_headed


def owes_no_grade_of_the_case(person: Person, concern: Concern) -> bool:
    """What one auditor saw is kept from whoever still owes a grade on the case."""
    return has_sent_own_grade(person, concern.audit)


READERS_OF_AN_AUDIT: list[list[Test]] = [
    [is_the_auditor, is_auditor],
    [is_qa_manager, the_grading_is_over],
    [heads_the_service_audited, the_grade_counts, has_sent_own_grade],
]
READERS_OF_A_CONCERN: list[list[Test]] = [
    [raised_the_concern],
    [has_been_reached_by_it],
    [is_qa_manager, it_was_sent, owes_no_grade_of_the_case],
    [heads_the_service_concerned, it_was_sent, owes_no_grade_of_the_case],
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
    Permission.RAISE_CONCERN: READERS_OF_AN_AUDIT,
    Permission.LIST_CONCERNS: [[is_qa_manager], [is_auditor], [is_head_of_a_service]],
    Permission.READ_CONCERN: READERS_OF_A_CONCERN,
    Permission.WRITE_CONCERN: [[raised_the_concern]],
    Permission.ADD_TO_CONCERN: READERS_OF_A_CONCERN,
    Permission.ANSWER_CONCERN: [
        [has_been_reached_by_it, did_not_raise_it],
        [is_qa_manager, it_was_sent, owes_no_grade_of_the_case, did_not_raise_it],
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
    Permission.ADD_TO_CONCERN: Permission.READ_CONCERN,
    Permission.ANSWER_CONCERN: Permission.READ_CONCERN,
    Permission.ANSWER_QUERY: Permission.ANSWER_QUERY,
    Permission.CLOSE_QUERY: Permission.ANSWER_QUERY,
    Permission.PUT_NOTICE_AWAY: Permission.PUT_NOTICE_AWAY,
}


def permits(person: Person, permission: Permission, thing: Any = None) -> bool:
    return person.is_active and any(all(test(person, thing) for test in row) for row in POLICY[permission])


def may_know_of(person: Person, permission: Permission, thing: Any) -> bool:
    """Whether ``person`` may learn that ``thing`` exists at all."""
    revealing = SEEN_THROUGH.get(permission)
    return revealing is None or permits(person, revealing, thing)
