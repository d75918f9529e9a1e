"""What every response says about its own safety, and what every request must say."""

from __future__ import annotations

import secrets

from flask import Flask, Response, abort, g, request

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def nonce() -> str:
    """The word that lets this response's own scripts run, and no others."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce()}'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    if request.endpoint == "static":
        # The address of a file carries the file's own digest, so the same address is always the same bytes.
        response.headers["Cache-Control"] = "public, max-age=31536000" if "v" in request.args else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store, private"
        response.vary.add("Cookie")
    return response


def refuse_unknown_length() -> None:
    """A body that does not say how long it is would be cut at the limit without a word. No browser sends one."""
    if "Transfer-Encoding" in request.headers:
        abort(411)


def init_app(app: Flask) -> None:
    app.before_request(refuse_unknown_length)
    app.context_processor(lambda: {"cspNonce": nonce()})
    app.after_request(add_headers)
