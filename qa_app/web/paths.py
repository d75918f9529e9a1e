"""Where a request may lead, and where it may come from."""

from __future__ import annotations

from flask import request


def own_path(address: str) -> str:
    """The address when it is a path of this service; the home page when it leads anywhere else."""
    is_path = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_path and all(letter.isprintable() and letter != " " for letter in address) else "/"


def then() -> str | None:
    """What comes after this page, where the page before said so. Only one can be said: the check of all answers."""
    return "check" if request.values.get("then") == "check" else None


def from_another_site() -> bool:
    """Whether a browser says that another site made this request.

    The tokens in the forms stop such a request as well; but a browser leaves the cookie out of it, and an answer
    that begins a new session would overwrite the one that the person has.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host
