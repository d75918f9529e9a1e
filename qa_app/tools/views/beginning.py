"""Beginning a draft: from nothing, from a supplied tool, from a version, or from a file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, read_outline, starter, supplied, supplied_text
from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.tools import drafts
from qa_app.tools.forms import NewDraftForm
from qa_app.tools.queries import draft_of, get_settled_version, settled_versions

from .bench import at
from .blueprint import blueprint

EMPTY = "empty"


@dataclass(frozen=True)
class Start:
    """What a draft can be begun from: the word in the address, and what people call it."""

    word: str
    label: str
    hint: str


def _starts() -> list[Start]:
    found = [Start(EMPTY, "An empty tool", "With the questions by which every audit is counted, and no others.")]
    for version in settled_versions():
        label = f"{version.audit_tool.name}, version {version.number}"
        found.append(Start(f"version-{version.id}", label, "Retired" if version.status == "retired" else "In use"))
    for name in supplied():
        outline = read_outline(supplied_text(name))
        found.append(Start(f"supplied-{name}", f"{outline['name']}, as it is supplied", outline["purpose"]))
    return found


def _outline(start: str) -> Outline:
    """What the draft begins with; not found where there is no such start."""
    noun, _, name = start.partition("-")
    if start == EMPTY:
        return starter("new-tool", "New tool")
    if noun == "supplied" and name in supplied():
        return read_outline(supplied_text(name))
    number = int(name) if noun == "version" and name.isascii() and name.isdecimal() and len(name) < 10 else 0
    version = get_settled_version(number)
    return drafts.outline_of(version) if version else abort(404)


@blueprint.get("/new")
@allow(Permission.EDIT_TOOLS)
def choose_start() -> str:
    return render_template("tools/choose_start.html", starts=_starts())


@blueprint.route("/new/<start>", methods=["GET", "POST"])
@allow(Permission.EDIT_TOOLS)
def begin(start: str) -> ResponseReturnValue:
    outline, form = _outline(start), NewDraftForm()
    if start == EMPTY:
        del form.becomes
    if form.validate_on_submit():
        with transaction():
            wanted = drafts.as_new_tool(outline, form.name.data) if form.makes_new else outline
            draft = drafts.start(wanted, by=current_user, came_from=start)
        return redirect(at(draft))
    page = render_template("tools/begin.html", form=form, outline=outline, draft=draft_of(outline["key"]))
    return page, 400 if form.errors else 200
