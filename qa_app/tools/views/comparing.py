"""Two versions of a tool side by side, or a draft and a version."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from audit_tools import Outline, Tool, sketch
from qa_app.access import Permission, allow
from qa_app.tools.differences import Compared, compared
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition, get_settled_version, get_tool_version, settled_versions

from .bench import of_draft
from .blueprint import blueprint

__all__ = ["Compared", "compared"]


@blueprint.get("/versions/<id:version>/compare")
@allow(Permission.READ_TOOLS, version=get_settled_version)
def compare_version(version: ToolVersion) -> str:
    return _page(version, definition(version))


@blueprint.get("/drafts/<id:draft>/compare")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
@of_draft
def compare_draft(draft: ToolVersion, outline: Outline) -> ResponseReturnValue:
    return _page(draft, sketch(outline))


def _page(version: ToolVersion, tool: Tool) -> str:
    others = [other for other in settled_versions() if other is not version]
    other = _chosen(version, others)
    return render_template(
        "tools/compare.html",
        version=version,
        tool=tool,
        others=others,
        other=other,
        comparison=compared(definition(other), tool) if other else None,
    )


def _chosen(version: ToolVersion, others: list[ToolVersion]) -> ToolVersion | None:
    """The version that the address asks for; where it asks for none, the one before, and none where there is none."""
    asked = request.args.getlist("with")
    if asked:
        found = next((other for other in others if [str(other.id)] == asked), None)
        return found or abort(400)
    own = [other for other in others if other.audit_tool is version.audit_tool]
    return next((other for other in own if version.is_draft or other.number < version.number), None)
