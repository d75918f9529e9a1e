"""The home page, and what heads of service and the QA manager read of findings."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.access import Permission, allow

home = Blueprint("home", __name__, template_folder="templates")
findings = Blueprint("findings", __name__, url_prefix="/findings", template_folder="templates")


@home.get("/")
@allow(Permission.SEE_HOME)
def show() -> str:
    return render_template("reports/home.html")


@findings.get("/")
@allow(Permission.READ_FINDINGS)
def index() -> str:
    return render_template("reports/themes.html")
