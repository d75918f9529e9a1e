"""Long lists, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, request

PAGE_SIZE = 50

Item = TypeVar("Item")


def page_number() -> int:
    """The page that the address asks for, from 1; what is no such number is a bad request."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and 1 <= len(asked) <= 6 and int(asked)):
        abort(400)
    return int(asked)


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """One page of a list of ``total`` things, ``PAGE_SIZE`` to a page. A page beyond the last is not found."""

    items: Sequence[Item]
    number: int
    total: int

    def __post_init__(self) -> None:
        if self.number > self.last:
            abort(404)

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def first_shown(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last_shown(self) -> int:
        return self.first_shown + len(self.items) - 1


def pagination(page: ListPage[Any], path: str) -> dict[str, Any]:
    """What the pagination component needs: the first page, the last, and those around this one.

    :param path: where the list is; its filters are those of this request.
    """

    def address(number: int) -> str:
        return f"{path}?{urlencode({**request.args.to_dict(), 'page': number})}"

    shown = sorted({1, page.last, *range(max(1, page.number - 1), min(page.last, page.number + 1) + 1)})
    items: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            items.append({"ellipsis": True})
        items.append({"number": number, "href": address(number), "current": number == page.number})
    found: dict[str, Any] = {"items": items}
    if page.number > 1:
        found["previous"] = {"href": address(page.number - 1)}
    if page.number < page.last:
        found["next"] = {"href": address(page.number + 1)}
    return found


def init_app(app: Flask) -> None:
    app.jinja_env.globals["pagination"] = pagination
