"""The pages about improvement plan."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("plan", __name__, url_prefix="/plan", template_folder="templates")


@blueprint.get("/")
@allow(Permission.READ_PLAN)
def show() -> str:
    return render_template("plan/show.html")
