"""Configuration, read once from the environment.

A default here must be safe in production and fit to be public; anything else is required.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

SHORTEST_SECRET = 32
"""Characters. A shorter key could be guessed, and with it every session forged."""


class ConfigurationError(RuntimeError):
    """The environment does not say what the application needs to know."""


@dataclass(frozen=True)
class Config:
    """One deployment's settings, in the names that Flask and its extensions read."""

    SECRET_KEY: str
    SQLALCHEMY_DATABASE_URI: str = "sqlite:///case-audit.sqlite"
    # What people type must not reach the log by way of the database's error messages.
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = field(default_factory=lambda: {"hide_parameters": True})
    COUNCIL_NAME: str = "Your council"
    SERVICE_NAME: str = "Case audits"
    DEMONSTRATION: bool = False

    SESSION_COOKIE_NAME: str = "case_audit"
    SESSION_COOKIE_SECURE: bool = True
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    SESSION_IDLE: timedelta = timedelta(minutes=60)
    SESSION_ABSOLUTE: timedelta = timedelta(hours=12)

    # A form may lie open as long as the session lives; the token dies with the session, not before it.
    WTF_CSRF_TIME_LIMIT: int | None = None
    WTF_CSRF_ENABLED: bool = True

    # 250 questions of 8,000 words with their names fit; a body beyond this is refused before it is read.
    MAX_CONTENT_LENGTH: int = 16 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE: int = 16 * 1024 * 1024
    MAX_FORM_PARTS: int = 5_000

    TRUSTED_PROXIES: int = 0
    TESTING: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """Read the environment.

        :raises ConfigurationError: when a setting is missing or unfit, naming it.
        """
        secret = env.get("SECRET_KEY", "")
        if len(secret) < SHORTEST_SECRET:
            raise ConfigurationError(
                f"Set SECRET_KEY to a random text of at least {SHORTEST_SECRET} characters. The README says how."
            )
        proxies = env.get("TRUSTED_PROXIES", "0")
        if not proxies.isdecimal():
            raise ConfigurationError("TRUSTED_PROXIES must be a whole number: how many proxies stand in front.")
        # Only a server that is reached over plain HTTP on its own machine may do without secure cookies.
        over_http = env.get("COOKIES_OVER_HTTP") == "1"
        return cls(
            SECRET_KEY=secret,
            SQLALCHEMY_DATABASE_URI=_database(env.get("DATABASE_URL", cls.SQLALCHEMY_DATABASE_URI)),
            COUNCIL_NAME=env.get("COUNCIL_NAME", cls.COUNCIL_NAME),
            DEMONSTRATION=env.get("DEMONSTRATION") == "1",
            # A browser lets no neighbouring site, and no page over plain HTTP, set a cookie of this name.
            SESSION_COOKIE_NAME=cls.SESSION_COOKIE_NAME if over_http else f"__Host-{cls.SESSION_COOKIE_NAME}",
            SESSION_COOKIE_SECURE=not over_http,
            TRUSTED_PROXIES=int(proxies),
        )


def _database(address: str) -> str:
    """Name the PostgreSQL driver, which the usual form of the address leaves out."""
    for usual in ("postgresql://", "postgres://"):
        if address.startswith(usual):
            return "postgresql+psycopg://" + address.removeprefix(usual)
    return address
