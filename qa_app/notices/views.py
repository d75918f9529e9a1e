"""Putting notices away."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from qa_app.access import Permission, allow
from qa_app.db import transaction

from . import operations
from .models import Notice
from .queries import get_notice

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.post("/<id:notice>/seen")
@allow(Permission.PUT_NOTICE_AWAY, notice=get_notice)
def seen(notice: Notice) -> ResponseReturnValue:
    with transaction():
        operations.mark_seen(notice, by=current_user)
    return redirect(url_for("home.show"))
