"""Configuration, read once from the environment.

A default here must be safe in production and fit to be public; anything else is required.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

SHORTEST_SECRET = 32
"""Characters. A shorter key could be guessed, and with it every session forged."""

MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How the talk with the mail server is kept secret, and the usual port of each way."""

MAIL_SETTINGS = ("MAIL_SERVER", "MAIL_PORT", "MAIL_SECURITY", "MAIL_FROM", "MAIL_USER", "MAIL_PASSWORD")


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
    PUBLIC_ADDRESS: str = ""

    # Without a server nothing is mailed: people read on their home page what they were told.
    MAIL_SERVER: str = ""
    MAIL_PORT: int = 0
    MAIL_SECURITY: str = "starttls"
    MAIL_FROM: str = ""
    MAIL_USER: str = ""
    MAIL_PASSWORD: str = field(default="", repr=False)

    SESSION_COOKIE_NAME: str = "case_audit"
    SESSION_COOKIE_SECURE: bool = True
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    SESSION_IDLE: timedelta = timedelta(minutes=60)
    SESSION_ABSOLUTE: timedelta = timedelta(hours=12)
    # How long before a session ends the pages say so. Browsers wake a page in the background once a minute.
    SESSION_WARNING: timedelta = timedelta(minutes=5)

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
            COUNCIL_NAME=_council(env.get("COUNCIL_NAME", cls.COUNCIL_NAME)),
            DEMONSTRATION=env.get("DEMONSTRATION") == "1",
            # A browser lets no neighbouring site, and no page over plain HTTP, set a cookie of this name.
            SESSION_COOKIE_NAME=cls.SESSION_COOKIE_NAME if over_http else f"__Host-{cls.SESSION_COOKIE_NAME}",
            SESSION_COOKIE_SECURE=not over_http,
            TRUSTED_PROXIES=int(proxies),
            PUBLIC_ADDRESS=_public_address(env.get("PUBLIC_ADDRESS", ""), over_http=over_http),
            **_mail(env),
        )


def _database(address: str) -> str:
    """Name the PostgreSQL driver, which the usual form of the address leaves out."""
    for usual in ("postgresql://", "postgres://"):
        if address.startswith(usual):
            return "postgresql+psycopg://" + address.removeprefix(usual)
    return address


def _council(name: str) -> str:
    """The name stands at the head of pages and mails, where a line end would begin something else."""
    if not name.isprintable():
        raise ConfigurationError("COUNCIL_NAME must be one line of letters that can be read.")
    return name


def _public_address(address: str, *, over_http: bool) -> str:
    """Where people reach the service, without a slash at its end."""
    try:
        parts = urlsplit(address)
        sound = address.isprintable() and parts.port != 0 and parts.hostname and "@" not in parts.netloc
    except ValueError:
        sound = False
    scheme = "http" if over_http and address.startswith("http:") else "https"
    if address and not (sound and address.rstrip("/") == f"{scheme}://{parts.netloc}"):
        raise ConfigurationError("PUBLIC_ADDRESS must be like https://audits.council.example, with no path after it.")
    return address.rstrip("/")


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """The settings of mail: all that are needed, or none."""
    given = {name: env[name] for name in MAIL_SETTINGS if env.get(name)}
    if not given:
        return {}
    for name in ("MAIL_SERVER", "MAIL_FROM", "PUBLIC_ADDRESS"):
        if not env.get(name):
            raise ConfigurationError(f"Set {name} too: mail needs MAIL_SERVER, MAIL_FROM and PUBLIC_ADDRESS.")
    security = given.get("MAIL_SECURITY", Config.MAIL_SECURITY)
    if security not in MAIL_PORTS:
        raise ConfigurationError("MAIL_SECURITY must be starttls, tls or none.")
    if ("MAIL_USER" in given) != ("MAIL_PASSWORD" in given):
        raise ConfigurationError("Set both MAIL_USER and MAIL_PASSWORD, or neither.")
    if "MAIL_USER" in given and security == "none":
        raise ConfigurationError("MAIL_PASSWORD would travel open to read: set MAIL_SECURITY to starttls or tls.")
    if not all(value.isascii() and value.isprintable() for value in given.values()):
        raise ConfigurationError("The settings of mail must be plain letters, digits and signs, in one line.")
    port = _port(given.get("MAIL_PORT", str(MAIL_PORTS[security])))
    return given | {"MAIL_SECURITY": security, "MAIL_PORT": port, "MAIL_FROM": _mail_from(given["MAIL_FROM"])}


def _port(number: str) -> int:
    if not (number.isdecimal() and 0 < int(number) < 65536):
        raise ConfigurationError("MAIL_PORT must be a whole number from 1 to 65535.")
    return int(number)


def _mail_from(address: str) -> str:
    try:
        return Address(addr_spec=address).addr_spec
    except (MessageError, ValueError, IndexError):
        raise ConfigurationError("MAIL_FROM must be one e-mail address, like audits@council.example.") from None
