"""P4: thirty auditors who write at once, then fifty saves a second, and every word of them read back."""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.bench.form_council import AUDITORS, SECRET, council
from tests.bench.timing import machine, shown
from tests.bench.writing import Auditor
from tests.databases import new_database
from tests.faults.gunicorn import gunicorn

THINK, WRITING = 2.0, 40.0
RATE, STORM = 50, 30.0
GOAL = 50.0
"""Milliseconds: what 95 of 100 saves of thirty auditors take at most."""


@dataclass(frozen=True)
class Load:
    """What came of one load."""

    saves: int
    seconds: float
    took: list[float]
    failed: list[str]

    def line(self, name: str, goal: float | None) -> str:
        met = "" if goal is None else "yes" if self.part(95) <= goal and not self.failed else "no"
        parts = " | ".join(shown(self.part(percent)) for percent in (50, 95, 99))
        rate = f"{self.saves / self.seconds:.1f}"
        return f"| {name} | {self.saves:,} | {rate} | {parts} | {len(self.failed)} | {met} |"

    def part(self, percent: int) -> float:
        return statistics.quantiles(self.took, n=100)[percent - 1]


def together(auditors: list[Auditor], work: Callable[[Auditor, int, float], None]) -> Load:
    """Let all of them work at once, each in a thread of their own; ``work`` is told the place and the common start."""
    before = [(len(each.took), len(each.failed)) for each in auditors]
    start = time.perf_counter() + 0.5
    threads = [threading.Thread(target=work, args=(each, place, start)) for place, each in enumerate(auditors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    took = [each.took[count:] for each, (count, _) in zip(auditors, before, strict=True)]
    failed = [each.failed[count:] for each, (_, count) in zip(auditors, before, strict=True)]
    return Load(sum(map(len, took)), seconds, [*chain(*took)], [*chain(*failed)])


def write(auditor: Auditor, place: int, start: float) -> None:
    """Save, think for two seconds, save: each began at another moment."""
    time.sleep(max(0.0, start + place * THINK / AUDITORS - time.perf_counter()))
    while time.perf_counter() < start + WRITING:
        auditor.save()
        time.sleep(THINK)


def storm(auditor: Auditor, place: int, start: float) -> None:
    """One's share of fifty saves a second, whether or not the server keeps up."""
    for number in range(place, int(RATE * STORM), AUDITORS):
        due = start + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        auditor.save(due)


def lost(auditors: list[Auditor], engine: sa.Engine) -> tuple[list[str], int]:
    """Where the database holds other than what was last acknowledged, and how many saves the trail tells of."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT audit_id, section, answers, version FROM section_answers")).all()
        told = connection.scalar(sa.text("SELECT count(*) FROM trail_event WHERE kind = 'audit:save'"))
        refused = connection.scalar(sa.text("SELECT count(*) FROM refused_save"))
    held = {(row.audit_id, row.section): (_plain(row.answers), row.version) for row in rows}
    said = {(each.desk.audit_id, key): last for each in auditors for key, last in each.acknowledged.items()}
    wrong = [
        f"{place} is not as acknowledged" for place in held.keys() | said.keys() if held.get(place) != said.get(place)
    ]
    return wrong + (["a save was set aside"] if refused else []), int(told or 0)


def _plain(answers: Any) -> Any:
    return json.loads(answers) if isinstance(answers, str) else answers


def measured(name: str, address: str, folder: Path) -> list[str]:
    """The lines of one database."""
    settings = {"SECRET_KEY": SECRET, "DATABASE_URL": address, "COOKIES_OVER_HTTP": "1", "COUNCIL_NAME": "Bench"}
    engine = sa.create_engine(address, pool_size=AUDITORS, max_overflow=0, execution_options={"unrecorded": True})
    one = sa.text("SELECT answers, version FROM section_answers WHERE audit_id = :audit AND section = :section")

    def kept(audit_id: int, section: str) -> tuple[dict[str, Any], int]:
        with engine.connect() as connection:
            answers, version = connection.execute(one, {"audit": audit_id, "section": section}).one()
        return _plain(answers), version

    with council(address) as (_, desks):
        with gunicorn("qa_app:create_app()", folder / "gunicorn.log", workers=2, settings=settings) as served:
            auditors = [Auditor(served, desk, kept) for desk in desks]
            with ThreadPoolExecutor(4) as at_the_door:
                list(at_the_door.map(Auditor.arrive, auditors))
            writing, storming = together(auditors, write), together(auditors, storm)
        wrong, told = lost(auditors, engine)
    engine.dispose()
    saves = writing.saves + storming.saves
    failed = [*writing.failed, *storming.failed, *wrong]
    return [
        writing.line(f"{name}: {AUDITORS} auditors, {THINK:.0f} s to think", GOAL),
        storming.line(f"{name}: {RATE} saves a second for {STORM:.0f} s", None),
        f"| {name}: read back | {saves:,} | | | | | {len(wrong)} | {_verdict(saves, told, failed)} |",
    ]


def _verdict(saves: int, told: int, failed: list[str]) -> str:
    for each in failed[:10]:
        print(each)  # noqa: T201
    return "yes" if not failed and told == saves else f"no: {told:,} saves in the trail; {failed[:1]}"


def text() -> str:
    about = machine(["flask", "gunicorn", "sqlalchemy", "psycopg"])
    lines = []
    for name, on_postgresql in (("SQLite", False), ("PostgreSQL", True)):
        with tempfile.TemporaryDirectory() as folder:
            lines += measured(name, new_database(Path(folder), on_postgresql=on_postgresql), Path(folder))
    return f"""
{about}

Each auditor is a browser that has signed in and writes an audit of 250 questions in ten sections: it saves one of three
sections, 16 free texts with new words, as the form does while somebody types, then waits two seconds. After that, the
same thirty save {RATE} times a second between them, whether or not the server keeps up: a save that waits for the one
before it counts from when it was due. Served by gunicorn with two processes of four threads, as by `make run`; the
browsers run on the same machine. After every save that was acknowledged its words are read from the database and
compared, letter by letter, and at the end all of them once more; the trail must tell of as many saves. Goal: no error,
no word lost or mixed, and 95 of 100 saves of thirty auditors within {GOAL:.0f} ms.

| Load | Saves | A second | Half within | 95% within | 99% within | Errors | Met |
|---|---|---|---|---|---|---|---|
{chr(10).join(lines)}
"""
