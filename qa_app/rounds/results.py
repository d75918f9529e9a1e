"""What the result page of a round says, as plain values: the figures, the matrix, the differences, the net shift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit_tools import Scale
from moderation import Interval, Ratings, agreement, proportion_interval
from qa_app.access import Permission, permits
from qa_app.people.models import Person
from qa_app.tools.queries import definition

from .models import ModerationRound, RoundCase
from .queries import cases_of, graded_once, report_of, scale_of

MOSTLY = 0.75
"""The share from which cases count as mostly agreed upon, and grades as mostly alike."""
FAR_BELOW = 0.3
"""How far alpha must lie below the share of cases with the same grade for the two to need explaining."""


@dataclass(frozen=True)
class Figure:
    """A figure with its 95% interval and its n; ``why`` says why there is none, or what to mind in reading it."""

    value: float | None
    interval: Interval | None
    n: int
    why: str = ""
    agreeing: int | None = None


@dataclass(frozen=True)
class Grade:
    """A grade as it is shown: its label and the letters that stand for it in a table."""

    label: str
    letters: str


@dataclass(frozen=True)
class Difference:
    """A case on which the auditors differ; ``None`` for the grades while somebody grades the case again, blind."""

    case: RoundCase
    first: str | None
    second: str | None
    steps: int
    agreed: str | None


@dataclass(frozen=True)
class Shift:
    """How the original grades became the final ones; lower is worse."""

    original: int
    lower: int
    higher: int


@dataclass(frozen=True)
class Result:
    """Everything the result page shows. ``matrix`` counts cases by the first auditor's grade, then the second's."""

    grades: tuple[Grade, ...]
    cases: int
    auditors: int
    graded_once: int
    exact: Figure
    within_one: Figure
    boundary: Figure | None
    alpha: Figure
    ac2: Figure
    specific: tuple[tuple[Grade, Figure], ...]
    matrix: tuple[tuple[int, ...], ...]
    commonest: str
    commonest_share: float
    differences: tuple[Difference, ...]
    unresolved: int
    shift: Shift | None

    @property
    def is_paradox(self) -> bool:
        """Whether alpha is low although auditors mostly agreed, because most grades are alike (prevalence)."""
        exact, alpha = self.exact.value or 0, self.alpha.value
        return alpha is not None and min(exact, self.commonest_share) >= MOSTLY and exact - alpha >= FAR_BELOW


def result_of(round: ModerationRound, *, seen_by: Person) -> Result | None:
    """The result of a round for the person who looks at it; ``None`` before its grades are shown."""
    report = report_of(round)
    if report is None:
        return None
    scale = definition(round.cycle.tool_version).scale
    cases = cases_of(round)
    given = Counter(audit.given_grade or "" for case in cases for audit in (case.first, case.second))
    commonest = max(scale.keys, key=lambda key: given[key])
    grades = letters_of([point.label for point in scale.points])
    unresolved = sum(case.final_grade is None for case in cases)
    return Result(
        grades=grades,
        cases=len(cases),
        auditors=len(report.auditors),
        graded_once=graded_once(round.cycle),
        exact=_share(report.exact),
        within_one=_share(report.within_one),
        boundary=_share(report.boundary) if report.boundary else None,
        alpha=_coefficient(report.alpha),
        ac2=_coefficient(report.ac2),
        specific=tuple((grade, _coefficient(report.specific[grade.label])) for grade in grades),
        matrix=_matrix(round, cases, scale),
        commonest=scale.label(commonest),
        commonest_share=given[commonest] / given.total(),
        differences=_differences(report, cases, scale, seen_by),
        unresolved=unresolved,
        shift=None if unresolved else shift_of(cases, scale),
    )


def letters_of(labels: Sequence[str]) -> tuple[Grade, ...]:
    """Each grade with its initials, as in O, G, RI and I; with its whole label where initials would be shared."""
    initials = ["".join(word[0] for word in label.split()).upper() for label in labels]
    distinct = len(set(initials)) == len(initials)
    return tuple(Grade(label, short if distinct else label) for label, short in zip(labels, initials, strict=True))


def steps_apart(round_case: RoundCase, scale: Scale) -> int:
    return abs(scale.rank(round_case.first.given_grade or "") - scale.rank(round_case.second.given_grade or ""))


def shift_of(cases: Sequence[RoundCase], scale: Scale) -> Shift:
    """How many of the original grades became lower and higher in moderation; every case must have its final grade."""
    moved = [
        scale.rank(case.final_grade or "") - scale.rank(audit.given_grade or "")
        for case in cases
        for audit in (case.first, case.second)
    ]
    return Shift(len(moved), lower=sum(step > 0 for step in moved), higher=sum(step < 0 for step in moved))


def _share(figure: agreement.Figure) -> Figure:
    """A share of cases. A case of a round has two grades, so it is a plain proportion with an interval of its own."""
    estimate, n = figure.estimate, figure.estimate.n_multiple
    agreeing = round((estimate.value or 0) * n)
    interval = proportion_interval(agreeing, n, "clopper-pearson" if agreeing in (0, n) else "wilson")
    return Figure(estimate.value, interval, n, estimate.reason, agreeing)


def _coefficient(figure: agreement.Figure) -> Figure:
    return Figure(figure.estimate.value, figure.interval, figure.estimate.n_multiple, figure.estimate.reason)


def _matrix(round: ModerationRound, cases: Sequence[RoundCase], scale: Scale) -> tuple[tuple[int, ...], ...]:
    rows = [
        (case.id, role, scale.label(audit.given_grade or ""))
        for case in cases
        for role, audit in (("first", case.first), ("second", case.second))
    ]
    table = agreement.crosstab(Ratings.from_long(rows, scale_of(round)))
    return tuple(tuple(int(count) for count in row) for row in table)


def _differences(
    report: agreement.Report, cases: Sequence[RoundCase], scale: Scale, seen_by: Person
) -> tuple[Difference, ...]:
    """Largest first. A case that somebody is grading again elsewhere shows its grades to nobody meanwhile."""
    by_id = {case.id: case for case in cases}
    found = []
    for apart in report.disagreements:
        case = by_id[int(str(apart.case))]
        is_open = may_compare(seen_by, case)
        labels = [scale.label(audit.given_grade or "") if is_open else None for audit in (case.first, case.second)]
        agreed = scale.label(case.agreed_grade) if case.agreed_grade else None
        found.append(Difference(case, labels[0], labels[1], apart.steps, agreed))
    return tuple(found)


def may_compare(person: Person, case: RoundCase) -> bool:
    """Whether the person may read both audits of the case."""
    return all(permits(person, Permission.READ_AUDIT, audit) for audit in (case.first, case.second))
