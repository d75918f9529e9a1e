"""The pages of what the council decides."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.people.models import Service
from qa_app.people.queries import active_people, get_service, heads_of, services
from qa_app.refusals import Refusal

from . import operations
from .forms import ClocksForm, ReceiversForm, SettingsForm
from .queries import clocks, people_named_for, receivers_of, settings_version

blueprint = Blueprint("settings", __name__, url_prefix="/settings", template_folder="templates")


@blueprint.get("/")
@allow(Permission.CHANGE_SETTINGS)
def index() -> str:
    named = [(service, receivers_of(service), heads_of(service.id)) for service in services()]
    return render_template("settings/index.html", clocks=clocks(), named=named)


@blueprint.route("/clocks", methods=["GET", "POST"])
@allow(Permission.CHANGE_SETTINGS)
def change_clocks() -> ResponseReturnValue:
    form = ClocksForm(data={"seen": str(settings_version()), **asdict(clocks())})
    if not form.validate_on_submit():
        return render_template("settings/clocks.html", form=form), 422 if form.errors else 200
    try:
        with transaction():
            operations.change_clocks(form.values(), seen=form.version, by=current_user)
    except operations.StaleSettingsRefusal as no:
        _point_out(form, no)
        return render_template("settings/clocks.html", form=form, now=clocks()), 409
    flash("The clocks were changed. Concerns that were sent before keep theirs")
    return redirect(url_for("settings.index"))


@blueprint.route("/receivers/<id:service>", methods=["GET", "POST"])
@allow(Permission.CHANGE_SETTINGS, service=get_service)
def name_receivers(service: Service) -> ResponseReturnValue:
    form = ReceiversForm.of(active_people(), people_named_for(service), settings_version())
    if not form.validate_on_submit():
        return render_template("settings/receivers.html", form=form, service=service), 422 if form.errors else 200
    try:
        with transaction():
            operations.name_receivers(service, form.values(), seen=form.version, by=current_user)
    except operations.StaleSettingsRefusal as no:
        _point_out(form, no)
        now = people_named_for(service)
        return render_template("settings/receivers.html", form=form, service=service, now=now, is_stale=True), 409
    except Refusal as no:
        form.refuse(no)
        return render_template("settings/receivers.html", form=form, service=service), 409
    flash(f"Who receives the concerns of {service.name} was changed")
    return redirect(url_for("settings.index"))


def _point_out(form: SettingsForm, no: Refusal) -> None:
    """The next saving is based on what is shown now, so that it overwrites knowingly."""
    form.form_errors.append(no.message)
    form.seen.data = str(settings_version())
