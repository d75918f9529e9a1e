"""The commands: the same operations, the same transaction, given on the server itself."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from qa_app import trail
from qa_app.access import POLICY, Role
from qa_app.db import db, transaction
from qa_app.people import links
from qa_app.people import operations as people_operations
from qa_app.refusals import Refusal
from qa_app.themes.operations import adopt_starter_themes

trail_commands = AppGroup("trail", help="The append-only trail.")


@trail_commands.command("verify")
@click.option("--seal", default="", help="A seal noted earlier: say whether the trail still holds it.")
def verify_trail(seal: str) -> None:
    """Walk the chain of events and name the first one that is broken. Note the seal that it prints."""
    broken = trail.verify()
    if broken is not None:
        raise click.ClickException(f"The trail is broken at event {broken.number}: {broken.why}.")
    if seal and not trail.holds(seal):
        raise click.ClickException("No event of the trail has that seal: events were cut off, or all written anew.")
    number, last = trail.last_seal(db.session())
    click.echo(f"The trail is whole. Events: {number}. Seal of the last: {last or 'none yet'}")


people_commands = AppGroup("people", help="The accounts.")


@people_commands.command("add-administrator")
@click.argument("email")
@click.argument("name")
def add_administrator(email: str, name: str) -> None:
    """Open an administrator's account and print the path of the link that sets its password."""
    try:
        with transaction():
            person = people_operations.add_person(email=email, name=name, roles=[Role.ADMINISTRATOR], by=None)
            people_operations.offer_link(person, by=None)
    except Refusal as no:
        raise click.ClickException(f"{no.message}. {no.because}") from no
    click.echo(f"/set-password/{links.make_token(person)}")
    click.echo("Open this path of the service in a browser within 48 hours. It works once.", err=True)


themes_commands = AppGroup("themes", help="The themes of learning.")


@themes_commands.command("adopt")
def adopt_themes() -> None:
    """Take over the starter themes that the council does not have yet."""
    with transaction():
        adopted = adopt_starter_themes(by=None)
    click.echo(f"Themes adopted: {len(adopted)}.")


@click.command("permissions")
def permissions() -> None:
    """Print who may do what, as it stands in docs/permissions.md."""
    click.echo("# Who may do what\n")
    click.echo("Made by `flask permissions` from `qa_app/access/policy.py`; do not edit by hand.\n")
    click.echo("A permission is granted when every test of any one row passes.\n")
    click.echo("| Permission | Granted when |\n|---|---|")
    for permission, rows in POLICY.items():
        said = " **or** ".join(" and ".join(test.__name__.replace("_", " ") for test in row) for row in rows)
        click.echo(f"| `{permission}` | {said} |")


def init_app(app: Flask) -> None:
    for command in (trail_commands, people_commands, themes_commands, permissions):
        app.cli.add_command(command)
