"""The commands: the same operations, the same transaction, given on the server itself."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from qa_app import trail
from qa_app.access import POLICY
from qa_app.cycles.queries import differences_when_repeated, get_cycle
from qa_app.db import today, transaction
from qa_app.demo.annex_a import MOST_ROWS, write_annex_a
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


cycle_commands = AppGroup("cycles", help="Audit cycles.")


@cycle_commands.command("verify-draw")
@click.argument("number", type=int)
def verify_draw(number: int) -> None:
    """Draw the sample of the cycle with this NUMBER again, and compare it with the one that is stored."""
    cycle = get_cycle(number)
    if cycle is None:
        raise click.ClickException(f"There is no cycle with the number {number}.")
    differences = differences_when_repeated(cycle)
    if differences:
        raise click.ClickException(f"{cycle.name}: the draw does not match. {' '.join(differences)}")
    click.echo(f"{cycle.name}: the draw with the seed {cycle.seed} gives the sample that is stored.")


demo_commands = AppGroup("demo", help="Invented material for a demonstration.")


@demo_commands.command("annex-a")
@click.option("--rows", type=click.IntRange(1, MOST_ROWS), default=300, show_default=True, help="Children on List 6.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same workbook.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True), required=True, help="The .xlsx file to write.")
def write_invented_annex_a(rows: int, seed: int, out: str) -> None:
    """Write an invented Annex A workbook, in the real layout, of nobody's children."""
    write_annex_a(out, rows=rows, seed=seed, today=today())
    click.echo(f"Written to {out}: {rows:,} invented children.")


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
    for command in (trail_commands, themes_commands, cycle_commands, demo_commands, permissions):
        app.cli.add_command(command)
