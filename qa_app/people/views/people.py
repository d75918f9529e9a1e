"""The administrator's pages of people."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction
from qa_app.people import links, operations, roles
from qa_app.people.forms import ChangePersonForm, PersonForm
from qa_app.people.models import Person
from qa_app.people.queries import PAGE_SIZE, get_person, number_of_people, people_on_page
from qa_app.refusals import Refusal

blueprint = Blueprint("people", __name__, url_prefix="/people", template_folder="../templates")
blueprint.add_app_template_filter(roles.roles_of)


@blueprint.get("/")
@allow(Permission.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    page, total = request.args.get("page", "1"), number_of_people()
    pages = max(1, -(-total // PAGE_SIZE))
    if not (page.isascii() and page.isdecimal() and len(page) < 10 and 1 <= int(page) <= pages):
        abort(404)
    return render_template(
        "people/index.html", people=people_on_page(int(page)), total=total, page=int(page), pages=pages
    )


@blueprint.route("/add", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def add() -> ResponseReturnValue:
    form, status = PersonForm(), 200
    if form.validate_on_submit():
        try:
            with transaction():
                person = operations.add_person(**form.values(), by=current_user)
                operations.offer_link(person, by=current_user)
        except operations.EmailTaken as no:
            form.email.errors, status = [no.message], 409
        except operations.WorkerTaken as no:
            form.name_in_case_list.errors, status = [no.message], 409
        else:
            return _show_link(person, is_new=True)
    return render_template("people/add.html", form=form, meanings=_meanings()), status


@blueprint.route("/<id:person>", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE, person=get_person)
def change(person: Person) -> ResponseReturnValue:
    form, now = ChangePersonForm.of(person), None
    if not form.validate_on_submit():
        return _person_page(person, form)
    try:
        with transaction():
            operations.change_person(person, **form.values(), by=current_user)
    except operations.EmailTaken as no:
        form.email.errors = [no.message]
    except operations.WorkerTaken as no:
        form.name_in_case_list.errors = [no.message]
    except operations.ChangedMeanwhile as no:
        # The next saving is based on what is shown now, so that it overwrites knowingly.
        form.form_errors, form.revision.data, now = [no.message], str(person.revision), person
    except Refusal as no:
        form.refuse(no)
    else:
        flash(f"{person.name} was changed")
        return redirect(url_for("people.index"))
    return _person_page(person, form, now), 409


@blueprint.post("/<id:person>/link")
@allow(Permission.MANAGE_PEOPLE, person=get_person)
def make_link(person: Person) -> ResponseReturnValue:
    with transaction():
        operations.offer_link(person, by=current_user)
    return _show_link(person, is_new=False)


def _meanings() -> dict[str, dict[str, object]]:
    return {role: {"hint": {"text": said}} for role, said in roles.MEANINGS.items()}


def _person_page(person: Person, form: ChangePersonForm, now: Person | None = None) -> str:
    return render_template("people/change.html", form=form, person=person, meanings=_meanings(), now=now)


def _show_link(person: Person, *, is_new: bool) -> str:
    """The link is in this answer and nowhere else: neither in the database nor in a cookie."""
    link = url_for("passwords.set_with_link", token=links.make_token(person), _external=True)
    return render_template("people/link.html", person=person, link=link, is_new=is_new)
