"""The commands: the same operations, the same transaction, given on the server itself."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from qa_app import invariants, trail
from qa_app.access import POLICY
from qa_app.db import db

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


@click.command("check-invariants")
def check_invariants() -> None:
    """Look for rows that contradict each other, and say what is wrong with each."""
    _complain(invariants.violations())
    click.echo(f"All {len(invariants.INVARIANTS)} invariants hold.")


@click.command("check-grades")
def check_grades() -> None:
    """Grade every sent audit again from its answers, and find no difference from what was suggested."""
    _complain(list(invariants.differing_grades()))
    click.echo("Every suggested grade follows from its answers.")


def _complain(violations: list[str]) -> None:
    if violations:
        raise click.ClickException("\n".join(violations))


@click.command("permissions")
def permissions() -> None:
    """Print who may do what, and where, as it stands in docs/permissions.md."""
    click.echo("# Who may do what\n")
    click.echo("Made by `flask permissions` from `qa_app/access/policy.py`; do not edit by hand.\n")
    click.echo("A permission is granted when every test of any one row passes.\n")
    click.echo("| Permission | Granted when |\n|---|---|")
    for permission, rows in POLICY.items():
        said = " **or** ".join(" and ".join(test.__name__.replace("_", " ") for test in row) for row in rows)
        click.echo(f"| `{permission}` | {said} |")
    click.echo("\n## Every address\n\n| Address | Method | Who may |\n|---|---|---|")
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        access = getattr(current_app.view_functions[rule.endpoint], "access", "public")
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        click.echo(f"| `{rule.rule}` | {methods} | {'anyone' if access == 'public' else f'`{access}`'} |")


def init_app(app: Flask) -> None:
    for command in (trail_commands, permissions, check_invariants, check_grades):
        app.cli.add_command(command)
