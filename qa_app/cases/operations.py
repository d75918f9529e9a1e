"""Importing a case list: staged to be looked at, then confirmed as a whole or discarded."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from qa_app.db import LONDON, db, now
from qa_app.people.models import Person
from qa_app.people.queries import teams
from qa_app.refusals import Refusal
from qa_app.trail import record

from .children_in_need import ListedCase, Reading
from .models import Case, CaseEntry, CaseList, CaseListUpload
from .queries import case_list_with, hold_other_imports, ids_of_cases_called, problems_of

MOST_PROBLEMS_KEPT: Final = 500
DATES: Final = ("started_on", "last_seen_on", "closed_on")
FACTS: Final = ("age", "age_band", "gender", "ethnicity_group", "disabled", "need_code", "status", "worker")


def stage(reading: Reading, file_name: str, digest: str, *, by: Person) -> CaseListUpload:
    """Keep what was read of a file until somebody has looked at it.

    :param digest: the SHA-256 of the file, in hexadecimal: the same file is not imported twice.
    """
    _refuse_if_imported(digest)
    upload = CaseListUpload(
        file_name=_own_name(file_name),
        digest=digest,
        uploaded_at=now(),
        uploaded_by_id=by.id,
        rows=[] if reading.problems else [_plain(case) for case in reading.rows],
        problems=[vars(problem) for problem in reading.problems[:MOST_PROBLEMS_KEPT]],
        counts=_counts(reading),
        notes=list(reading.notes),
    )
    db.session.add(upload)
    record("case-list-upload:stage", upload, by=by, rows=reading.counts.rows, bad_rows=reading.counts.bad_rows)
    return upload


def confirm(upload: CaseListUpload, *, by: Person) -> CaseList:
    """Make a case list of an upload: all of its rows, or none. A case known already gets an entry, and no twin."""
    digest = upload.digest
    hold_other_imports()
    _refuse_if_imported(digest)
    if problems_of(upload):
        raise Refusal("This list has problems", "Correct them first. Nothing was imported.")
    rows = upload.rows
    team_ids = {team.name.casefold(): team.id for team in teams()}
    made = CaseList(file_name=upload.file_name, digest=digest, imported_at=now(), imported_by_id=by.id, size=len(rows))
    cases = [Case(reference=reference) for reference in _unknown([row["reference"] for row in rows])]
    db.session.add_all([made, *cases])
    db.session.flush()
    case_ids = ids_of_cases_called([row["reference"] for row in rows])
    db.session.add_all(
        CaseEntry(
            case_list_id=made.id,
            case_id=case_ids[row["reference"].casefold()],
            team_id=team_ids[row["team"].casefold()],
            **{name: row[name] for name in FACTS},
            **{name: row[name] and date.fromisoformat(row[name]) for name in DATES},
        )
        for row in rows
    )
    db.session.delete(upload)
    record("case-list:import", made, by=by, cases=len(rows), new_cases=len(cases))
    return made


def discard(upload: CaseListUpload, *, by: Person) -> None:
    """Throw an upload away."""
    record("case-list-upload:discard", upload, by=by)
    db.session.delete(upload)


def _refuse_if_imported(digest: str) -> None:
    there = case_list_with(digest)
    if there is not None:
        at = there.imported_at.astimezone(LONDON)
        raise Refusal(
            f"This file was already imported on {at.day} {at:%B %Y}",
            "A case list is imported once. Choose a newer file. Nothing was changed.",
        )


def _unknown(references: list[str]) -> list[str]:
    known = ids_of_cases_called(references)
    return [reference for reference in references if reference.casefold() not in known]


def _own_name(file_name: str) -> str:
    """The last part of the name that the browser gave, as something to show; it is never used as a path."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:120] or "case list"


def _plain(case: ListedCase) -> dict[str, Any]:
    dates = {name: day.isoformat() if (day := getattr(case, name)) else None for name in DATES}
    return {**vars(case), **dates}


def _counts(reading: Reading) -> dict[str, Any]:
    """The counts as plain values, with "" for a blank."""
    rows_of: dict[str, list[int]] = {}
    for case in reading.rows:
        rows_of.setdefault(case.team or "", []).append(case.row)
    return {
        "rows": reading.counts.rows,
        "bad_rows": reading.counts.bad_rows,
        "problems": len(reading.problems),
        "by_status": dict(reading.counts.by_status),
        "by_age_band": {band or "": number for band, number in reading.counts.by_age_band.items()},
        "teams": [{"name": name, "cases": len(rows), "first_row": rows[0]} for name, rows in sorted(rows_of.items())],
    }
