"""The pages about moderation rounds."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds", template_folder="templates")


@blueprint.get("/")
@allow(Permission.RUN_ROUNDS)
def index() -> str:
    return render_template("rounds/index.html")
