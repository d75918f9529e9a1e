"""Reading case lists, cases and uploads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import joinedload, selectinload

from qa_app.access import Role
from qa_app.db import db
from qa_app.people.models import Person, Team
from qa_app.people.queries import teams

from .annex_a import TEAM
from .children_in_need import RowProblem
from .models import Case, CaseEntry, CaseList, CaseListUpload

WITH_SERVICE = joinedload(CaseEntry.team).joinedload(Team.service)


@dataclass(frozen=True)
class EntryFilter:
    """Which entries of a case list are wanted; ``None`` leaves all of them in."""

    status: str | None = None
    team_id: int | None = None
    service_id: int | None = None


def get_case(case_id: int) -> Case | None:
    return db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(selectinload(Case.entries).options(WITH_SERVICE, joinedload(CaseEntry.case_list)))
    ).one_or_none()


def case_lists() -> Sequence[CaseList]:
    """The newest first, with who imported them."""
    return db.session.scalars(
        select(CaseList).options(joinedload(CaseList.imported_by)).order_by(CaseList.id.desc())
    ).all()


def newest_case_list() -> CaseList | None:
    return db.session.scalars(select(CaseList).order_by(CaseList.id.desc()).limit(1)).one_or_none()


def case_list_with(digest: str) -> CaseList | None:
    return db.session.scalars(select(CaseList).where(CaseList.digest == digest)).one_or_none()


def entries(case_list: CaseList, statuses: Collection[str]) -> Sequence[CaseEntry]:
    """The entries of a list with one of these statuses, by case ID."""
    return db.session.scalars(
        select(CaseEntry)
        .join(CaseEntry.case)
        .where(CaseEntry.case_list_id == case_list.id, CaseEntry.status.in_(statuses))
        .options(WITH_SERVICE)
        .order_by(Case.reference, CaseEntry.id)
    ).all()


def cases_visible_to(person: Person) -> Select[Case]:
    """The policy on reading a case, said in SQL: all for a QA manager, those of their services for a head."""
    everything = select(Case).order_by(Case.reference, Case.id)
    if person.has(Role.QA_MANAGER):
        return everything
    newest = select(func.max(CaseEntry.id)).group_by(CaseEntry.case_id)
    theirs = (
        select(CaseEntry.case_id)
        .join(CaseEntry.team)
        .where(CaseEntry.id.in_(newest), Team.service_id.in_(person.services_headed))
    )
    return everything.where(Case.id.in_(theirs))


def visible_case_called(reference: str, person: Person) -> Case | None:
    """The case with exactly this ID, among those that the person may read."""
    return db.session.scalars(cases_visible_to(person).where(Case.reference == reference)).one_or_none()


def entries_visible_to(
    person: Person, case_list: CaseList, wanted: EntryFilter, *, offset: int, limit: int
) -> tuple[Sequence[CaseEntry], int]:
    """Some of the entries of a list that a person may see, by case ID, and how many there are in all."""
    found = select(CaseEntry).join(CaseEntry.case).join(CaseEntry.team).where(CaseEntry.case_list_id == case_list.id)
    if not person.has(Role.QA_MANAGER):
        found = found.where(Team.service_id.in_(person.services_headed))
    if wanted.status is not None:
        found = found.where(CaseEntry.status == wanted.status)
    if wanted.team_id is not None:
        found = found.where(CaseEntry.team_id == wanted.team_id)
    if wanted.service_id is not None:
        found = found.where(Team.service_id == wanted.service_id)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.options(WITH_SERVICE).order_by(Case.reference, CaseEntry.id).offset(offset).limit(limit)
    return db.session.scalars(page).all(), total


def get_upload(upload_id: int) -> CaseListUpload | None:
    return db.session.get(CaseListUpload, upload_id)


def uploads() -> Sequence[CaseListUpload]:
    """Those not yet confirmed or discarded, the newest first."""
    return db.session.scalars(select(CaseListUpload).order_by(CaseListUpload.id.desc())).all()


def problems_of(upload: CaseListUpload) -> list[RowProblem]:
    """What stands in the way of confirming: the first of the rows' problems, and the teams that are nobody's.

    Whether a team is known is asked anew each time, so that one added meanwhile is no problem any more.
    """
    found = [RowProblem(**problem) for problem in upload.problems]
    known = {team.name.casefold() for team in teams()}
    for named in upload.counts["teams"]:
        if named["name"].casefold() not in known:
            found.append(RowProblem(named["first_row"], TEAM, _team_problem(named)))
    return sorted(found, key=lambda problem: problem.row)


def _team_problem(named: dict[str, Any]) -> str:
    """The sentence on a team that the structure does not have, with the other rows that name it."""
    said = (
        f"There is no team called {named['name']}. Add it under Set-up, or correct the list."
        if named["name"]
        else "There is no team. Correct the list: each case needs the team that holds it."
    )
    more = named["cases"] - 1
    return f"{said} The same in {more:,} other row{'' if more == 1 else 's'}." if more else said


def ids_of_cases_called(references: Collection[str]) -> dict[str, int]:
    """The ids of the cases there are already, by their ID in small letters: two spellings are one child."""
    wanted = {reference.casefold() for reference in references}
    rows = db.session.execute(select(Case.id, Case.reference).execution_options(yield_per=5_000))
    return {reference.casefold(): case_id for case_id, reference in rows if reference.casefold() in wanted}


def hold_other_imports() -> None:
    """Let one import at a time add cases, until this transaction ends. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE case_list IN SHARE ROW EXCLUSIVE MODE"))
