"""Invented children: nobody's, drawn from shares that an English council would recognise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from qa_app.cases.annex_a import DISABILITY, layout

CASELOAD: Final = 17
SIX_MONTHS: Final = 182

TEAMS: Final = (
    "Hillside Assessment",
    "Riverside Assessment",
    "Hillside Safeguarding",
    "Riverside Safeguarding",
    "Harbour Safeguarding",
    "Children in Care North",
    "Children in Care South",
    "Disabled Children",
    "Leaving Care",
)

# Our own judgement, in percent.
_STATUSES: Final = {"looked-after": 12, "child-protection": 10, "child-in-need": 38, "assessment": 22, "closed": 18}
_ETHNICITIES: Final = {
    "WBRI": 64,
    "WIRI": 0.5,
    "WIRT": 0.4,
    "WOTH": 6,
    "WROM": 0.9,
    "MWBC": 3.2,
    "MWBA": 1.7,
    "MWAS": 1.8,
    "MOTH": 3,
    "AIND": 1.3,
    "APKN": 2.8,
    "ABAN": 1.9,
    "AOTH": 2.2,
    "BCRB": 1.6,
    "BAFR": 4,
    "BOTH": 1.5,
    "CHNE": 0.3,
    "OOTH": 1.9,
    "REFU": 0.2,
    "NOBT": 0.8,
}
_NEEDS: Final = {"N1": 55, "N2": 10, "N3": 4, "N4": 10, "N5": 13, "N6": 2, "N7": 0.5, "N8": 3, "N9": 0.5, "N0": 2}
_CLOSURES: Final = {"RC1": 2, "RC2": 0.3, "RC3": 1.5, "RC4": 2, "RC5": 5, "RC6": 2, "RC7": 52, "RC8": 35}

# Youngest and oldest in days, for the bands unborn, under 1, 1 to 4, 5 to 9, 10 to 15, 16 to 17 and 18 and over.
_BANDS: Final = ((-180, -10), (0, 360), (366, 1820), (1830, 3640), (3660, 5830), (5850, 6560), (6580, 7600))
_BAND_SHARES: Final = {
    "looked-after": (0, 5, 14, 18, 38, 25, 0),
    "child-protection": (3, 10, 26, 27, 30, 4, 0),
    "child-in-need": (1, 5, 19, 26, 34, 13, 2),
    "assessment": (3, 7, 22, 27, 31, 10, 0),
    "closed": (0, 6, 21, 27, 31, 13, 2),
}
# How long ago the case began, in days at most, and how many days on average since the child was seen.
_LONGEST: Final = {
    "looked-after": 2900,
    "child-protection": 640,
    "child-in-need": 800,
    "assessment": 58,
    "closed": 500,
}
_SEEN: Final = {"looked-after": 18, "child-protection": 7, "child-in-need": 16, "assessment": 8, "closed": 20}
# The words by which a team's name shows its work; a status whose words no team has is spread over all of them.
_WORK: Final = {
    "looked-after": ("in care", "looked after", "permanence"),
    "child-protection": ("safeguarding", "protection", "family", "locality"),
    "child-in-need": ("safeguarding", "in need", "disabled", "family", "locality"),
    "assessment": ("assessment",),
    "closed": ("assessment", "safeguarding", "in need", "disabled", "family", "locality"),
    "leaving-care": ("leaving care", "care leaver", "personal adviser"),
}


@dataclass(frozen=True, slots=True)
class InventedChild:
    """One invented child. Codes are as the template writes them; ``status`` is the key, or "" for one not in need.

    ``plan_on`` is the day on which the child protection plan or the period of care began.
    """

    reference: str
    gender: str
    ethnicity: str
    born_on: date
    age: int | None
    disability: str
    source: str
    status: str = ""
    started_on: date = date.min
    plan_on: date = date.min
    last_seen_on: date | None = None
    closed_on: date | None = None
    closure: str | None = None
    need: str | None = None
    team: str = ""
    worker: str = ""


class Chooser:
    """Draws codes by their share, or evenly, from one seeded source."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._written = {
            heading: {code.value: code.written for code in codes} for heading, codes in layout().codes.items()
        }

    def code(self, heading: str, shares: Mapping[str, float] | None = None) -> str:
        """A code under ``heading`` as written. ``shares`` go by the code's value; without them, evenly."""
        written = self._written[heading]
        if shares is None:
            return self.random.choice(list(written.values()))
        return written[self.share(shares)]

    def share(self, shares: Mapping[str, float]) -> str:
        """One of the names, as often as its share says."""
        return self.random.choices(list(shares), list(shares.values()))[0]

    def yes(self, heading: str, percent: float) -> str:
        """Yes to a question of yes and no so many times in a hundred."""
        return self._written[heading]["Yes" if self.random.random() * 100 < percent else "No"]

    def days(self, least: int, most: int) -> timedelta:
        """Some days, both ends included."""
        return timedelta(days=self.random.randint(least, max(least, most)))


class Caseloads:
    """Gives each case of a team to the team's newest worker until that one's hands are full. Workers have numbers."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, int]] = {}
        self._workers = 0

    def give(self, team: str) -> str:
        """The worker who takes the team's next case."""
        worker, held = self._held.get(team, (0, CASELOAD))
        if held == CASELOAD:
            self._workers += 1
            worker, held = self._workers, 0
        self._held[team] = (worker, held + 1)
        return f"Worker {worker}"


class Inventor:
    """Invents children one after another; the same seed, day and teams give the same children."""

    def __init__(self, seed: int, today: date, teams: Sequence[str], most_children: int) -> None:
        self.today = today
        self.random = Random(seed)  # noqa: S311 - invented cases, and no secret
        self.choose = Chooser(self.random)
        self.caseloads = Caseloads()
        self._teams = {work: _teams_for(words, teams) for work, words in _WORK.items()}
        self._references = iter(self.random.sample(range(1, 1_000_000), most_children))

    def in_need(self, count: int) -> Iterator[InventedChild]:
        """Children of List 6."""
        for _ in range(count):
            status = self.choose.share(_STATUSES)
            yield self._in_need(status, self._born(_BAND_SHARES[status]))

    def others(self, count: int) -> Iterator[InventedChild]:
        """Children known to the council only by a contact, a referral or early help."""
        for _ in range(count):
            yield self._child(self._born(_BAND_SHARES["assessment"]))

    def care_leavers(self, count: int) -> Iterator[InventedChild]:
        """Young people of 17 to 21 who have left care."""
        for _ in range(count):
            team = self.team("leaving-care")
            born_on = self.today - self.choose.days(6250, 7900)
            yield self._child(born_on, team=team, worker=self.caseloads.give(team))

    def team(self, work: str) -> str:
        """A team that does the work."""
        return self.random.choice(self._teams[work])

    def _child(self, born_on: date, **case: object) -> InventedChild:
        choose = self.choose
        age = years_between(born_on, self.today)
        gender = {"Male": 53.0, "Female": 46.6, "Not stated/recorded": 0.2, "Neither": 0.2}
        return InventedChild(
            reference=f"DEMO-{next(self._references):06d}",
            gender=choose.code("Gender", {"Not stated/recorded": 1} if age is None else gender),
            ethnicity=choose.code("Ethnicity", _ETHNICITIES),
            born_on=born_on,
            age=age,
            disability=choose.code(DISABILITY, {"Yes": 12, "No": 85, "Unknown": 3}),
            source=choose.code("Contact / Referral Source"),
            **case,  # type: ignore[arg-type]
        )

    def _in_need(self, status: str, born_on: date) -> InventedChild:
        choose, today = self.choose, self.today
        earliest = max(today - timedelta(days=_LONGEST[status]), born_on - timedelta(days=140))
        latest = today - timedelta(days=45 if status in ("closed", "child-protection") else 0)
        span = max(0, (latest - earliest).days)
        started_on = latest - timedelta(days=int(span * self.random.random() ** 1.6))
        closed_on = None
        if status == "closed":
            closed_on = max(started_on, today - choose.days(0, SIX_MONTHS))
        seen_on = (closed_on or today) - timedelta(days=int(self.random.expovariate(1 / _SEEN[status])))
        team = self.team(status)
        return self._child(
            born_on,
            status=status,
            started_on=started_on,
            plan_on=min(today, started_on + choose.days(0, 40)),
            last_seen_on=None if born_on > today or seen_on < started_on else seen_on,
            closed_on=closed_on,
            closure=choose.code("Reason for Closure", _CLOSURES) if closed_on else None,
            need=choose.code("Primary Need Code", _NEEDS),
            team=team,
            worker=self.caseloads.give(team),
        )

    def _born(self, shares: Sequence[int]) -> date:
        youngest, oldest = self.random.choices(_BANDS, shares)[0]
        return self.today - self.choose.days(youngest, oldest)


def years_between(born_on: date, today: date) -> int | None:
    """Whole years lived, or nothing for a child not yet born."""
    if born_on > today:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _teams_for(words: Sequence[str], teams: Sequence[str]) -> list[str]:
    return [team for team in teams if any(word in team.casefold() for word in words)] or list(teams)
