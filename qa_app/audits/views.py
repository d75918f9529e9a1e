"""The pages about my audits: what is to do, the form section by section, checking and sending, and the record."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from audit_tools import Kind
from qa_app.access import Permission, allow, permits
from qa_app.db import today, transaction
from qa_app.refusals import Refusal
from qa_app.themes.queries import themes
from qa_app.tools.models import OVERALL
from qa_app.trail import note_reading
from qa_app.web.errors import say, wants_json
from qa_app.web.paths import then
from qa_app.web.words import clock, counted

from . import operations
from .barriers import barriers_of
from .disputing import labels
from .forms import SectionForm
from .models import Audit, SectionAnswers
from .operations import Saved
from .paper import Paper, Part, asking
from .queries import (
    audits_sent,
    audits_to_do,
    extensions_of,
    findings_of,
    get_audit,
    open_queries,
    paper_of,
    queries_about,
    refused_saves,
    section_answers,
)
from .released import comments_on, disputes_of, responses_to

blueprint = Blueprint("audits", __name__, url_prefix="/audits", template_folder="templates")


@blueprint.get("/")
@allow(Permission.LIST_OWN_AUDITS)
def mine() -> str:
    page = request.args.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    sent, pages = audits_sent(current_user, max(1, number))
    return render_template(
        "audits/mine.html", to_do=audits_to_do(current_user), sent=sent, page=number, pages=pages, today=today()
    )


@blueprint.get("/<audit>")
@allow(Permission.READ_AUDIT, audit=get_audit)
def show(audit: Audit) -> str:
    """To its auditor the task list, until it is sent; from then on, and to everybody else, the record."""
    own = audit.auditor_id == current_user.id
    if own and audit.is_open:
        asked_for = [extension for extension in extensions_of(audit) if extension.granted is None]
        return render_template(
            "audits/tasks.html",
            audit=audit,
            paper=paper_of(audit),
            queries=open_queries(audit),
            extension=next(iter(asked_for), None),
            today=today(),
        )
    if not own:
        note_reading("audit:read", audit, by=current_user)
    return _record(audit, own)


def _record(audit: Audit, own: bool) -> str:
    """Everything about a sent audit. Its auditor reads of a query from when the audit is returned with it."""
    paper, responses, disputes = paper_of(audit), responses_to(audit), disputes_of(audit)
    answers = [(one, part.answers.get(one.key)) for part in paper.parts for one in part.questions]
    return render_template(
        "audits/record.html",
        audit=audit,
        paper=paper,
        findings=findings_of(audit),
        actions=[(question, answer) for question, answer in answers if question.kind is Kind.ACTIONS and answer],
        own=own,
        theme_names=_theme_names(),
        queries=[query for query in queries_about(audit) if query.replies or not own],
        responses=responses,
        may_respond=any(each.is_waited_for for each in responses) and permits(current_user, Permission.RESPOND, audit),
        comments=comments_on(audit),
        disputes=disputes,
        to_answer={each.id for each in disputes if permits(current_user, Permission.ANSWER_DISPUTE, each)},
        labels=labels(audit),
        today=today(),
    )


def _theme_names() -> dict[str, str]:
    return {theme.key: theme.name for theme in themes()}


def _opened(audit: Audit, key: str) -> tuple[Paper, Part]:
    """The paper, and the part of it with this section; "not found" where this child is not asked it."""
    paper = paper_of(audit)
    part = paper.part(key)
    if part is None:
        abort(404)
    return paper, part


def _section_page(
    audit: Audit, paper: Paper, form: SectionForm, saved: SectionAnswers | Saved | None, *, concern_waits: bool = False
) -> str:
    key, parts = form.section.key, paper.all_parts
    place = next(n for n, part in enumerate(parts) if part.section.key == key)
    form.hide_all_but({question.key for question in parts[place].questions})
    return render_template(
        "audits/section.html",
        audit=audit,
        form=form,
        saved=saved,
        paper=paper,
        theme_names=_theme_names(),
        suggestion=paper.suggestion if key == OVERALL else None,
        set_aside=[kept for kept in refused_saves(audit, key) if not saved or kept.answers != saved.answers],
        number=place + 1,
        then=then(),
        before=parts[place - 1].section if place else None,
        after=parts[place + 1].section if place + 1 < len(parts) else None,
        concern_waits=concern_waits,
    )


@blueprint.get("/<audit>/sections/<section>")
@allow(Permission.WRITE_AUDIT, audit=get_audit)
def section(audit: Audit, section: str) -> ResponseReturnValue:
    paper, part = _opened(audit, section)
    if not audit.is_open:
        return redirect(url_for("audits.show", audit=audit.key))
    saved = section_answers(audit, section)
    tool = asking(paper.tool, section)
    form = SectionForm(tool, part.section, saved.answers if saved else {}, saved.version if saved else 0)
    return _section_page(audit, paper, form, saved)


@blueprint.post("/<audit>/sections/<section>")
@allow(Permission.WRITE_AUDIT, audit=get_audit)
def save(audit: Audit, section: str) -> ResponseReturnValue:
    paper, before = _opened(audit, section)
    form = SectionForm.sent(asking(paper.tool, section), before.section, request.form)
    answers, refused = form.sift(_theme_names())
    write = operations.replace_section if request.form.get("replace") == "yes" else operations.save_section
    try:
        with transaction():
            saved = write(audit, section, answers, based_on=form.version, by=current_user, keeping=refused)
    except Refusal as no:
        with transaction():
            operations.set_aside(audit, section, answers, based_on=form.version, by=current_user)
        return _not_taken_in(audit, form, no)
    form.version = saved.version
    if wants_json():
        return _saved(paper.with_section(section, saved.answers), form, saved)
    if refused:
        return _section_page(audit, paper_of(audit), form, saved, concern_waits="concern" in request.form), 422
    return redirect(_next(audit, before))


def _saved(paper: Paper, form: SectionForm, saved: Saved) -> Response:
    """What our script is told: the new version, which answers could not be kept, and what is asked by now."""
    asked = [one.key for part in paper.all_parts if part.section.key == form.section.key for one in part.questions]
    answer = jsonify(
        asked=asked,
        warnings={asked.question.key: asked.warning for asked in form},
        version=saved.version,
        saved_at=saved.saved_at.isoformat(),
        said=f"Saved at {clock(saved.saved_at)}",
        problems=[{"field": field, "message": messages[0]} for field, messages in form.errors.items()],
    )
    answer.status_code = 422 if form.errors else 200
    return answer


def _not_taken_in(audit: Audit, form: SectionForm, no: Refusal) -> ResponseReturnValue:
    """The page that shows what was typed beside what is saved, and lets its author choose."""
    if wants_json():
        return say(409, no.message, no.because, compare=True)
    saved = section_answers(audit, form.section.key)
    before = SectionForm(form.tool, form.section, saved.answers if saved else {}, saved.version if saved else 0)
    page = render_template(
        "audits/not_taken_in.html",
        audit=audit,
        then=then(),
        form=form,
        saved=saved,
        pairs=form.differences(before),
        refusal=no,
        theme_names=_theme_names(),
    )
    return page, 409


def _next(audit: Audit, before: Part) -> str:
    """Where an auditor goes from a section that was saved.

    To where a concern is raised, where that was asked for; to this one again, where that was asked for or where answers
    opened new questions; back to the page of all answers, where one of them was to be changed; to the section after
    this one otherwise.
    """
    parts, key = paper_of(audit).all_parts, before.section.key
    if "concern" in request.form:
        return url_for("concerns.raise_one", audit=audit.key, section=key, then=then())
    here = url_for("audits.section", audit=audit.key, section=key, then=then())
    if "stay" in request.form:
        return here
    place = next(n for n, part in enumerate(parts) if part.section.key == key)
    opened = [one.key for one in parts[place].questions if one not in before.questions]
    unanswered = [question for question in opened if question not in parts[place].answers]
    if unanswered:
        flash(f"Your answers opened {counted(len(unanswered), 'more question')} on this page")
        return f"{here}#q-{unanswered[0]}"
    if then() or place + 1 == len(parts):
        return url_for("audits.check", audit=audit.key)
    return url_for("audits.section", audit=audit.key, section=parts[place + 1].section.key)


@blueprint.get("/<audit>/check")
@allow(Permission.WRITE_AUDIT, audit=get_audit)
def check(audit: Audit) -> ResponseReturnValue:
    if not audit.is_open:
        return redirect(url_for("audits.show", audit=audit.key))
    return _check_page(audit)


def _check_page(audit: Audit, refusal: Refusal | None = None) -> str:
    paper = paper_of(audit)
    return render_template(
        "audits/check.html",
        audit=audit,
        paper=paper,
        theme_names=_theme_names(),
        refusal=refusal,
        barriers=barriers_of(audit),
    )


@blueprint.post("/<audit>/check")
@allow(Permission.WRITE_AUDIT, audit=get_audit)
def submit(audit: Audit) -> ResponseReturnValue:
    try:
        with transaction():
            operations.submit(audit, seen=request.form.get("seen", ""), by=current_user)
    except operations.AnswersChangedRefusal as changed:
        return _check_page(audit, changed), 409
    except operations.HeldBackRefusal:
        return _check_page(audit), 409
    flash("You have sent this audit")
    return redirect(url_for("audits.show", audit=audit.key))
