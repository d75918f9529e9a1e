"""Cases in hands: who holds which case, and how one more can be placed by passing others along.

A case that no free auditor may take can often still be placed: someone who may take it hands another case on, whose new
holder hands one on in turn, until someone has room. Following every such chain (the augmenting paths of a maximum flow)
finds a place whenever one exists, and ending each chain at the least loaded auditor keeps the loads as even as the
conflicts and limits allow (Harvey, Ladner, Lovasz and Tamir 2006).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass
class Workload:
    """Auditors and cases by number. ``allowed``: for each case, who may take it. ``caps``: the most each may hold.

    ``holders``: who holds each case. ``load``: how many cases each auditor holds. ``settled``: cases not to be moved.
    """

    allowed: Sequence[Sequence[int]]
    caps: Sequence[float]

    def __post_init__(self) -> None:
        self.holders: list[set[int]] = [set() for _ in self.allowed]
        self.held: list[dict[int, None]] = [{} for _ in self.caps]
        self.settled: set[int] = set()

    @property
    def load(self) -> list[int]:
        return [len(cases) for cases in self.held]

    @property
    def unevenness(self) -> int:
        """The sum of squared loads: the least possible after every ``place``."""
        return sum(len(cases) ** 2 for cases in self.held)

    def place(self, case: int) -> set[int]:
        """Give ``case`` to one more auditor. Returns the auditors who stand in the way: empty once it is placed."""
        starts = [auditor for auditor in self.allowed[case] if auditor not in self.holders[case]]
        came_from = self._reach(starts)
        free = [auditor for auditor in came_from if len(self.held[auditor]) < self.caps[auditor]]
        if not free:
            return set(came_from)
        self._give(case, self._pass_along(came_from, min(free, key=lambda auditor: len(self.held[auditor]))))
        return set()

    def settle(self, case: int, pair: Iterable[int]) -> bool:
        """Fix ``case`` in the hands of ``pair``, moving other cases so that loads stay as even and within the limits.

        Returns whether that was possible; if not, nothing has changed.
        """
        pair, before, bound = set(pair), self._copy(), self.unevenness
        for auditor in self.holders[case] - pair:
            self._take(case, auditor)
        self.settled.add(case)
        for auditor in sorted(pair - self.holders[case]):
            self._give(case, auditor)
            self._relieve(auditor)
        if self.unevenness <= bound and all(len(held) <= cap for held, cap in zip(self.held, self.caps, strict=True)):
            return True
        self.holders, self.held = before
        self.settled.discard(case)
        return False

    def _relieve(self, auditor: int) -> None:
        """Pass one case from ``auditor`` along to whoever has the least, if that evens out the loads."""
        came_from = self._reach([auditor])
        least = min(came_from, key=lambda other: len(self.held[other]))
        if len(self.held[least]) + 1 < len(self.held[auditor]):
            self._pass_along(came_from, least)

    def _reach(self, starts: Sequence[int]) -> dict[int, tuple[int, int] | None]:
        """Everyone who can end up with one more case when one of ``starts`` is given one.

        Maps each to (who passes a case on to them, which case), or None for a start.
        """
        came_from: dict[int, tuple[int, int] | None] = dict.fromkeys(starts)
        queue = deque(starts)
        while queue:
            giver = queue.popleft()
            for case in self.held[giver]:
                if len(came_from) == len(self.caps):
                    return came_from
                if case in self.settled:
                    continue
                for taker in self.allowed[case]:
                    if taker not in came_from and taker not in self.holders[case]:
                        came_from[taker] = giver, case
                        queue.append(taker)
        return came_from

    def _pass_along(self, came_from: dict[int, tuple[int, int] | None], last: int) -> int:
        """Move one case along each link of the chain that ends at ``last``; returns where the chain starts."""
        link = came_from[last]
        while link is not None:
            giver, case = link
            self._take(case, giver)
            self._give(case, last)
            last, link = giver, came_from[giver]
        return last

    def _copy(self) -> tuple[list[set[int]], list[dict[int, None]]]:
        return [set(holders) for holders in self.holders], [dict(held) for held in self.held]

    def _give(self, case: int, auditor: int) -> None:
        self.holders[case].add(auditor)
        self.held[auditor][case] = None

    def _take(self, case: int, auditor: int) -> None:
        self.holders[case].remove(auditor)
        del self.held[auditor][case]
