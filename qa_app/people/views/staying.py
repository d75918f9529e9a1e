"""How long a session lasts, asked by our script, and staying signed in."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from qa_app.access import Permission, allow
from qa_app.people import sessions
from qa_app.web.words import clock

blueprint = Blueprint("session", __name__, url_prefix="/session")


def _said() -> Response:
    found = sessions.left()
    return jsonify(seconds=found.seconds, ends=clock(found.ends), can_stay=found.can_stay)


@blueprint.get("")
@allow(Permission.SEE_HOME)
def left() -> Response:
    """Seconds until the session ends, the time of day when it does, and whether it can be put off."""
    return _said()


@blueprint.post("/stay")
@allow(Permission.SEE_HOME)
def stay() -> Response:
    """Somebody is there: the idle time begins anew. The end that stands whatever is done does not move."""
    sessions.note_use()
    return _said()
