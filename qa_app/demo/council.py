"""The demonstration council: its last ten weeks, told through the same operations that people use."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.resources import files
from io import BytesIO

from audit_tools import supplied_text
from qa_app.audits import operations as audits
from qa_app.audits.models import Audit
from qa_app.audits.queries import counting_findings, paper_of
from qa_app.cases.children_in_need import read_children_in_need
from qa_app.cases.models import CaseList
from qa_app.cases.operations import confirm, stage
from qa_app.cycles import operations as cycles
from qa_app.cycles.models import AuditCycle, SampledCase
from qa_app.db import days_ago, today, transaction
from qa_app.people.models import Person
from qa_app.people.queries import person_with_email, services
from qa_app.plan.operations import import_plan, link
from qa_app.plan.queries import plan_actions
from qa_app.refusals import Refusal
from qa_app.rounds import operations as rounds
from qa_app.rounds.models import Cause
from qa_app.themes.operations import adopt_starter_themes
from qa_app.tools.models import ToolVersion
from qa_app.tools.operations import publish
from qa_app.tools.queries import definition

from . import concern
from .annex_a import write_annex_a
from .answers import leave_one_to_answer, tell_of_answers
from .people import PEOPLE, STRUCTURE, open_council
from .writing import write_answers

GOOD, RI, INADEQUATE = "good", "requires-improvement", "inadequate"
STATUSES = ("assessment", "looked-after", "child-protection", "child-in-need")

# What the two auditors of the double-graded cases give, and what is agreed where they differ.
DOUBLES = (
    *[(GOOD, GOOD, GOOD)] * 3,
    (GOOD, RI, GOOD),
    *[(RI, RI, RI)] * 5,
    (GOOD, RI, RI),
    (RI, GOOD, RI),
    (RI, INADEQUATE, INADEQUATE),
)
SINGLES = (*[GOOD] * 6, *[RI] * 19)

AGREED: Mapping[str, tuple[Cause, str]] = {
    GOOD: (
        Cause.MISSED_EVIDENCE,
        "The direct work is recorded under the school's meetings, where the second auditor had not looked. With it, "
        "the child was plainly heard.",
    ),
    RI: (
        Cause.THRESHOLD_DIFFERS,
        "Both saw the same visits. We agreed that visits in time are not yet purposeful work, and that the plan says "
        "nothing of what must be different.",
    ),
    INADEQUATE: (
        Cause.MISSED_EVIDENCE,
        "Two missing episodes had no conversation afterwards, and nobody could say whether the young person was safe. "
        "The head of service was told the same day.",
    ),
}

ANSWERED_BY: Mapping[str, tuple[str, ...]] = {
    "plans": ("1.1", "4.4"),
    "drift-and-delay": ("1.2",),
    "management-oversight": ("2.1", "2.3"),
    "voice-and-direct-work": ("1.3", "1.4"),
    "neglect": ("3.4",),
    "missing": ("1.5",),
    "exploitation": ("1.6",),
}


def is_there() -> bool:
    """Whether this database holds the demonstration council already."""
    return person_with_email(PEOPLE[0].email) is not None


def tell() -> None:
    """Fill an empty database with the council's last ten weeks.

    :raises Refusal: when there is anything in it that is not the demonstration's.
    """
    if services():
        raise Refusal("This database holds a council already", "The demonstration needs an empty one.")
    with days_ago(75), transaction():
        people = open_council()
        adopt_starter_themes(by=None)
    manager = people["Quentin Assurance"]
    auditors = [person for name, person in people.items() if name.endswith("Auditor")]
    with days_ago(74), transaction():
        version = publish(supplied_text("childs-journey-2"), by=manager)
        folder = files("qa_app.demo").joinpath("plan")
        import_plan(
            {each.name: each.read_bytes() for each in folder.iterdir() if each.name.endswith(".csv")}, by=manager
        )
    with days_ago(73):
        listed = _import_cases(manager)
    finished = _finished_cycle(version, listed, auditors, manager)
    _moderate(finished, manager)
    tell_of_answers([_first(drawn) for drawn in finished.sample], manager)
    _link_findings([person for person in people.values() if person.services_headed])
    _running_cycle(version, listed, auditors, manager)
    _waiting_cycle(version, listed, auditors, manager)
    concern.tell(people["Alex Auditor"], people["Ada Minister"])


def _import_cases(manager: Person) -> CaseList:
    workbook = BytesIO()
    teams = [team for its_teams in STRUCTURE.values() for team in its_teams]
    write_annex_a(workbook, rows=300, seed=7, today=today(), teams=teams)
    workbook.seek(0)
    reading = read_children_in_need(workbook, today=today())
    with transaction():
        upload = stage(reading, "annex-a-invented.xlsx", hashlib.sha256(workbook.getvalue()).hexdigest(), by=manager)
    with transaction():
        return confirm(upload, by=manager)


def _set_up(
    name: str,
    version: ToolVersion,
    listed: CaseList,
    auditors: Sequence[Person],
    manager: Person,
    *,
    sizes: tuple[int, int],
    days: int,
) -> AuditCycle:
    """Set a cycle up and draw its sample; ``sizes`` are those of the sample and of the double-graded share."""
    with transaction():
        cycle = cycles.set_up(
            name=name,
            tool_version=version,
            case_list=listed,
            opens_on=today(),
            due_on=today() + timedelta(days=days),
            statuses=STATUSES,
            sample_size=sizes[0],
            double_size=sizes[1],
            auditors=auditors,
            by=manager,
        )
    with transaction():
        cycles.draw(cycle, seed=20_260_000 + sizes[0], by=manager)
    return cycle


def _finished_cycle(version: ToolVersion, listed: CaseList, auditors: Sequence[Person], manager: Person) -> AuditCycle:
    with days_ago(70):
        cycle = _set_up("Bi-monthly cycle 5", version, listed, auditors, manager, sizes=(37, 12), days=28)
    with days_ago(69), transaction():
        cycles.start(cycle, by=manager)
    chance = random.Random(5)  # noqa: S311 - it invents a story
    doubles, singles = chance.sample(DOUBLES, len(DOUBLES)), chance.sample(SINGLES, len(SINGLES))
    meant: list[tuple[Audit, str]] = []
    for drawn in cycle.sample:
        if drawn.second:
            first, second, _ = doubles.pop()
            meant += [(_first(drawn), first), (drawn.second, second)]
        else:
            meant.append((_first(drawn), singles.pop()))
    chance.shuffle(meant)
    for number, (audit, grade) in enumerate(meant):
        with days_ago(66 - number * 24 // len(meant)):
            _carry_out(audit, grade, chance)
    return cycle


def _first(drawn: SampledCase) -> Audit:
    if drawn.first is None:
        raise RuntimeError("a started cycle has a first audit for every case")
    return drawn.first


def _carry_out(audit: Audit, overall: str, chance: random.Random, *, sections: int | None = None) -> None:
    """Write an audit and send it; or only its first sections, as somebody does who was called away."""
    tool = definition(audit.tool_version)
    written = write_answers(tool, overall, chance)
    with transaction():
        for section, answers in list(written.items())[:sections]:
            audits.save_section(audit, section, answers, based_on=0, by=audit.auditor)
    if sections is None:
        with transaction():
            audits.submit(audit, seen=paper_of(audit).digest, by=audit.auditor)


def _moderate(cycle: AuditCycle, manager: Person) -> None:
    with days_ago(65), transaction():
        made = rounds.open_round(cycle, "Moderation of cycle 5", by=manager)
    with days_ago(40), transaction():
        rounds.reveal(made, by=manager)
    meant = [(first, second, agreed) for first, second, agreed in DOUBLES if first != second]
    for case in [case for case in made.cases if case.differs]:
        with days_ago(38), transaction():
            given = (case.first.given_grade, case.second.given_grade)
            settled = next(each for each in meant if each[:2] == given)
            meant.remove(settled)
            cause, reason = AGREED[settled[2]]
            rounds.agree(case, grade=settled[2], cause=cause, reason=reason, by=manager)
    with days_ago(37), transaction():
        rounds.close(made, by=manager)


def _link_findings(heads: Sequence[Person]) -> None:
    """Each head of service has tied some areas for development to the plan, and has others still to look at."""
    for head in heads:
        with days_ago(30), transaction():
            actions = {action.ref: action for action in plan_actions()}
            areas = [finding for finding in counting_findings(head.services_headed) if finding.kind == "area"]
            for finding in areas[::2]:
                refs = {ref for theme in finding.themes for ref in ANSWERED_BY.get(theme.key, ())}
                if refs:
                    link(finding, [actions[ref] for ref in sorted(refs)], by=head)


def _running_cycle(version: ToolVersion, listed: CaseList, auditors: Sequence[Person], manager: Person) -> None:
    """Now under way: some audits are sent, some begun, and every auditor has one to do."""
    with days_ago(14):
        cycle = _set_up("Bi-monthly cycle 6", version, listed, auditors, manager, sizes=(24, 8), days=30)
    with days_ago(13), transaction():
        cycles.start(cycle, by=manager)
    with days_ago(12), transaction():
        rounds.open_round(cycle, "Moderation of cycle 6", by=manager)
    chance = random.Random(6)  # noqa: S311 - it invents a story
    given = [audit for drawn in cycle.sample for audit in (drawn.first, drawn.second) if audit]
    chance.shuffle(given)
    worst: Audit | None = None
    for auditor in auditors:
        own = [audit for audit in given if audit.auditor_id == auditor.id]
        for number, audit in enumerate(own[:-1]):
            grade = chance.choices((GOOD, RI), weights=(1, 2))[0]
            if worst is None and number < len(own) - 2 and not audit.others:
                grade, worst = INADEQUATE, audit
            with days_ago(11 - number * 2):
                _carry_out(audit, grade, chance, sections=5 if number == len(own) - 2 else None)
    if worst:
        leave_one_to_answer(worst, manager)


def _waiting_cycle(version: ToolVersion, listed: CaseList, auditors: Sequence[Person], manager: Person) -> None:
    """Drawn yesterday, and waiting for the QA manager to start it."""
    with days_ago(1):
        _set_up("Bi-monthly cycle 7", version, listed, auditors, manager, sizes=(18, 6), days=60)
