"""What a person reads when something cannot be done."""

from __future__ import annotations

import logging
from traceback import format_tb
from typing import Any

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from qa_app.db import db
from qa_app.refusals import Refusal

from .held import Fields, belongs_here, claims_otherwise, held_fields, is_sign_in
from .paths import from_another_site, own_path

log = logging.getLogger(__name__)

WORDS: dict[int, tuple[str, str]] = {
    400: (
        "This request could not be understood",
        "Go back, check what you entered and try again. Nothing was changed.",
    ),
    403: ("You cannot do this", "Your role does not allow it. If you think it should, ask your administrator."),
    404: ("Page not found", "Check the web address, or start again from the home page."),
    405: ("Page not found", "Check the web address, or start again from the home page."),
    409: ("This was changed while you were working", "Go back and look at it as it is now. Nothing was overwritten."),
    411: ("This request could not be understood", "It did not say how long it is. Nothing was changed."),
    413: ("What you sent is too large", "A form may hold 16 megabytes in all. Nothing was changed."),
    429: ("Too many attempts", "Wait 15 minutes and try again."),
    500: ("Something went wrong", "It has been noted. Nothing was half-saved. Try again in a few minutes."),
    503: ("The service cannot save at the moment", "What you typed is below. Try again in a few minutes."),
}


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def is_public() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", "") == "public"


def say(status: int, heading: str = "", because: str = "", *, held: Fields | None = None, **more: Any) -> Response:
    """A page, or the same in JSON for a script of ours, that says what could not be done.

    :param held: what was typed, to be shown again; where the fault was the server's it can be sent again too.
    :param more: what a script of ours is told besides.
    """
    usual = WORDS.get(status, WORDS[500])
    heading, because = heading or usual[0], because or usual[1]
    if wants_json():
        response = jsonify(error=heading, because=because, **more)
    else:
        page = render_template(
            "web/refused.html", title=heading, because=because, held=held or [], again=status in {500, 503}
        )
        response = current_app.make_response(page)
    response.status_code = status
    return response


def _held_of_this_person() -> Fields:
    """What the person signed in has just typed, when the request was cut short after the guards."""
    return held_fields(owner=current_user.get_id()) if current_user.is_authenticated else []


def _refused(no: Refusal) -> Response:
    return say(409, no.message, no.because or "Nothing was changed.", held=_held_of_this_person())


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return say(error.code or 500, held=_held_of_this_person() if error.code in {403, 409} else None)


def _signed_out(_error: HTTPException) -> ResponseReturnValue:
    """Not signed in: go and sign in, and if something was typed, keep it until then."""
    if wants_json():
        return say(401, "You have been signed out", "Your text is still on this page. Sign in again, then save it.")
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("sign_in.sign_in", next=request.full_path.rstrip("?")))
    return _sign_in_once_more(401, held_fields(), request.path, show=True)


def _sign_in_once_more(status: int, held: Fields, path: str, *, show: bool) -> ResponseReturnValue:
    page = render_template(
        "web/signed_out.html", next=path if held else "/", held=held, show=show, email=request.form.get("email", "")
    )
    return page, status


def _late_form(error: CSRFError) -> ResponseReturnValue:
    """The form's token is not of this session: signed out meanwhile, or signed in again in another window."""
    if is_sign_in():
        return _late_sign_in()
    if is_public():
        return say(400, "This page was open too long", "Load it again and repeat what you did. Nothing was changed.")
    if not current_user.is_authenticated:
        return _signed_out(error)
    if not belongs_here():
        return say(400, "This form has expired", "Go back, load the page again and repeat what you did.")
    if wants_json():
        return jsonify(error="Token renewed", csrf_token=generate_csrf()), 400
    return render_template("web/held.html", action=request.path, held=held_fields()), 400


def _late_sign_in() -> ResponseReturnValue:
    """A sign-in page from before another window signed in or out: what travels through it must survive that."""
    path = own_path(request.form.get("next", "/"))
    mine = _held_of_this_person()
    if mine:
        return render_template("web/held.html", action=path, held=mine), 400
    return _sign_in_once_more(400, held_fields(), path, show=not current_user.is_authenticated)


def _no_such_path() -> None:
    """A character that no address of ours has, and that not every database can be asked for."""
    if "\0" in request.path:
        abort(404)


def _not_this_form() -> ResponseReturnValue | None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    if from_another_site():
        return say(403, "This came from another site", "Start from a page of this service. Nothing was changed.")
    if any("\0" in text for text in request.form.values()):
        return say(400)
    if current_user.is_authenticated and claims_otherwise():
        return say(
            409,
            "This form belongs to another page or another person",
            "It was opened for something else, or by somebody else who was signed in here. Nothing was changed.",
        )
    return None


def _changed_meanwhile(_error: Exception) -> Response:
    return say(409, held=_held_of_this_person())


def _not_twice(_error: IntegrityError) -> Response:
    """Two did the same at once, and the database let one of them: the other must look again."""
    log.error("The database refused a row on %s", request.endpoint)
    db.session.rollback()  # so that the page can be rendered, wherever the row was refused
    return say(409, held=_held_of_this_person())


def _say_without_the_database(status: int) -> Response:
    """Ask the database nothing more, not even who is signed in: what was typed must come back whatever has failed."""
    held = held_fields()
    g._login_user = AnonymousUserMixin()
    return say(status, held=held)


def _cannot_save(error: OperationalError | InternalError) -> Response:
    log.error("The database did not answer: %s", type(error.orig).__name__)
    return _say_without_the_database(503)


def _crashed(error: Exception) -> Response:
    """Note where it happened and what kind it was; the message is left out, since it may quote what was typed."""
    where = "".join(format_tb(error.__traceback__))
    log.error("Unexpected %s on %s\n%s", type(error).__name__, request.endpoint, where)
    g.pop("still_holds", None)
    return _say_without_the_database(500)


def init_app(app: Flask) -> None:
    app.before_request(_no_such_path)
    app.before_request(_not_this_form)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _late_form)
    app.register_error_handler(401, _signed_out)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    app.register_error_handler(IntegrityError, _not_twice)
    app.register_error_handler(ObjectDeletedError, lambda _: say(404))
    app.register_error_handler(OperationalError, _cannot_save)
    app.register_error_handler(InternalError, _cannot_save)  # so says PostgreSQL when it lets nobody write
    app.register_error_handler(Exception, _crashed)
