"""The application does not start half-configured."""

from __future__ import annotations

import pytest

from config import Config, ConfigurationError
from qa_app import create_app

SECRET = "k" * 32


@pytest.mark.parametrize("env", [{}, {"SECRET_KEY": ""}, {"SECRET_KEY": SECRET[1:]}])
def test_E5_without_a_secret_of_its_own_the_application_does_not_start(monkeypatch, env):
    with pytest.raises(ConfigurationError, match="Set SECRET_KEY to a random text of at least 32 characters"):
        Config.from_env(env)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError):
        create_app()


def test_E5_the_secret_is_never_part_of_what_is_said():
    with pytest.raises(ConfigurationError) as refused:
        Config.from_env({"SECRET_KEY": "abcdefgh"})
    assert "abcdefgh" not in str(refused.value)


def test_C21_the_cookie_is_secure_unless_the_server_says_that_it_is_its_own_machine():
    usual, local = (
        Config.from_env({"SECRET_KEY": SECRET}),
        Config.from_env({"SECRET_KEY": SECRET, "COOKIES_OVER_HTTP": "1"}),
    )
    assert (usual.SESSION_COOKIE_NAME, usual.SESSION_COOKIE_SECURE) == ("__Host-case_audit", True)
    assert (local.SESSION_COOKIE_NAME, local.SESSION_COOKIE_SECURE) == ("case_audit", False)
    assert usual.SESSION_COOKIE_SAMESITE == "Lax"
    assert usual.SESSION_COOKIE_HTTPONLY


@pytest.mark.parametrize("number", ["-1", "two", "1.5", "²"])
def test_proxies_are_a_whole_number(number):
    with pytest.raises(ConfigurationError, match="TRUSTED_PROXIES"):
        Config.from_env({"SECRET_KEY": SECRET, "TRUSTED_PROXIES": number})


MAIL = {
    "SECRET_KEY": SECRET,
    "MAIL_SERVER": "mail.council.example",
    "MAIL_FROM": "audits@council.example",
    "PUBLIC_ADDRESS": "https://audits.council.example/",
}


def test_without_any_setting_of_mail_there_is_none():
    assert Config.from_env({"SECRET_KEY": SECRET, "MAIL_SERVER": ""}).MAIL_SERVER == ""


@pytest.mark.parametrize(
    ("more", "security", "port"),
    [
        ({}, "starttls", 587),
        ({"MAIL_SECURITY": "tls"}, "tls", 465),
        ({"MAIL_SECURITY": "none"}, "none", 25),
        ({"MAIL_PORT": "2525", "MAIL_USER": "audits", "MAIL_PASSWORD": "a word"}, "starttls", 2525),
    ],
)
def test_mail_is_secret_unless_said_otherwise_and_has_the_usual_port(more, security, port):
    config = Config.from_env(MAIL | more)
    assert (security, port) == (config.MAIL_SECURITY, config.MAIL_PORT)
    assert config.PUBLIC_ADDRESS == "https://audits.council.example"
    assert (more.get("MAIL_USER", ""), more.get("MAIL_PASSWORD", "")) == (config.MAIL_USER, config.MAIL_PASSWORD)
    assert "a word" not in repr(config)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MAIL_SERVER": ""}, "Set MAIL_SERVER too"),
        ({"MAIL_FROM": ""}, "Set MAIL_FROM too"),
        ({"PUBLIC_ADDRESS": ""}, "Set PUBLIC_ADDRESS too"),
        ({"MAIL_SECURITY": "ssl"}, "MAIL_SECURITY must be starttls, tls or none"),
        ({"MAIL_PORT": "smtp"}, "MAIL_PORT must be a whole number from 1 to 65535"),
        ({"MAIL_PORT": "65536"}, "MAIL_PORT must be a whole number from 1 to 65535"),
        ({"MAIL_USER": "audits"}, "Set both MAIL_USER and MAIL_PASSWORD"),
        ({"MAIL_PASSWORD": "a word"}, "Set both MAIL_USER and MAIL_PASSWORD"),
        ({"MAIL_USER": "u", "MAIL_PASSWORD": "a word", "MAIL_SECURITY": "none"}, "MAIL_PASSWORD would travel open"),
        ({"MAIL_SERVER": "mail.council.example\nx"}, "The settings of mail must be plain letters"),
        ({"MAIL_USER": "u", "MAIL_PASSWORD": "ä word"}, "The settings of mail must be plain letters"),
        *(({"MAIL_FROM": each}, "MAIL_FROM must be one e-mail address") for each in ("x", "a@b, c@d", "a@")),
        *(
            ({"PUBLIC_ADDRESS": f"{each}"}, "PUBLIC_ADDRESS must be like https://audits.council.example")
            for each in (
                "audits.council.example",
                "http://audits.council.example",
                "https://audits.council.example/audits",
                "https://audits.council.example?x",
                "https://me@audits.council.example",
                "https://audits.council.example:port",
                "https://[audits",
                "https://",
                "https://audits.council.example\nx",
            )
        ),
        ({"COUNCIL_NAME": "Larkshire\r\nBcc: all@elsewhere.example"}, "COUNCIL_NAME must be one line"),
    ],
)
def test_a_setting_of_mail_that_cannot_work_stops_the_start_and_is_named(wrong, said):
    with pytest.raises(ConfigurationError, match=said) as refused:
        Config.from_env(MAIL | wrong)
    assert "a word" not in str(refused.value)


def test_the_public_address_may_be_over_http_where_cookies_are():
    env = MAIL | {"PUBLIC_ADDRESS": "http://127.0.0.1:8000", "COOKIES_OVER_HTTP": "1"}
    assert Config.from_env(env).PUBLIC_ADDRESS == "http://127.0.0.1:8000"
