"""What a notice looks like as an e-mail, and how it is handed to the mail server."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

from qa_app.db import now

PATIENCE = 30
"""Seconds to wait for each answer of the mail server. All the answers to one mail come within the time it is taken
for."""

BODY = """\
{about}

{link}

You are told this by {service} of {council}.
Nobody reads answers to this e-mail.
"""


@dataclass(frozen=True)
class Letter:
    """What is to be mailed, as it was when it was taken: no row, so that no transaction is open while it is mailed."""

    notice: int
    at: datetime
    to: str
    about: str
    path: str
    urgent: bool
    taken_until: datetime


class LetterRefusedError(Exception):
    """The mail server will not take this letter for this address; its message says with what, in a word."""


class LetterDelayedError(Exception):
    """The mail server will not take this letter now."""


class MailServerError(Exception):
    """Nothing can be mailed at the moment; its message says why, in nobody's words but our own."""


@dataclass(frozen=True)
class MailServer:
    """The council's mail server, and what every mail says of where it comes from."""

    host: str
    port: int
    security: str
    sender: str
    user: str
    password: str = field(repr=False)
    public_address: str
    council: str
    service: str
    secret: str = field(repr=False)
    patience: float = PATIENCE

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> MailServer | None:
        """``None`` where mail is not set up."""
        if not config["MAIL_SERVER"]:
            return None
        return cls(
            host=config["MAIL_SERVER"],
            port=config["MAIL_PORT"],
            security=config["MAIL_SECURITY"],
            sender=config["MAIL_FROM"],
            user=config["MAIL_USER"],
            password=config["MAIL_PASSWORD"],
            public_address=config["PUBLIC_ADDRESS"],
            council=config["COUNCIL_NAME"],
            service=config["SERVICE_NAME"],
            secret=config["SECRET_KEY"],
        )

    def written(self, letter: Letter) -> EmailMessage:
        """The e-mail. Its subject says nothing, since it shows on locked screens.

        :raises ValueError: when the address has a line end in it, which would begin another header.
        """
        message = EmailMessage(policy=SMTP)
        message["Subject"] = f"{self.service}: {'an urgent notice' if letter.urgent else 'a notice'} for you"
        message["From"] = Address(f"{self.service}, {self.council}", addr_spec=self.sender)
        message["To"] = letter.to
        message["Date"] = now()
        message["Message-ID"] = self.message_id(letter)
        message["Auto-Submitted"] = "auto-generated"
        if letter.urgent:
            message["Importance"] = "high"
        link = f"{self.public_address}/{letter.path.lstrip('/')}"
        body = BODY.format(about=letter.about, link=link, service=self.service, council=self.council)
        message.set_content(body, cte="quoted-printable")
        return message

    def message_id(self, letter: Letter) -> str:
        """The same for the same notice, however often it is sent. It does not tell how many notices there are."""
        said = f"notice {letter.notice} of {letter.at.isoformat()}"
        sealed = hmac.new(self.secret.encode(), said.encode(), hashlib.sha256).hexdigest()[:40]
        return f"<{sealed}@{self._own_name}>"

    def send(self, letter: Letter) -> None:
        """Hand the letter over. When this returns, the mail server has it.

        :raises LetterRefusedError: when it will not take it for this address.
        :raises LetterDelayedError: when it will not take it for this address now.
        :raises MailServerError: when it cannot be talked to; it may have the letter nevertheless.
        """
        try:
            message = self.written(letter)
        except ValueError:
            raise LetterRefusedError("no address") from None
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as no:
            raise MailServerError(_in_a_word(no)) from None
        try:
            server.send_message(message, self.sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as no:
            ((code, _),) = no.recipients.values()
            raise _judged(code) from None
        except smtplib.SMTPDataError as no:
            raise _judged(no.smtp_code) from None
        except (smtplib.SMTPNotSupportedError, ValueError):
            raise LetterRefusedError("no address") from None
        except (smtplib.SMTPException, OSError) as no:
            raise MailServerError(_in_a_word(no)) from None
        finally:
            _leave(server)

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        to: dict[str, Any] = {"host": self.host, "port": self.port, "timeout": self.patience}
        to["local_hostname"] = self._own_name
        server = smtplib.SMTP_SSL(**to, context=context) if self.security == "tls" else smtplib.SMTP(**to)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    @property
    def _own_name(self) -> str:
        return urlsplit(self.public_address).hostname or ""


def _judged(code: int) -> Exception:
    """What an answer about one letter means; 421 is the server's word for ending the talk altogether."""
    if code == 421:
        return MailServerError(f"it answered {code}")
    return LetterRefusedError(str(code)) if code >= 500 else LetterDelayedError(str(code))


def _in_a_word(no: Exception) -> str:
    """Why, without the server's own words, which may repeat an address."""
    if isinstance(no, smtplib.SMTPResponseException):
        return f"it answered {no.smtp_code}"
    if isinstance(no, smtplib.SMTPNotSupportedError):
        return "it does not offer what MAIL_SECURITY or MAIL_USER asks for"
    if isinstance(no, ssl.SSLError):
        return "its certificate or encryption is not as it must be"
    return "it does not answer"


def _leave(server: smtplib.SMTP) -> None:
    """Take leave as is due; what the server says to that changes nothing any more."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
