"""What may stand in a URL as the id of a thing."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """A row's number: small enough for every database, so that a silly one is simply not found."""

    regex = r"[1-9]\d{0,8}"


def init_app(app: Flask) -> None:
    app.url_map.converters["id"] = IdConverter
