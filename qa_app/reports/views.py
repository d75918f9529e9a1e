"""The home page, and what heads of service and the QA manager read of findings."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask_login import current_user

from qa_app.access import Permission, Role, allow, permits
from qa_app.audits.released import disputes_to_answer, late_responses, responses_to_give
from qa_app.concerns.queries import at_home
from qa_app.db import today
from qa_app.notices.queries import unseen_notices
from qa_app.themes.models import Theme
from qa_app.web.paging import PAGE_SIZE, ListPage, page_number

from . import home_queries
from .bar import segments
from .queries import get_theme, grade_distributions, lines_of_theme, theme_table
from .scope import Choices, Scope, choices_of, narrowed, scope_of

home = Blueprint("home", __name__, template_folder="templates")
findings = Blueprint("findings", __name__, url_prefix="/findings", template_folder="templates")

FILTERS = ("service", "cycle")


@home.get("/")
@allow(Permission.SEE_HOME)
def show() -> str:
    return render_template(
        "reports/home.html",
        mine=home_queries.my_audits(current_user) if current_user.has(Role.AUDITOR) else None,
        assurance=home_queries.assurance() if current_user.has(Role.QA_MANAGER) else None,
        services=home_queries.own_services(current_user) if current_user.has(Role.HEAD_OF_SERVICE) else None,
        released=home_queries.released(current_user) if permits(current_user, Permission.LIST_RELEASED) else None,
        disputes=disputes_to_answer(current_user),
        responses=responses_to_give(current_user),
        late_responses=late_responses(current_user) if current_user.has(Role.QA_MANAGER) else [],
        concerns=at_home(current_user),
        notices=unseen_notices(current_user),
        council=home_queries.council() if current_user.has(Role.ADMINISTRATOR) else None,
        segments=segments,
        today=today(),
    )


def _asked(*more: str) -> tuple[Scope, Choices]:
    """The scope that the address asks for; any other filter, or a value not on offer, is a bad request."""
    if set(request.args) - {*FILTERS, *more}:
        abort(400)
    choices = choices_of(current_user)
    try:
        service, cycle = (request.args.get(name, "") for name in FILTERS)
        return narrowed(scope_of(current_user), choices, service=service, cycle=cycle), choices
    except ValueError:
        abort(400)


def _chosen() -> dict[str, str]:
    return {name: asked for name in FILTERS if (asked := request.args.get(name))}


@findings.get("/")
@allow(Permission.READ_FINDINGS)
def index() -> str:
    scope, choices = _asked()
    return render_template(
        "reports/themes.html",
        table=theme_table(scope),
        distributions=grade_distributions(scope),
        choices=choices,
        segments=segments,
        chosen=_chosen(),
        all_services=current_user.has(Role.QA_MANAGER),
    )


@findings.get("/themes/<theme>")
@allow(Permission.READ_FINDINGS, theme=get_theme)
def show_theme(theme: Theme) -> str:
    scope, choices = _asked("page")
    number = page_number()
    lines, total = lines_of_theme(theme, scope, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    table = theme_table(scope)
    return render_template(
        "reports/theme.html",
        theme=theme,
        line=next((line for line in table.lines if line.key == theme.key), None),
        audits=table.total,
        page=ListPage(lines, number, total),
        here=url_for("findings.show_theme", theme=theme.key),
        choices=choices,
        chosen=_chosen(),
    )
