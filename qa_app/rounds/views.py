"""The pages about moderation rounds."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.audits.models import Audit
from qa_app.audits.queries import get_audit
from qa_app.db import today, transaction
from qa_app.refusals import Refusal
from qa_app.tools.queries import definition
from qa_app.trail import note_reading, record

from . import operations, queries
from .comparison import comparison_of
from .forms import CAUSES, AgreeForm, OpenRoundForm
from .models import ModerationRound, RoundCase
from .results import may_compare, result_of

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds", template_folder="templates")


@blueprint.get("/")
@allow(Permission.RUN_ROUNDS)
def index() -> str:
    return render_template(
        "rounds/index.html",
        rounds=queries.rounds(),
        sizes=queries.sizes(),
        cycles=queries.cycles_to_moderate(),
    )


@blueprint.route("/open", methods=["GET", "POST"])
@allow(Permission.RUN_ROUNDS)
def open_one() -> ResponseReturnValue:
    cycles = queries.cycles_to_moderate()
    form = OpenRoundForm(cycles)
    if form.validate_on_submit():
        cycle = next(cycle for cycle in cycles if str(cycle.id) == form.cycle.data)
        try:
            with transaction():
                opened = operations.open_round(cycle, form.name.data, by=current_user)
        except Refusal as no:
            form.refuse(no)
            return render_template("rounds/open.html", form=form, cycles=queries.cycles_to_moderate()), 409
        flash("The round is open")
        return redirect(url_for("rounds.show", round=opened.id))
    return render_template("rounds/open.html", form=form, cycles=cycles)


@blueprint.get("/<id:round>")
@allow(Permission.RUN_ROUNDS, round=queries.get_round)
def show(round: ModerationRound) -> str:
    result = result_of(round, seen_by=current_user)
    if result is None:
        return render_template("rounds/grading.html", round=round, progress=queries.progress(round), today=today())
    return render_template("rounds/result.html", round=round, result=result)


@blueprint.post("/<id:round>/reveal")
@allow(Permission.RUN_ROUNDS, round=queries.get_round)
def reveal(round: ModerationRound) -> ResponseReturnValue:
    with transaction():
        operations.reveal(round, by=current_user)
    return redirect(url_for("rounds.show", round=round.id))


@blueprint.post("/<id:round>/close")
@allow(Permission.RUN_ROUNDS, round=queries.get_round)
def close(round: ModerationRound) -> ResponseReturnValue:
    with transaction():
        operations.close(round, by=current_user)
    flash("The round is closed and its grades are final")
    return redirect(url_for("rounds.show", round=round.id))


@blueprint.get("/cases/<id:case>")
@allow(Permission.RUN_ROUNDS, case=queries.get_revealed_case)
def case(case: RoundCase) -> ResponseReturnValue:
    _insist_on_reading(case)
    standing = {"grade": case.agreed_grade, "cause": case.cause, "reason": case.reason}
    return _compared(case, AgreeForm(_grades(case), data=standing))


@blueprint.post("/cases/<id:case>")
@allow(Permission.RUN_ROUNDS, case=queries.get_revealed_case)
def agree(case: RoundCase) -> ResponseReturnValue:
    _insist_on_reading(case)
    form = AgreeForm(_grades(case))
    if not form.validate_on_submit():
        return _compared(case, form)
    try:
        with transaction():
            operations.agree(
                case,
                grade=form.grade.data,
                cause=form.cause.data,
                reason=form.reason.data,
                by=current_user,
                based_on=form.revision,
            )
    except Refusal as no:
        form.refuse(no)
        return _compared(case, form), 409
    flash("The grade is agreed")
    return redirect(url_for("rounds.show", round=case.round_id, _anchor="differences"))


@blueprint.get("/resolution/<audit>")
@allow(Permission.READ_AUDIT, audit=get_audit)
def resolution(audit: Audit) -> str:
    resolved = queries.resolution_of(audit)
    if resolved is None:
        abort(404)
    if audit.auditor_id != current_user.id:
        note_reading("audit:read", audit, by=current_user)
    scale = definition(audit.tool_version).scale
    return render_template("rounds/resolution.html", audit=audit, resolved=resolved, scale=scale, causes=CAUSES)


def _insist_on_reading(case: RoundCase) -> None:
    """While somebody grades the case again, blind, its audits are hidden here as everywhere."""
    if not may_compare(current_user, case):
        abort(404)


def _grades(case: RoundCase) -> list[tuple[str, str]]:
    return [(point.key, point.label) for point in definition(case.round.cycle.tool_version).scale.points]


def _compared(case: RoundCase, form: AgreeForm) -> str:
    """Both audits side by side; the trail notes each showing, also that of a form that was not taken."""
    with transaction(while_reading=True):
        for audit in (case.first, case.second):
            record("audit:read", audit, by=current_user)
    shown = queries.get_revealed_case(case.id)
    return render_template(
        "rounds/case.html", case=shown, comparison=comparison_of(shown or case), form=form, causes=CAUSES
    )
