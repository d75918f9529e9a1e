"""What all pages of a draft have in common: it is opened, a part of it is saved, and nobody overwrites another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeAlias

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Outline, Question, ToolError
from audit_tools.errors import unchecked
from qa_app.db import transaction
from qa_app.refusals import Refusal
from qa_app.themes.queries import themes
from qa_app.tools import drafts
from qa_app.tools.fields import Asked
from qa_app.tools.forms import SeenForm
from qa_app.tools.models import ToolVersion
from qa_app.tools.parts import Change, Part
from qa_app.tools.stale import differences

View: TypeAlias = Callable[..., ResponseReturnValue]
Fill: TypeAlias = Callable[[Outline, bool], Any]
"""Makes the form of a part: a fresh one, as the part stands in the outline, or the one that was sent."""

_OWN = frozenset({"csrf_token", "form_of", "seen", "do"})


def of_draft(view: View) -> View:
    """Give the view what the draft says. A draft that was published meanwhile is shown as what it is now."""

    @wraps(view)
    def opened(draft: ToolVersion, **arguments: Any) -> ResponseReturnValue:
        if not draft.is_draft and request.method != "POST":
            return redirect(url_for("tools.show", version=draft.id))
        return view(draft=draft, outline=drafts.outline_of(draft), **arguments)

    return opened


def insist_on(part: Part, outline: Outline) -> None:
    """A part that the draft does not have is not found; whoever was writing it gets their words back."""
    try:
        part.of(outline)
    except ToolError as gone:
        if request.method != "POST":
            abort(404)
        raise Refusal("This is not in the draft any more", f"{gone.problem} Nothing was changed.") from gone


def filled(part: Part, outline: Outline, fill: Fill) -> Any:
    """The form of a part for this request."""
    insist_on(part, outline)
    fresh = request.method != "POST"
    form = fill(outline, fresh)
    if fresh:
        form.seen.data = part.seen(outline)
    return form


def page_of(template: str, draft: ToolVersion, form: SeenForm, **more: Any) -> ResponseReturnValue:
    return render_template(template, draft=draft, form=form, **more), 400 if form.errors else 200


def save(
    draft: ToolVersion, part: Part, form: SeenForm, change: Change, fill: Fill, *, said: str, then: str
) -> ResponseReturnValue:
    """Save what was typed for a part, or show it beside what somebody else saved meanwhile."""
    try:
        with transaction():
            drafts.change(draft, part, change, by=current_user, seen=form.seen.data or "")
    except drafts.StalePartRefusal as no:
        outline = drafts.outline_of(draft)
        page = render_template(
            "tools/stale.html",
            draft=draft,
            refusal=no,
            pairs=differences(fill(outline, True), form),
            seen=part.seen(outline),
            sent=[(name, text) for name, text in request.form.items(multi=True) if name not in _OWN],
        )
        return page, 409
    flash(said)
    return redirect(then)


def removal(
    draft: ToolVersion, outline: Outline, part: Part, change: Change, *, title: str, what: str, then: str
) -> ResponseReturnValue:
    """Ask once more, showing what goes, and remove it; not where somebody else changed it since it was shown."""
    insist_on(part, outline)
    form = SeenForm()
    if form.validate_on_submit():
        with transaction():
            drafts.change(draft, part, change, by=current_user, seen=form.seen.data or "")
        flash("Removed")
        return redirect(then)
    form.seen.data = part.seen(outline)
    return page_of("tools/remove.html", draft, form, heading=title, what=what, then=then)


def at(draft: ToolVersion, anchor: str = "") -> str:
    """The page of the draft, at one of its parts."""
    return url_for("tools.draft", draft=draft.id, _anchor=anchor or None)


def at_section(draft: ToolVersion, section: str, question: str = "") -> str:
    """The page of a section, at one of its questions."""
    return url_for(
        "tools.section", draft=draft.id, section=section, _anchor=f"question-{question}" if question else None
    )


def as_asked(question: Question) -> Asked:
    """A question of a draft as a field for looking at, even where it has no words yet, or an answer has none."""
    options = tuple(option for option in question.options if option.label)
    with unchecked():
        return Asked(replace(question, text=question.text or "This question has no words yet", options=options))


def theme_names() -> dict[str, str]:
    return {theme.key: theme.name for theme in themes()}
