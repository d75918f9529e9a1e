"""The pages about audit cycles."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("cycles", __name__, url_prefix="/cycles", template_folder="templates")


@blueprint.get("/")
@allow(Permission.MANAGE_CYCLES)
def index() -> str:
    return render_template("cycles/index.html")
