"""What can be asked of a person and a thing acted on. These tests read attributes only, and never query."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_app.audits.disputes import Dispute
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
    TEAM_MANAGER = "team-manager"
    PRACTITIONER = "practitioner"


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


def heads_the_service_disputed(person: Person, dispute: Dispute) -> bool:
    return heads_the_service_audited(person, dispute.audit)


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


def it_was_sent_or_left_behind(_person: Person, concern: Concern) -> bool:
    """It was sent, or whoever began it cannot send it any more."""
    return concern.was_sent or concern.is_left_behind


def it_was_left_behind(_person: Person, concern: Concern) -> bool:
    return concern.is_left_behind


def heads_the_service_concerned(person: Person, concern: Concern) -> bool:
    return concern.service_id in person.services_headed


def owes_no_grade_of_the_case(person: Person, about: Concern | Dispute) -> bool:
    """What one auditor saw is kept from whoever still owes a grade on the case."""
    return has_sent_own_grade(person, about.audit)
