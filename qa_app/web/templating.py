"""How Jinja is asked to render."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import templating


class Environment(templating.Environment):
    """Every template shares the application's own globals.

    Jinja lays a map over them for each template, and compares the keys of two such maps, one by one, whenever a
    template imports another. A page of GOV.UK components has hundreds of imports.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
