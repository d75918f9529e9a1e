"""The administrator's pages: people, services and teams."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

from .queries import people, services

blueprint = Blueprint("people", __name__, url_prefix="/people", template_folder="templates")
structure = Blueprint("structure", __name__, url_prefix="/structure", template_folder="templates")


@blueprint.get("/")
@allow(Permission.MANAGE_PEOPLE)
def index() -> str:
    return render_template("people/index.html", people=people())


@structure.get("/", endpoint="index")
@allow(Permission.MANAGE_PEOPLE)
def structure_index() -> str:
    return render_template("people/structure.html", services=services())
