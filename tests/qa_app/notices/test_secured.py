"""Talking to the mail server in secret: without a certificate that holds, nothing is said to it."""

from __future__ import annotations

import ssl

import pytest
import trustme

from qa_app.access import Role
from qa_app.notices.delivery import Delivered, deliver
from tests import factories
from tests.qa_app.notices.postbox import Postbox, listening, server_of

SIGNING_IN = {"MAIL_SECURITY": "starttls", "MAIL_USER": "audits", "MAIL_PASSWORD": "right"}


@pytest.fixture
def authority(tmp_path, monkeypatch):
    """A certificate authority that this machine trusts."""
    made, file = trustme.CA(), tmp_path / "authority.pem"
    made.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return made


def presenting(authority, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_with_a_certificate_that_holds_it_signs_in_and_mails(app, authority):
    factories.notice(factories.person(Role.AUDITOR))
    with listening(Postbox(), presenting(authority, "127.0.0.1")) as box:
        assert deliver(server_of(app, box.port, **SIGNING_IN)) == Delivered(mailed=1)
    assert box.signed_in == [(b"audits", b"right")]


def test_with_a_wrong_password_nothing_is_mailed_and_the_password_is_not_said(app, authority):
    factories.notice(factories.person(Role.AUDITOR))
    with listening(Postbox(), presenting(authority, "127.0.0.1")) as box:
        done = deliver(server_of(app, box.port, **SIGNING_IN | {"MAIL_PASSWORD": "wrong"}))
    assert done == Delivered(delayed=1, trouble="it answered 535")
    assert box.mails == []


@pytest.mark.parametrize("whose", ["another authority", "another name"])
def test_a_certificate_that_does_not_hold_gets_neither_password_nor_mail(app, authority, whose):
    factories.notice(factories.person(Role.AUDITOR))
    wrong = trustme.CA() if whose == "another authority" else authority
    name = "127.0.0.1" if whose == "another authority" else "elsewhere.example"
    with listening(Postbox(), presenting(wrong, name)) as box:
        done = deliver(server_of(app, box.port, **SIGNING_IN))
    assert done == Delivered(delayed=1, trouble="its certificate or encryption is not as it must be")
    assert (box.mails, box.signed_in) == ([], [])


def test_a_mail_server_that_offers_no_secrecy_gets_nothing(app):
    """Somebody in between can take the offer out of what the server says."""
    factories.notice(factories.person(Role.AUDITOR))
    with listening(Postbox()) as box:
        done = deliver(server_of(app, box.port, MAIL_SECURITY="starttls"))
    assert done.trouble == "it does not offer what MAIL_SECURITY or MAIL_USER asks for"
    assert box.mails == []
