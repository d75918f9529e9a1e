"""The guard on every route: load the thing, check the policy, hand it to the view."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import Flask, abort, g
from flask_login import current_user

from .policy import SEEN_THROUGH, Permission, may_know_of, permits

ID = re.compile(r"<id:(\w+)>")
View = Callable[..., Any]
Loader = Callable[[Any], Any]


def public(view: View) -> View:
    """Anyone may see this page."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def _insist(permission: Permission, thing: Any) -> None:
    if permits(current_user, permission, thing):
        return
    abort(403 if may_know_of(current_user, permission, thing) else 404)


def _not_there(permission: Permission) -> NoReturn:
    """Absent, said so that nobody learns from it which ids exist: who lacks the role is told that, either way."""
    if permission not in SEEN_THROUGH:
        _insist(permission, None)
    abort(404)


def allow(permission: Permission, **loaders: Loader) -> Callable[[View], View]:
    """Allow a route to those whom the policy permits.

    ``@allow(Permission.READ_CASE, case=get_case)`` turns the ``case`` in the URL into a row: absent is 404,
    hidden is 404, forbidden is 403, and the view never meets an unchecked row. A URL carries the id of one
    thing; the permission is asked about that one.
    """
    if len(loaders) > 1:
        raise TypeError("A URL carries one id; reach the parent from the child")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if not current_user.is_authenticated:
                abort(401)
            thing = None
            for name, load in loaders.items():
                thing = load(arguments.pop(name))
                if thing is None:
                    _not_there(permission)
                arguments[name] = thing
            _insist(permission, thing)
            g.still_holds = lambda: _insist(permission, thing)
            return view(**arguments)

        guarded.access = permission  # type: ignore[attr-defined]
        guarded.loads = frozenset(loaders)  # type: ignore[attr-defined]
        return guarded

    return decorate


def verify_every_route_is_guarded(app: Flask) -> None:
    """Refuse to start with a route that says nothing about who may use it, or takes an id that nobody checks.

    :raises RuntimeError: naming the routes.
    """
    bare = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    if bare:
        raise RuntimeError(f"No access rule on: {', '.join(sorted(bare))}")
    unchecked = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not set(ID.findall(rule.rule))
        <= getattr(app.view_functions[rule.endpoint], "loads", set())
        <= rule.arguments
    ]
    if unchecked:
        raise RuntimeError(f"An id in the address and what the guard loads differ: {', '.join(sorted(unchecked))}")
