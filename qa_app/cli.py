"""The commands: the same operations, the same transaction, given on the server itself."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from qa_app import trail
from qa_app.access import POLICY
from qa_app.db import transaction
from qa_app.themes.operations import adopt_starter_themes

trail_commands = AppGroup("trail", help="The append-only trail.")


@trail_commands.command("verify")
def verify_trail() -> None:
    """Walk the chain of events and name the first one that is broken."""
    broken = trail.verify()
    if broken is not None:
        raise click.ClickException(f"The trail is broken at event {broken.number}: {broken.why}.")
    click.echo("The trail is whole.")


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
    for command in (trail_commands, themes_commands, permissions):
        app.cli.add_command(command)
