"""Which cases to grade or to moderate: a draw that anyone can repeat and check.

Every case gets a ticket, the SHA-256 of the seed and the case id; the lowest tickets win. Nobody can foresee the
tickets of a seed they have not seen, the order in which cases are listed plays no part, one more case in the list
changes no other case's ticket, and a single ticket can be checked with any tool that computes SHA-256. The draw does
not depend on a library's random numbers, so it is the same on every machine and in every year.

Numbers per stratum follow the largest remainder: each stratum gets the whole part of its fair share, and what is left
goes to the largest fractions; of equal fractions to the larger stratum, then to the lower ticket.

Rules take cases for certain, such as every Inadequate one; chance then decides among the rest. Cases that rules alone
chose say nothing of the others, so a draw should always leave some to chance, and figures should use the weights.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

CaseId = str | int
StratumId = str | int | None
Seed = str | int
Frame = Mapping[CaseId, StratumId] | Iterable[tuple[CaseId, StratumId]]

Item = TypeVar("Item")

ALGORITHM = "sha256-ticket/1"


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many cases a part of the population has that no rule takes, and how many of these were drawn."""

    name: StratumId
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The cases selected, those that rules take before those drawn, in the order of the draw; and how to repeat it.

    ``weights``: 1 over the chance each of them had, for ``Ratings.weighted`` where some cases were certain or some
    strata drawn from more heavily. ``rules``: for each rule the cases it takes. ``digest`` is the SHA-256 of the frame:
    the JSON list of its [case, stratum] pairs, ordered by their own JSON text, without spaces, in UTF-8.
    """

    cases: tuple[CaseId, ...]
    seed: Seed
    strata: tuple[Stratum, ...]
    weights: Mapping[CaseId, float]
    digest: str
    rules: Mapping[str, tuple[CaseId, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def record(self) -> dict[str, Any]:
        """What to keep with the draw, as plain values for JSON. The same frame, seed and rules, with ``size`` or, for a
        draw with numbers per stratum, ``strata``, give the same draw. ``size`` and ``strata`` are without the cases
        that rules take; ``rules`` is there where some were given.
        """
        by_rule = len({case for cases in self.rules.values() for case in cases})
        return {
            "algorithm": ALGORITHM,
            "seed": self.seed,
            "population": sum(stratum.population for stratum in self.strata) + by_rule,
            "size": len(self.cases) - by_rule,
            "strata": [
                {"stratum": stratum.name, "population": stratum.population, "drawn": stratum.drawn}
                for stratum in self.strata
            ],
            "frame_sha256": self.digest,
            **({"rules": {rule: list(cases) for rule, cases in self.rules.items()}} if self.rules else {}),
        }


def select(
    frame: Frame,
    *,
    size: int | None = None,
    share: float | Fraction | None = None,
    strata: Mapping[StratumId, int] | None = None,
    rules: Mapping[str, Iterable[CaseId]] | None = None,
    seed: Seed,
) -> Selection:
    """Draw cases from ``frame``, a mapping from case to stratum or pairs of these.

    Give one of ``size`` (how many in all) or ``share`` (above 0, up to 1, rounded up to whole cases), both spread over
    the strata in proportion, or ``strata`` (how many from each stratum). ``rules``: by the name of each rule the cases
    it takes, all of which are selected; the numbers are then of the rest. Raises ValueError saying what cannot be done.
    """
    stratum_of = _frame(frame)
    taken = _taken(stratum_of, rules or {}, seed)
    certain = {case for cases in taken.values() for case in cases}
    members: dict[StratumId, list[CaseId]] = {stratum: [] for stratum in stratum_of.values()}
    for case, stratum in stratum_of.items():
        if case not in certain:
            members[stratum].append(case)
    sizes = {name: len(cases) for name, cases in sorted(members.items(), key=lambda item: _text(item[0]))}
    numbers = _numbers(sizes, size, share, strata, seed)
    drawn = [case for name in sizes for case in by_ticket(seed, members[name])[: numbers[name]]]
    cases = tuple(by_ticket(seed, certain) + by_ticket(seed, drawn))
    weight = {name: count / numbers[name] for name, count in sizes.items() if numbers[name]}
    return Selection(
        cases=cases,
        seed=seed,
        strata=tuple(Stratum(name, count, numbers[name]) for name, count in sizes.items()),
        weights=MappingProxyType({case: 1.0 if case in certain else weight[stratum_of[case]] for case in cases}),
        digest=hashlib.sha256(_text(sorted(stratum_of.items(), key=_text)).encode()).hexdigest(),
        rules=MappingProxyType(taken),
    )


def ticket(seed: Seed, item: object) -> str:
    """The SHA-256, in hexadecimal, of the JSON list of seed and item, without spaces, in UTF-8."""
    return hashlib.sha256(_text([seed, item]).encode()).hexdigest()


def by_ticket(seed: Seed, items: Iterable[Item]) -> list[Item]:
    """The items from the lowest ticket to the highest."""
    return sorted(items, key=lambda item: ticket(seed, item))


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _frame(frame: Frame) -> dict[CaseId, StratumId]:
    rows = frame.items() if isinstance(frame, Mapping) else frame
    stratum_of: dict[CaseId, StratumId] = {}
    for case, stratum in rows:
        if isinstance(case, bool) or not isinstance(case, str | int):
            raise ValueError(f"A case id must be text or a whole number, not {case!r}")
        if isinstance(stratum, bool) or not isinstance(stratum, str | int | None):
            raise ValueError(f"The stratum of case {case} must be text, a whole number or None, not {stratum!r}")
        if case in stratum_of:
            raise ValueError(f"Case {case} is in the list twice")
        stratum_of[case] = stratum
    if not stratum_of:
        raise ValueError("There are no cases to draw from")
    return stratum_of


def _taken(
    stratum_of: Mapping[CaseId, StratumId], rules: Mapping[str, Iterable[CaseId]], seed: Seed
) -> dict[str, tuple[CaseId, ...]]:
    taken = {rule: tuple(by_ticket(seed, set(cases))) for rule, cases in rules.items()}
    for rule, cases in taken.items():
        for case in cases:
            if case not in stratum_of:
                raise ValueError(f"The rule {rule!r} takes case {case}, which is not in the list")
    return taken


def _numbers(
    sizes: dict[StratumId, int],
    size: int | None,
    share: float | Fraction | None,
    strata: Mapping[StratumId, int] | None,
    seed: Seed,
) -> dict[StratumId, int]:
    if sum(given is not None for given in (size, share, strata)) != 1:
        raise ValueError("Give exactly one of size, share and strata")
    population = sum(sizes.values())
    if strata is not None:
        return _fixed(sizes, strata)
    if share is not None:
        if not 0 < share <= 1:
            raise ValueError(f"The share must be above 0 and up to 1, not {share!r}")
        # The decimal that was written, not its nearest binary fraction: a tenth of 30 is 3 and not a little more.
        size = math.ceil(Fraction(str(share)) * population)
    assert size is not None  # noqa: S101 - exactly one was given
    _check_number(size, population, "in the list")
    return _in_proportion(sizes, size, seed)


def _fixed(sizes: dict[StratumId, int], strata: Mapping[StratumId, int]) -> dict[StratumId, int]:
    for name, number in strata.items():
        if name not in sizes:
            raise ValueError(f"No case in the list is in the stratum {name!r}")
        _check_number(number, sizes[name], f"in the stratum {name!r}")
    return {name: strata.get(name, 0) for name in sizes}


def _check_number(number: int, available: int, where: str) -> None:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError(f"The number of cases to draw must be a whole number from 0, not {number!r}")
    if number > available:
        raise ValueError(f"{number} cases cannot be drawn: there are only {available} {where}")


def _in_proportion(sizes: dict[StratumId, int], size: int, seed: Seed) -> dict[StratumId, int]:
    population = max(sum(sizes.values()), 1)  # none is left to chance where rules take every case
    numbers = {name: size * count // population for name, count in sizes.items()}
    remainders = {name: size * count % population for name, count in sizes.items()}
    order = sorted(by_ticket(seed, sizes), key=lambda name: (-remainders[name], -sizes[name]))
    for name in order[: size - sum(numbers.values())]:
        numbers[name] += 1
    return numbers
