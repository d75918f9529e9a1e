"""The pages about audit tools."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import supplied, supplied_text
from qa_app.access import Permission, allow, permits
from qa_app.db import transaction

from . import operations
from .models import ToolVersion
from .queries import audit_tools, definition, get_tool_version, supplied_tools
from .rule_words import rule_in_words

blueprint = Blueprint("tools", __name__, url_prefix="/tools", template_folder="templates")


@blueprint.get("/")
@allow(Permission.READ_TOOLS)
def index() -> str:
    may_publish = permits(current_user, Permission.PUBLISH_TOOLS)
    return render_template(
        "tools/index.html", tools=audit_tools(), supplied=supplied_tools() if may_publish else [], may=may_publish
    )


@blueprint.post("/supplied/<name>/publish")
@allow(Permission.PUBLISH_TOOLS)
def publish(name: str) -> ResponseReturnValue:
    if name not in supplied():
        abort(404)
    with transaction():
        version = operations.publish(supplied_text(name), by=current_user)
    flash(f"{version.audit_tool.name} is published as version {version.number}")
    return redirect(url_for("tools.show", version=version.id))


@blueprint.get("/versions/<id:version>")
@allow(Permission.READ_TOOLS, version=get_tool_version)
def show(version: ToolVersion) -> str:
    tool = definition(version)
    return render_template("tools/show.html", version=version, tool=tool, rule=rule_in_words(tool))
