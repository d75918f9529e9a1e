"""The tools that there are, each version as it is asked, and what is done with versions."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import supplied, supplied_text
from qa_app.access import Permission, allow, permits
from qa_app.db import transaction
from qa_app.themes.queries import themes
from qa_app.tools import operations
from qa_app.tools.forms import RetireForm
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import audit_tools, definition, get_settled_version, supplied_tools
from qa_app.tools.rule_words import condition_in_words, rule_in_words

from .blueprint import blueprint


@blueprint.get("/")
@allow(Permission.READ_TOOLS)
def index() -> str:
    may_edit = permits(current_user, Permission.EDIT_TOOLS)
    tools = audit_tools()
    return render_template(
        "tools/index.html",
        tools=[tool for tool in tools if any(not version.is_draft for version in tool.versions)],
        drafts=[version for tool in tools for version in tool.versions if version.is_draft] if may_edit else [],
        supplied=supplied_tools() if may_edit else [],
        may_edit=may_edit,
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
@allow(Permission.READ_TOOLS, version=get_settled_version)
def show(version: ToolVersion) -> str:
    tool = definition(version)
    return render_template(
        "tools/show.html",
        version=version,
        tool=tool,
        rule=rule_in_words(tool),
        conditions={one.key: condition_in_words(tool, one) for one in tool.questions},
        theme_names={theme.key: theme.name for theme in themes()},
        may_edit=permits(current_user, Permission.EDIT_TOOLS),
        may_retire=version.status == "published" and permits(current_user, Permission.PUBLISH_TOOLS),
    )


@blueprint.route("/versions/<id:version>/retire", methods=["GET", "POST"])
@allow(Permission.PUBLISH_TOOLS, version=get_settled_version)
def retire(version: ToolVersion) -> ResponseReturnValue:
    form = RetireForm()
    if form.validate_on_submit():
        with transaction():
            operations.retire(version, form.reason.data, by=current_user)
        flash(f"Version {version.number} of {version.audit_tool.name} is retired")
        return redirect(url_for("tools.show", version=version.id))
    if version.status != "published" and not form.is_submitted():
        return redirect(url_for("tools.show", version=version.id))
    page = render_template("tools/retire.html", form=form, version=version)
    return page, 400 if form.errors else 200
