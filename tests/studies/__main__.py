"""Run the studies and write docs/coverage.md.

``python -m tests.studies`` runs all of them; ``python -m tests.studies drift again`` only these, and leaves the rest of
the page as it is. ``again`` measures the shares that came out too low once more. A number runs so many replicates
instead; fewer than the page promises go to the screen only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from tests.bench.timing import machine
from tests.studies import again
from tests.studies.page import PARTS, Study, opening, renewed, with_section
from tests.studies.simulation import REPLICATES, SEED

PAGE = Path(__file__).parents[2] / "docs/coverage.md"
PROCESSES = 2
AGAIN = "again"


def rows(study: Study, scenario: object, replicates: int) -> tuple[Any, ...]:
    return study([scenario], replicates, SEED)


def taken(work: Callable[[], Any]) -> tuple[Any, str]:
    """What ``work`` gives, and on what and in what time it did."""
    about, start = machine(["numpy", "scipy"]), time.monotonic()
    found = work()
    return found, f"{about} It took {(time.monotonic() - start) / 60:.0f} minutes."


def measured(page: str, name: str, replicates: int, pool: Any) -> str:
    """``page`` with this part measured anew."""
    if name == AGAIN:
        tens = replicates * again.REPLICATES_AGAIN // REPLICATES
        lists, about = taken(lambda: pool.starmap(again.found, [(page, one, tens) for one in again.scenarios()], 1))
        found = [one for each in lists for one in each]
        return with_section(again.judged(page, found), again.TITLE, f"{again.text(found, tens)}\n\n{about}")
    part = PARTS[name]
    lists, about = taken(lambda: pool.starmap(rows, [(part.study, one, replicates) for one in part.scenarios], 1))
    return renewed(page, part, [row for each in lists for row in each], replicates, about)


def main(names: list[str], replicates: int) -> None:
    head, first, rest = opening(replicates).partition("\n## ")
    page = head + first + (PAGE.read_text("utf-8").partition(first)[2] if names else rest)
    with Pool(PROCESSES) as pool:
        for name in names or [*PARTS, AGAIN]:
            page = measured(page, name, replicates, pool)
    if replicates < REPLICATES:
        sys.stdout.write(page)
    else:
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main([word for word in sys.argv[1:] if not word.isdigit()], *numbers or [REPLICATES])
