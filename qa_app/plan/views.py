"""The pages about the improvement plan, and about which findings its actions answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow, permits
from qa_app.audits.models import Finding
from qa_app.db import transaction
from qa_app.web.paging import PAGE_SIZE, ListPage, page_number
from qa_app.web.words import counted

from . import operations
from .bundle import unpacked
from .delivery import BY_LETTER, RATINGS
from .finding_queries import get_finding, line_of, lines_of_action, linked_counts
from .forms import LinkForm, PlanFilesForm
from .models import PlanAction
from .queries import get_action, links_of, plan_actions, priorities, rag_table, recommendations
from .reading import PlanProblems, read_plan

blueprint = Blueprint("plan", __name__, url_prefix="/plan", template_folder="templates")

PROBLEMS_SHOWN = 100


@blueprint.get("/")
@allow(Permission.READ_PLAN)
def show() -> str:
    may_read = permits(current_user, Permission.READ_FINDINGS)
    return render_template(
        "plan/show.html",
        priorities=priorities(),
        rag=rag_table(),
        ratings=RATINGS,
        by_letter=BY_LETTER,
        linked=linked_counts(current_user) if may_read else None,
        may_import=permits(current_user, Permission.IMPORT_PLAN),
    )


@blueprint.get("/recommendations")
@allow(Permission.READ_PLAN)
def crosswalk() -> str:
    return render_template("plan/recommendations.html", recommendations=recommendations())


@blueprint.get("/actions/<id:action>")
@allow(Permission.READ_PLAN, action=get_action)
def show_action(action: PlanAction) -> str:
    page: ListPage[object] | None = None
    if permits(current_user, Permission.READ_FINDINGS):
        number = page_number()
        lines, total = lines_of_action(action, current_user, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        page = ListPage(lines, number, total)
    return render_template("plan/action.html", action=action, by_letter=BY_LETTER, page=page)


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Permission.IMPORT_PLAN)
def import_files() -> ResponseReturnValue:
    form = PlanFilesForm()
    problems: tuple[object, ...] = ()
    if form.validate_on_submit():
        try:
            plan = read_plan(unpacked(form.sent()))
        except PlanProblems as no:
            problems = no.problems
            form.files.errors = [f"The plan was not imported: {counted(len(problems), 'problem')} to put right first"]
        else:
            with transaction():
                done = operations.import_plan(plan, by=current_user)
            flash(_said(done, plan.left_out))
            return redirect(url_for("plan.show"))
    return render_template(
        "plan/import.html", form=form, problems=problems[:PROBLEMS_SHOWN], more=max(0, len(problems) - PROBLEMS_SHOWN)
    )


def _said(done: operations.Imported, left_out: tuple[str, ...]) -> str:
    begun = "The plan was imported" if done.added or done.changed or done.removed else "The plan is as it was"
    size = f"{counted(done.priorities, 'priority', 'priorities')}, {counted(done.actions, 'action')}"
    rest = f". Left out, because they are no part of a plan: {', '.join(left_out)}" if left_out else ""
    return f"{begun}: {size}{rest}"


@blueprint.route("/findings/<finding>", methods=["GET", "POST"])
@allow(Permission.LINK_FINDING, finding=get_finding)
def link_finding(finding: Finding) -> ResponseReturnValue:
    linked = [each.action for each in links_of([finding])[finding.id]]
    form = LinkForm(plan_actions(), linked)
    if form.validate_on_submit():
        with transaction():
            operations.link(finding, form.chosen(), seen=form.seen_linked(), by=current_user)
        flash("The links to the plan were saved")
        return redirect(url_for("plan.link_finding", finding=finding.key))
    page = render_template(
        "plan/finding.html", form=form, line=line_of(finding), priorities=priorities(), by_letter=BY_LETTER
    )
    return page, 400 if form.errors else 200
