"""Run every study and write docs/coverage.md.

``python -m tests.studies 200`` runs so many replicates instead; fewer than the page promises go to the screen only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from tests.bench.timing import machine
from tests.studies import auditors, drift, intervals, severity
from tests.studies.page import Results, page
from tests.studies.simulation import REPLICATES, SEED

PAGE = Path(__file__).parents[2] / "docs/coverage.md"
PROCESSES = 2

Study = Callable[..., tuple[Any, ...]]


def rows(study: Study, scenario: object, replicates: int) -> tuple[Any, ...]:
    return study([scenario], replicates, SEED)


def results(replicates: int) -> Results:
    """Every scenario of every study, the longest first, so that both processes end at about the same time."""
    studies: dict[str, tuple[Study, Sequence[object]]] = {
        "severity": (severity.study, severity.SCENARIOS),
        "auditors": (auditors.study, auditors.SCENARIOS),
        "intervals": (intervals.study, intervals.SCENARIOS),
        "drift": (drift.study, drift.SCENARIOS),
    }
    tasks = [(study, one, replicates) for study, scenarios in studies.values() for one in scenarios]
    with Pool(PROCESSES) as pool:
        found = iter(pool.starmap(rows, tasks, chunksize=1))
    return Results(
        **{name: [row for _ in scenarios for row in next(found)] for name, (_, scenarios) in studies.items()}
    )


def main(replicates: int) -> None:
    about, start = machine(["numpy", "scipy"]), time.monotonic()
    found = results(replicates)
    minutes = (time.monotonic() - start) / 60
    text = page(found, replicates, f"{about} It took {minutes:.0f} minutes in {PROCESSES} processes.")
    if replicates < REPLICATES:
        sys.stdout.write(text)
    else:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES)
