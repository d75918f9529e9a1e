"""The pages about my audits."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

blueprint = Blueprint("audits", __name__, url_prefix="/audits", template_folder="templates")


@blueprint.get("/")
@allow(Permission.LIST_OWN_AUDITS)
def mine() -> str:
    return render_template("audits/mine.html")
