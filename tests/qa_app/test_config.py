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
