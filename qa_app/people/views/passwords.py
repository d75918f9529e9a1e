"""Choosing a password: with a link, or with the present one."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from qa_app.access import Permission, allow, public
from qa_app.db import transaction
from qa_app.people import links, operations, passwords
from qa_app.people.forms import ChangePasswordForm, NewPasswordForm
from qa_app.people.models import Person
from qa_app.web.errors import say

from .attempts import proved_hash

blueprint = Blueprint("passwords", __name__, template_folder="../templates")


def _words_of(person: Person) -> list[str]:
    return [person.name, person.email, current_app.config["COUNCIL_NAME"], current_app.config["SERVICE_NAME"]]


def _dead_link() -> ResponseReturnValue:
    hours = int(links.VALID_FOR.total_seconds()) // 3600
    because = f"A link works once, for {hours} hours. Ask your administrator for another."
    return say(410, "This link no longer works", because)


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
@public
def set_with_link(token: str) -> ResponseReturnValue:
    person = links.person_of(token)
    if person is None:
        return _dead_link()
    form = NewPasswordForm(_words_of(person))
    if form.validate_on_submit():
        chosen = passwords.hashed(form.new_password.data)
        with transaction():
            # The link is looked at once more under the lock: of two who use it at once, one does.
            still = links.person_of(token)
            if still is not None:
                operations.set_password(still, chosen)
        if still is None:
            return _dead_link()
        flash("Your password is set. Sign in with it.")
        return redirect(url_for("sign_in.sign_in"))
    return render_template("people/set_password.html", form=form, person=person)


@blueprint.route("/password", methods=["GET", "POST"])
@allow(Permission.SEE_HOME)
def change() -> ResponseReturnValue:
    form, status = ChangePasswordForm(_words_of(current_user)), 200
    if form.validate_on_submit():
        try:
            fits = proved_hash(current_user.email, form.present_password.data) is not None
        except operations.TooManyAttempts as wait:
            form.present_password.errors, status = [f"{wait.message}. {wait.because}"], 429
        else:
            if fits:
                chosen = passwords.hashed(form.new_password.data)
                with transaction():
                    operations.set_password(current_user, chosen)
                logout_user()
                session.clear()
                flash("Your password was changed. Sign in with the new one.")
                return redirect(url_for("sign_in.sign_in"))
            form.present_password.errors = ["This is not your present password"]
    return render_template("people/change_password.html", form=form), status
