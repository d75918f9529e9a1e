"""What a person reads when something cannot be done."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from qa_app.refusals import Refusal

from .held import belongs_here, claims_otherwise, held_fields

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


def say(status: int, heading: str = "", because: str = "", **more: Any) -> Response:
    """A page, or the same in JSON for a script of ours, that says what could not be done."""
    usual = WORDS.get(status, WORDS[500])
    heading, because = heading or usual[0], because or usual[1]
    if wants_json():
        response = jsonify(error=heading, because=because, **more)
    else:
        response = current_app.make_response(
            render_template("web/refused.html", title=heading, because=because, held=more.get("held", ()))
        )
    response.status_code = status
    return response


def _refused(no: Refusal) -> Response:
    return say(409, no.message, no.because or "Nothing was changed.")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return say(error.code or 500)


def _signed_out(_error: HTTPException) -> ResponseReturnValue:
    """Not signed in: go and sign in, and if something was typed, keep it until then."""
    if wants_json():
        return say(401, "You have been signed out", "Your text is still on this page. Sign in again, then save it.")
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("sign_in.sign_in", next=request.full_path.rstrip("?")))
    page = render_template("web/signed_out.html", next=request.path, held=held_fields())
    return page, 401


def _late_form(error: CSRFError) -> ResponseReturnValue:
    """The form's token is not of this session: signed out meanwhile, or signed in again in another window."""
    if not current_user.is_authenticated and request.endpoint != "sign_in.sign_in":
        return _signed_out(error)
    if current_user.is_authenticated and belongs_here():
        if wants_json():
            return jsonify(error="Token renewed", csrf_token=generate_csrf()), 400
        return render_template("web/held.html", action=request.path, held=held_fields()), 400
    return say(400, "This form has expired", "Go back, load the page again and repeat what you did.")


def _not_this_form() -> ResponseReturnValue | None:
    if request.method == "POST" and current_user.is_authenticated and claims_otherwise():
        return say(
            409,
            "This form belongs to another page or another person",
            "It was opened for something else, or by somebody else who was signed in here. Nothing was changed.",
        )
    return None


def _cannot_save(error: OperationalError) -> Response:
    log.error("The database did not answer: %s", type(error.orig).__name__)
    return say(503, held=held_fields())


def _crashed(error: Exception) -> Response:
    log.exception("Unexpected error on %s", request.endpoint)
    g.pop("still_holds", None)
    return say(500)


def init_app(app: Flask) -> None:
    app.before_request(_not_this_form)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _late_form)
    app.register_error_handler(401, _signed_out)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StaleDataError, lambda _: say(409))
    app.register_error_handler(ObjectDeletedError, lambda _: say(404))
    app.register_error_handler(OperationalError, _cannot_save)
    app.register_error_handler(Exception, _crashed)
