"""A real mail server on this machine, which keeps what it takes and answers as the test wants."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from flask import Flask

from qa_app.notices.mail import MailServer

TAKEN = "250 taken"


class Postbox:
    """What came; ``answer_to`` an address, or ``before_taking`` a mail or ``before_answering`` it, say what else
    should happen."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.answer_to: dict[str, str] = {}
        self.answer_to_mail = TAKEN
        self.before_taking: Callable[[], object] = lambda: None
        self.before_answering: Callable[[], object] = lambda: None
        self.signed_in: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, _server: Any, _session: Session, envelope: Envelope, to: str, _options: Any) -> str:
        if to in self.answer_to:
            return self.answer_to[to]
        envelope.rcpt_tos.append(to)
        return TAKEN

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:
        await asyncio.get_running_loop().run_in_executor(None, self.before_taking)
        content = envelope.content
        assert isinstance(content, bytes)
        if self.answer_to_mail == TAKEN:
            self.raw.append(content)
            self.to += envelope.rcpt_tos
            self.mails.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
        await asyncio.get_running_loop().run_in_executor(None, self.before_answering)
        return self.answer_to_mail

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _how: str, said: Any) -> AuthResult:
        self.signed_in.append((said.login, said.password))
        return AuthResult(success=said.password == b"right", handled=False)

    @property
    def abouts(self) -> list[str]:
        """The first line of each mail, which is the sentence."""
        return [mail.get_content().splitlines()[0] for mail in self.mails]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def listening(box: Postbox, tls: ssl.SSLContext | None = None) -> Iterator[Postbox]:
    """Serve the box until the end; with ``tls``, only those who begin TLS and then sign in may send."""
    secured = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": box.sign_in}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **(secured if tls else {}))
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def settings(port: int, **more: Any) -> dict[str, Any]:
    """The settings of mail, as they stand in the application's configuration."""
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "audits@council.example",
        "PUBLIC_ADDRESS": "https://audits.council.example",
        **more,
    }


def server_of(app: Flask, port: int, patience: float = 5, **more: Any) -> MailServer:
    """The mail server as the application would reach it, with less patience than it has in service."""
    server = MailServer.from_config({**app.config, **settings(port, **more)})
    assert server is not None
    return MailServer(**{**vars(server), "patience": patience})
