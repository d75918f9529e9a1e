"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from qa_app.access import Permission, allow, public
from qa_app.db import transaction
from qa_app.people import operations, sessions
from qa_app.people.forms import SignInForm
from qa_app.people.models import Person
from qa_app.people.queries import person_with_email
from qa_app.refusals import Refusal
from qa_app.web.held import held_fields
from qa_app.web.paths import own_path

from .attempts import proved_hash

blueprint = Blueprint("sign_in", __name__, template_folder="../templates")


def _begin(email: str, password: str) -> Person | None:
    """Sign in whoever has this e-mail address and password; ``None`` where they open no account."""
    proved = proved_hash(email, password)
    person, token = person_with_email(email), sessions.new_token()
    if person is None or proved is None:
        return None
    before = sessions.current_sign_in()
    try:
        with transaction():
            operations.sign_in(person, sessions.token_hash(token), proved=proved, instead_of=before)
    except Refusal:
        return None
    sessions.begin(person, token)
    return person


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form, status = SignInForm(), 200
    target = own_path(request.values.get("next", "/"))
    if form.validate_on_submit():
        try:
            person = _begin(form.email.data, form.password.data)
        except operations.TooManyAttempts as wait:
            form.email.errors, status = [f"{wait.message}. {wait.because}"], 429
        else:
            if person is not None:
                held = held_fields(owner=person.get_id())
                return render_template("web/held.html", action=target, held=held) if held else redirect(target)
            form.email.errors = ["Check your e-mail address and password: together they open no account"]
    elif current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    return render_template("people/sign_in.html", form=form, next=target, held=held_fields()), status


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
    return redirect(url_for("sign_in.sign_in", next=request.form.get("next")))
