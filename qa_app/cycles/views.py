"""The pages about audit cycles."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, Role, allow
from qa_app.cases.queries import case_lists
from qa_app.db import transaction
from qa_app.people.queries import active_people_with
from qa_app.refusals import Refusal
from qa_app.tools.queries import published_versions

from . import operations
from .allocation import Load, allocation_of, loads_of
from .forms import LARGEST_SEED, CycleForm, DrawForm
from .models import AuditCycle
from .queries import (
    cycles,
    differences_when_repeated,
    get_cycle,
    population_size,
    progress_by_auditor,
    progress_of_cycles,
    sample_of,
)
from .statuses import WORDS, Status, may

blueprint = Blueprint("cycles", __name__, url_prefix="/cycles", template_folder="templates")


@blueprint.app_template_filter("cycle_status")
def cycle_status(status: str) -> str:
    return WORDS[Status(status)]


@blueprint.get("/")
@allow(Permission.MANAGE_CYCLES)
def index() -> str:
    return render_template("cycles/index.html", cycles=cycles(), progress=progress_of_cycles())


def _form() -> CycleForm:
    form = CycleForm()
    form.offer(published_versions(), case_lists(), active_people_with(Role.AUDITOR))
    return form


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_CYCLES)
def new() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        with transaction():
            cycle = operations.set_up(by=current_user, **form.wanted)
        return redirect(url_for("cycles.show", cycle=cycle.id))
    page = render_template("cycles/set_up.html", form=form, cycle=None)
    return page, 400 if form.errors else 200


@blueprint.route("/<id:cycle>/set-up", methods=["GET", "POST"])
@allow(Permission.MANAGE_CYCLES, cycle=get_cycle)
def change(cycle: AuditCycle) -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        with transaction():
            operations.change(cycle, by=current_user, based_on=form.revision, **form.wanted)
        return redirect(url_for("cycles.show", cycle=cycle.id))
    if not may(cycle, "change"):
        return redirect(url_for("cycles.show", cycle=cycle.id))
    if not form.is_submitted():
        form.show(cycle)
    page = render_template("cycles/set_up.html", form=form, cycle=cycle)
    return page, 400 if form.errors else 200


@blueprint.get("/<id:cycle>")
@allow(Permission.MANAGE_CYCLES, cycle=get_cycle)
def show(cycle: AuditCycle) -> str:
    return _page(cycle, DrawForm())


@blueprint.post("/<id:cycle>/draw")
@allow(Permission.MANAGE_CYCLES, cycle=get_cycle)
def draw(cycle: AuditCycle) -> ResponseReturnValue:
    form = DrawForm()
    if not form.validate_on_submit():
        return _page(cycle, form), 400
    seed = secrets.randbelow(LARGEST_SEED + 1) if form.seed.data is None else form.seed.data
    with transaction():
        operations.draw(cycle, seed=seed, by=current_user)
    flash(f"Sample drawn with the seed {seed}")
    return redirect(url_for("cycles.show", cycle=cycle.id))


@blueprint.get("/<id:cycle>/repeated-draw")
@allow(Permission.MANAGE_CYCLES, cycle=get_cycle)
def repeated_draw(cycle: AuditCycle) -> str:
    return render_template("cycles/repeated_draw.html", cycle=cycle, differences=differences_when_repeated(cycle))


@blueprint.post("/<id:cycle>/start")
@allow(Permission.MANAGE_CYCLES, cycle=get_cycle)
def start(cycle: AuditCycle) -> ResponseReturnValue:
    with transaction():
        operations.start(cycle, by=current_user)
    flash("The cycle has started: the audits are in the auditors’ lists")
    return redirect(url_for("cycles.show", cycle=cycle.id))


def _page(cycle: AuditCycle, form: DrawForm) -> str:
    if cycle.status == Status.RUNNING:
        return render_template(
            "cycles/running.html", cycle=cycle, sample=sample_of(cycle), by_auditor=progress_by_auditor(cycle)
        )
    sample, loads, why_not = sample_of(cycle), list[Load](), None
    if sample:
        try:
            loads = loads_of(cycle, allocation_of(cycle, sample))
        except Refusal as no:
            why_not = no
    return render_template(
        "cycles/show.html",
        form=form,
        cycle=cycle,
        population=population_size(cycle),
        sample=sample,
        loads=loads,
        why_not=why_not,
    )
