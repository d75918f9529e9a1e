"""The two ends of a draft: it is published, or thrown away."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, sketch
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.forms import SeenForm
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition, get_tool_version

from .bench import of_draft, page_of
from .blueprint import blueprint
from .comparing import compared


@blueprint.route("/drafts/<id:draft>/publish", methods=["GET", "POST"])
@allow(Permission.PUBLISH_TOOLS, draft=get_tool_version)
@of_draft
def publish_draft(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    """What will be published, beside the version before it; then it is published as it was shown."""
    form = SeenForm()
    if form.validate_on_submit():
        with transaction():
            drafts.publish_draft(draft, seen=form.seen.data or "", by=current_user)
        flash(f"{draft.audit_tool.name} is published as version {draft.number}")
        return redirect(url_for("tools.show", version=draft.id))
    form.seen.data = draft.digest
    tool, newest = sketch(outline), next((one for one in draft.audit_tool.versions if not one.is_draft), None)
    return page_of(
        "tools/publish.html",
        draft,
        form,
        tool=tool,
        to_do=drafts.to_do(outline),
        newest=newest,
        comparison=compared(definition(newest), tool) if newest else None,
    )


@blueprint.route("/drafts/<id:draft>/discard", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def discard(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    form, name = SeenForm(), draft.audit_tool.name
    if form.validate_on_submit():
        with transaction():
            drafts.discard(draft, seen=form.seen.data or "", by=current_user)
        flash(f"The draft of {name} is thrown away")
        return redirect(url_for("tools.index"))
    form.seen.data = draft.digest
    return page_of("tools/discard.html", draft, form, tool=sketch(outline))
