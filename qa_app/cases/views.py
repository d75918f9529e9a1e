"""The pages about cases."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("cases", __name__, url_prefix="/cases", template_folder="templates")


@blueprint.get("/")
@allow(Permission.LIST_CASES)
def index() -> str:
    return render_template("cases/index.html")
