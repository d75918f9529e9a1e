"""No test reaches out of this machine."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_an_address_elsewhere_is_blocked():
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"), socket.socket() as out:
        out.connect(("192.0.2.1", 80))


def test_loopback_is_open():
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        calling.connect(listening.getsockname())
        assert calling.getpeername() == listening.getsockname()
