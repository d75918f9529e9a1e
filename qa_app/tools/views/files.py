"""Tools as files: out to Excel and TOML, and in again."""

from __future__ import annotations

import io

from flask import Response, flash, redirect, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.forms import ImportToolForm
from qa_app.tools.importing import RefusedFile, read_file
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import get_settled_version, get_tool_version
from qa_app.tools.workbook import workbook_of
from qa_app.trail import note_reading
from qa_app.web.words import counted
from qa_app.workbooks.archive import WorkbookError

from .bench import at
from .blueprint import blueprint

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOML = "application/toml"
PROBLEMS_SHOWN = 100


@blueprint.get("/versions/<id:version>/workbook")
@allow(Permission.READ_TOOLS, version=get_settled_version)
def workbook(version: ToolVersion) -> Response:
    return _workbook(version)


@blueprint.get("/versions/<id:version>/toml")
@allow(Permission.READ_TOOLS, version=get_settled_version)
def toml(version: ToolVersion) -> Response:
    return _toml(version)


@blueprint.get("/drafts/<id:draft>/workbook")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
def workbook_of_draft(draft: ToolVersion) -> Response:
    return _workbook(draft)


@blueprint.get("/drafts/<id:draft>/toml")
@allow(Permission.EDIT_TOOLS, draft=get_tool_version)
def toml_of_draft(draft: ToolVersion) -> Response:
    return _toml(draft)


def _workbook(version: ToolVersion) -> Response:
    return _sent(version, workbook_of(drafts.outline_of(version)), "xlsx", EXCEL)


def _toml(version: ToolVersion) -> Response:
    """The very text that is kept."""
    return _sent(version, version.source.encode(), "toml", TOML)


def _sent(version: ToolVersion, data: bytes, ending: str, mimetype: str) -> Response:
    """A download under a name made of the key, which holds nothing that a file name may not."""
    note_reading("tool:read", version, by=current_user, form=ending)
    name = f"{version.audit_tool.key}-{'draft' if version.is_draft else version.number}.{ending}"
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS)
def import_tool() -> ResponseReturnValue:
    form, refused = ImportToolForm(), None
    if form.validate_on_submit():
        file = form.file.data
        try:
            read = read_file(file.filename or "", file.stream, unfinished=form.unfinished.data)
        except WorkbookError as no:
            form.file.errors = [str(no)]
        except RefusedFile as no:
            refused = no
            form.file.errors = [f"Nothing was imported: {counted(len(no.rows), 'problem')} to put right in the file"]
        else:
            with transaction():
                draft = drafts.start(read.outline, by=current_user, came_from="file")
            flash(" ".join(["The file was read into a draft.", *read.notes]))
            return redirect(at(draft))
    rows = refused.rows if refused else ()
    page = render_template(
        "tools/import.html",
        form=form,
        headings=refused.headings if refused else (),
        problems=rows[:PROBLEMS_SHOWN],
        more=max(0, len(rows) - PROBLEMS_SHOWN),
    )
    return page, 400 if form.errors else 200
