"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from qa_app.access import Permission, allow, public
from qa_app.db import transaction
from qa_app.web.errors import say
from qa_app.web.held import held_fields

from . import operations, passwords, sessions
from .forms import SignInForm
from .models import Person
from .queries import person_with_email

blueprint = Blueprint("sign_in", __name__, template_folder="templates")


def own_path(address: str) -> str:
    """The address when it is a path of this service; the home page when it leads anywhere else."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    if not plain or parts.scheme or parts.netloc or any(ord(letter) < 33 for letter in address):
        return "/"
    return address


def _person_with(email: str, password: str) -> Person | None:
    """Whose e-mail address and password these are. Each attempt is counted before it is judged."""
    with transaction():
        operations.count_attempt(email, request.remote_addr or "")
    person = person_with_email(email)
    fits = passwords.matches(person.password_hash if person else None, password)
    return person if fits and person and person.is_active else None


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    target = own_path(request.values.get("next", "/"))
    if form.validate_on_submit():
        try:
            person = _person_with(form.email.data, form.password.data)
        except operations.TooManyAttempts as wait:
            return say(429, wait.message, wait.because)
        if person is not None:
            held = held_fields(owner=person.get_id())
            token = sessions.new_token()
            with transaction():
                operations.sign_in(person, sessions.token_hash(token))
            sessions.begin(person, token)
            if held:
                return render_template("web/held.html", action=target, held=held)
            return redirect(target)
        form.email.errors = ["Check your e-mail address and password: together they open no account"]
    elif current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    return render_template("people/sign_in.html", form=form, next=target, held=held_fields())


@blueprint.post("/sign-out")
@allow(Permission.SEE_HOME)
def sign_out() -> ResponseReturnValue:
    begun = sessions.current_sign_in()
    if begun is not None:
        with transaction():
            operations.sign_out(begun, by=current_user)
    logout_user()
    session.clear()
    flash("You have signed out")
    return redirect(url_for("sign_in.sign_in"))
