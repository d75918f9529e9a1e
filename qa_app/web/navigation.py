"""The way round: the areas of the service, and the pages that each person may open in them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_login import current_user

from qa_app.access import Permission, permits


@dataclass(frozen=True)
class Page:
    """A page that the navigation leads to."""

    label: str
    endpoint: str
    permission: Permission

    @property
    def is_here(self) -> bool:
        return request.blueprint == self.endpoint.partition(".")[0]

    @property
    def href(self) -> str:
        return url_for(self.endpoint)


AREAS: tuple[tuple[str, tuple[Page, ...]], ...] = (
    ("Home", (Page("Home", "home.show", Permission.SEE_HOME),)),
    (
        "Audits",
        (
            Page("My audits", "audits.mine", Permission.LIST_OWN_AUDITS),
            Page("Released audits", "released.index", Permission.LIST_RELEASED),
            Page("All audits", "managing.index", Permission.LIST_AUDITS),
            Page("Concerns", "concerns.index", Permission.LIST_CONCERNS),
            Page("Cycles", "cycles.index", Permission.MANAGE_CYCLES),
            Page("Cases", "cases.index", Permission.LIST_CASES),
            Page("Tools", "tools.index", Permission.READ_TOOLS),
        ),
    ),
    ("Moderation", (Page("Rounds", "rounds.index", Permission.RUN_ROUNDS),)),
    ("Findings", (Page("Themes", "findings.index", Permission.READ_FINDINGS),)),
    ("Plan", (Page("Plan", "plan.show", Permission.READ_PLAN),)),
    (
        "Set-up",
        (
            Page("People", "people.index", Permission.MANAGE_PEOPLE),
            Page("Services and teams", "structure.index", Permission.MANAGE_PEOPLE),
            Page("Settings", "settings.index", Permission.CHANGE_SETTINGS),
        ),
    ),
)


def areas() -> list[dict[str, object]]:
    """The areas open to the person who is signed in, in the shape of the service navigation component."""
    found: list[dict[str, object]] = []
    for label, pages in AREAS:
        mine = [page for page in pages if permits(current_user, page.permission)]
        if mine:
            here = any(page.is_here for page in pages)
            found.append({"text": label, "href": mine[0].href, "active": here})
    return found


def pages_of_this_area() -> list[Page]:
    """The pages beside this one, for the sub-navigation; none where there is only one."""
    for _, pages in AREAS:
        if any(page.is_here for page in pages):
            mine = [page for page in pages if permits(current_user, page.permission)]
            return mine if len(mine) > 1 else []
    return []


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(areas=areas, pages_of_this_area=pages_of_this_area)
