"""The pages about audit tools."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("tools", __name__, url_prefix="/tools", template_folder="templates")


@blueprint.get("/")
@allow(Permission.READ_TOOLS)
def index() -> str:
    return render_template("tools/index.html")
