"""The administrator's pages of services and teams."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.people import operations
from qa_app.people.forms import ServiceForm, TeamForm
from qa_app.people.models import Service
from qa_app.people.queries import get_service, services
from qa_app.refusals import Refusal

blueprint = Blueprint("structure", __name__, url_prefix="/structure", template_folder="../templates")


@blueprint.get("/")
@allow(Permission.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    return render_template("people/structure.html", services=services())


@blueprint.route("/services/add", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def add_service() -> ResponseReturnValue:
    form, status = ServiceForm(), 200
    if form.validate_on_submit():
        try:
            with transaction():
                operations.add_service(form.name.data, by=current_user)
        except Refusal as no:
            form.name.errors, status = [no.message], 409
        else:
            flash(f"{form.name.data} was added")
            return redirect(url_for("structure.index"))
    return render_template("people/add_service.html", form=form), status


@blueprint.route("/services/<id:service>/add-team", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE, service=get_service)
def add_team(service: Service) -> ResponseReturnValue:
    form, status = TeamForm(), 200
    if form.validate_on_submit():
        try:
            with transaction():
                operations.add_team(form.name.data, service, by=current_user)
        except Refusal as no:
            form.name.errors, status = [no.message], 409
        else:
            flash(f"{form.name.data} was added to {service.name}")
            return redirect(url_for("structure.index"))
    return render_template("people/add_team.html", form=form, service=service), status
