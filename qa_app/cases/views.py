"""The pages about case lists: the cases there are, and importing a new list."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, Role, allow
from qa_app.db import today, transaction
from qa_app.people.queries import services
from qa_app.trail import note_reading
from qa_app.web.paging import PAGE_SIZE, ListPage, page_number
from qa_app.workbooks.archive import WorkbookError

from . import operations
from .children_in_need import AGE_BANDS, read_children_in_need
from .forms import FilterChoices, ImportForm, SearchForm
from .models import STATUSES, CaseEntry, CaseListUpload
from .queries import (
    case_list_with,
    case_lists,
    entries_visible_to,
    get_upload,
    newest_case_list,
    problems_of,
    uploads,
    visible_case_called,
)

blueprint = Blueprint("cases", __name__, url_prefix="/cases", template_folder="templates")


@blueprint.app_template_filter("case_status")
def case_status(key: str) -> str:
    return STATUSES[key]


@blueprint.get("/")
@allow(Permission.LIST_CASES)
def index() -> str:
    return _index(SearchForm())


@blueprint.post("/search")
@allow(Permission.LIST_CASES)
def search() -> ResponseReturnValue:
    form = SearchForm()
    if form.validate_on_submit():
        found = visible_case_called(form.reference.data, current_user)
        note_reading("case:search", found or current_user, by=current_user, found=found is not None)
        if found is not None:
            return redirect(url_for("cases.show", case=found.id))
        form.reference.errors = ["No case that you can open has this ID. Check it and enter it in full"]
    return _index(form), 400 if form.errors else 200


def _index(form: SearchForm) -> str:
    choices = _choices()
    try:
        wanted = choices.chosen(request.args)
    except ValueError:
        abort(400)
    newest, number = newest_case_list(), page_number()
    page: ListPage[CaseEntry] = ListPage((), 1, 0)
    if newest is not None:
        offset = (number - 1) * PAGE_SIZE
        rows, total = entries_visible_to(current_user, newest, wanted, offset=offset, limit=PAGE_SIZE)
        page = ListPage(rows, number, total)
    return render_template(
        "cases/index.html", form=form, newest=newest, lists=case_lists(), page=page, choices=choices, wanted=wanted
    )


def _choices() -> FilterChoices:
    """The filters on offer: a head of service has those of their own services only."""
    all_of_them = current_user.has(Role.QA_MANAGER)
    own = [service for service in services() if all_of_them or service.id in current_user.services_headed]
    return FilterChoices([team for service in own for team in service.teams], own)


@blueprint.route("/import", methods=["GET", "POST"])
@allow(Permission.IMPORT_CASES)
def import_list() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        stream = form.file.data.stream
        try:
            reading = read_children_in_need(stream, today=today())
        except WorkbookError as error:
            form.file.errors = [str(error)]
        else:
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            with transaction():
                upload = operations.stage(reading, form.file.data.filename, digest, by=current_user)
            return redirect(url_for("cases.show_upload", upload=upload.id))
    page = render_template("cases/import.html", form=form, uploads=uploads())
    return page, 400 if form.errors else 200


@blueprint.get("/uploads/<id:upload>")
@allow(Permission.IMPORT_CASES, upload=get_upload)
def show_upload(upload: CaseListUpload) -> str:
    return render_template(
        "cases/upload.html",
        upload=upload,
        problems=problems_of(upload),
        imported=case_list_with(upload.digest),
        statuses=STATUSES,
        age_bands=AGE_BANDS,
    )


@blueprint.post("/uploads/<id:upload>/confirm")
@allow(Permission.IMPORT_CASES, upload=get_upload)
def confirm(upload: CaseListUpload) -> ResponseReturnValue:
    with transaction():
        made = operations.confirm(upload, by=current_user)
    flash(f"Case list imported: {made.size:,} cases")
    return redirect(url_for("cases.index"))


@blueprint.post("/uploads/<id:upload>/discard")
@allow(Permission.IMPORT_CASES, upload=get_upload)
def discard(upload: CaseListUpload) -> ResponseReturnValue:
    with transaction():
        operations.discard(upload, by=current_user)
    flash("Discarded. Nothing was imported")
    return redirect(url_for("cases.import_list"))
