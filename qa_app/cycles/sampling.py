"""Drawing the sample of a cycle from plain values, so that the same values always give the same sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderation.design import Selection, select
from qa_app.refusals import Refusal


@dataclass(frozen=True)
class Frame:
    """What a draw is made from.

    ``team_of``: the team's id by case ID, for every case of the population. ``service_of``: the service by team id,
    as it was called at the draw. ``auditor_teams``: the own team of each auditor, ``None`` for one without.
    """

    team_of: Mapping[str, int]
    service_of: Mapping[int, str]
    auditor_teams: Sequence[int | None]

    def with_auditors(self, least: int) -> dict[str | int, str | int | None]:
        """The service by case ID, for the cases that at least so many auditors may audit: nobody their own team's."""
        free = {team: sum(own != team for own in self.auditor_teams) >= least for team in set(self.team_of.values())}
        return {case: self.service_of[team] for case, team in self.team_of.items() if free[team]}


@dataclass(frozen=True)
class Sample:
    """The case IDs in the order of the draw, those of them that are graded twice, and the record of both draws."""

    cases: tuple[str, ...]
    doubles: frozenset[str]
    record: dict[str, Any]


def draw_sample(frame: Frame, *, size: int, double_size: int, seed: int) -> Sample:
    """Draw ``size`` cases, each service its share, and of these ``double_size`` to be graded twice, likewise.

    :raises Refusal: when there are not so many cases.
    """
    population = frame.with_auditors(1)
    if size > len(population):
        raise Refusal(
            f"A sample of {size:,} cannot be drawn",
            f"There are {len(population):,} on the case list with the chosen statuses that were not given out with "
            "this tool yet and that one of the chosen auditors may audit. Make the sample smaller, or choose more "
            "statuses or auditors. Nothing was drawn.",
        )
    drawn = select(population, size=size, seed=seed)
    with_two = frame.with_auditors(2)
    could_be_double = {case: with_two[case] for case in drawn.cases if case in with_two}
    if double_size > len(could_be_double):
        raise Refusal(
            f"A sample of {double_size:,} to be graded twice cannot be drawn",
            f"For {len(could_be_double):,} of the cases drawn there are two auditors who may audit them. "
            "Choose more auditors, or fewer cases to be graded twice. Nothing was drawn.",
        )
    record = {**drawn.record, "nobodys": len(frame.team_of) - len(population)}
    doubles: frozenset[str] = frozenset()
    if double_size:
        twice = select(could_be_double, size=double_size, seed=f"{seed} twice")
        doubles, record["double"] = frozenset(map(str, twice.cases)), twice.record
    return Sample(cases=_ids(drawn), doubles=doubles, record={**record, **_surroundings(frame)})


def _ids(drawn: Selection) -> tuple[str, ...]:
    return tuple(str(case) for case in drawn.cases)


def _surroundings(frame: Frame) -> dict[str, Any]:
    """What may have changed by the time that the draw is repeated, and so is kept with it."""
    return {
        "services": {str(team): service for team, service in sorted(frame.service_of.items())},
        "auditor_teams": sorted(frame.auditor_teams, key=lambda team: team or 0),
    }


def frame_again(team_of: Mapping[str, int], record: Mapping[str, Any]) -> Frame:
    """The frame of an earlier draw, from its record and the entries of its case list, which never change."""
    services = {int(team): service for team, service in record["services"].items()}
    return Frame(team_of, services, record["auditor_teams"])
