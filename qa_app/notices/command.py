"""The command that mails notices: once, for a timer, or on and on."""

from __future__ import annotations

import signal
import time

import click
from flask import current_app

from qa_app.db import db, transaction

from .delivery import Delivered, deliver
from .mail import MailServer
from .operations import mail_again
from .queries import given_up, waiting_for_mail

PAUSE = 15
"""Seconds between one round of mailing and the next, while watching."""


@click.command("deliver")
@click.option("--watch", is_flag=True, help="Keep mailing what comes, until told to stop.")
@click.option("--again", is_flag=True, help="First take up again what was given up.")
def deliver_notices(watch: bool, again: bool) -> None:
    """Mail to people what they were told and have not put away."""
    if current_app.config["DEMONSTRATION"]:
        raise click.ClickException("This is the demonstration: its people are invented, and nothing is mailed to them.")
    server = MailServer.from_config(current_app.config)
    if server is None:
        raise click.ClickException("Mail is not set up: set MAIL_SERVER. Nothing was mailed or changed.")
    if again:
        with transaction():
            click.echo(f"Taken up again: {mail_again()}.")
    if watch:
        _watch(server)
        return
    done = deliver(server)
    _say(done)
    if done.trouble:
        raise click.ClickException(_trouble(server, done))


def _watch(server: MailServer) -> None:
    """Being told to stop waits until the notice at hand is marked; a pause ends at once."""
    asked: list[int] = []
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, _: asked.append(number))
    while not asked:
        done = deliver(server, lambda: bool(asked))
        if done != Delivered():
            _say(done)
        if done.trouble:
            click.echo(_trouble(server, done), err=True)
        db.session.remove()  # no reading is left open over the pause
        for _ in range(PAUSE):
            if not asked:
                time.sleep(1)


def _say(done: Delivered) -> None:
    came_to = f"Mailed: {done.mailed}. Refused: {done.refused}. Delayed: {done.delayed}."
    click.echo(f"{came_to} Still to mail: {waiting_for_mail()}.")
    for notice in given_up():
        click.echo(
            f"Given up: notice {notice.id} to /people/{notice.person_id}, "
            f"refused {notice.refusals} times, last with {notice.refused_with}.",
            err=True,
        )


def _trouble(server: MailServer, done: Delivered) -> str:
    return f"The mail server {server.host}:{server.port} took no more: {done.trouble}. What waits is tried again."
