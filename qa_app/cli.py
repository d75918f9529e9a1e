"""The commands: the same operations, the same transaction, given on the server itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from qa_app import invariants, trail
from qa_app.access import POLICY, Role
from qa_app.concerns import operations as concern_operations
from qa_app.cycles.queries import differences_when_repeated, get_cycle
from qa_app.db import db, today, transaction
from qa_app.demo import council
from qa_app.demo.annex_a import MOST_ROWS, write_annex_a
from qa_app.demo.people import sign_ins
from qa_app.notices.command import deliver_notices
from qa_app.people import links
from qa_app.people import operations as people_operations
from qa_app.plan.operations import import_plan
from qa_app.plan.queries import crosswalk
from qa_app.plan.reading import PlanProblems
from qa_app.refusals import Refusal
from qa_app.themes.operations import adopt_starter_themes

people_commands = AppGroup("people", help="The accounts.")
themes_commands = AppGroup("themes", help="The themes of learning.")
cycle_commands = AppGroup("cycles", help="Audit cycles.")
plan_commands = AppGroup("plan", help="The improvement plan.")
demo_commands = AppGroup("demo", help="The demonstration council: invented, and says so.")
trail_commands = AppGroup("trail", help="The append-only trail.")


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """A rule's no is an answer, not a crash."""
    try:
        yield
    except Refusal as no:
        raise click.ClickException(f"{no.message}. {no.because}") from None


def _complain(violations: list[str]) -> None:
    if violations:
        raise click.ClickException("\n".join(violations))


@people_commands.command("add-administrator")
@click.argument("email")
@click.argument("name")
def add_administrator(email: str, name: str) -> None:
    """Open an administrator's account and print the path of the link that sets its password."""
    with _refused_in_words(), transaction():
        person = people_operations.add_person(email=email, name=name, roles=[Role.ADMINISTRATOR], by=None)
        people_operations.offer_link(person, by=None)
    click.echo(f"/set-password/{links.make_token(person)}")
    click.echo("Open this path of the service in a browser within 48 hours. It works once.", err=True)


@themes_commands.command("adopt")
def adopt_themes() -> None:
    """Take over the starter themes that the council does not have yet."""
    with transaction():
        adopted = adopt_starter_themes(by=None)
    click.echo(f"Themes adopted: {len(adopted)}.")


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


@plan_commands.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_plan_from(folder: Path) -> None:
    """Take in the plan whose CSV files are in FOLDER."""
    try:
        with _refused_in_words(), transaction():
            done = import_plan({file.name: file.read_bytes() for file in folder.glob("*.csv")}, by=None)
    except PlanProblems as no:
        raise click.ClickException(f"Nothing was changed.\n{no}") from None
    click.echo(f"Priorities: {done.priorities}. Actions: {done.actions}.")
    click.echo(f"Rows added: {done.added}, changed: {done.changed}, removed: {done.removed}.")


@plan_commands.command("crosswalk")
def print_crosswalk() -> None:
    """Print each recommendation and how many actions answer it, as CSV."""
    click.echo("recommendation,actions")
    for recommendation, actions in crosswalk():
        click.echo(f"{recommendation},{actions}")


@demo_commands.command("annex-a")
@click.option("--rows", type=click.IntRange(1, MOST_ROWS), default=300, show_default=True, help="Children on List 6.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same workbook.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True), required=True, help="The .xlsx file to write.")
def write_invented_annex_a(rows: int, seed: int, out: str) -> None:
    """Write an invented Annex A workbook, in the real layout, of nobody's children."""
    write_annex_a(out, rows=rows, seed=seed, today=today())
    click.echo(f"Written to {out}: {rows:,} invented children.")


@demo_commands.command("seed")
def seed_demonstration() -> None:
    """Fill an empty database with the demonstration council; one that has it already is left as it is."""
    if council.is_there():
        click.echo("The demonstration council is there already. `make reset` starts over.")
        return
    click.echo("Inventing the demonstration council …")
    with _refused_in_words():
        council.tell()


@demo_commands.command("sign-ins")
@click.option("--address", required=True, help="Where the demonstration is served.")
def print_sign_ins(address: str) -> None:
    """Print who can sign in to the demonstration, and with what."""
    click.echo(f"\nThe demonstration council is at {address}\nEverything in it is invented.\n")
    for line in sign_ins():
        click.echo(line)


@trail_commands.command("verify")
@click.option("--seal", default="", help="The seal of an earlier last event: whether the trail still has it.")
def verify_trail(seal: str) -> None:
    """Walk the chain of events and name the first one that is broken."""
    broken = trail.verify()
    if broken is not None:
        raise click.ClickException(f"The trail is broken at event {broken.number}: {broken.why}.")
    if seal and not trail.holds(seal):
        raise click.ClickException("No event of the trail has that seal: events were cut off, or all written anew.")
    number, last = trail.last_seal(db.session())
    click.echo(f"The trail is whole. Events: {number}. Seal of the last: {last or 'none yet'}")


@click.command("escalate")
def escalate() -> None:
    """Tell the next person of each concern that was not acknowledged in time; to be run every minute."""
    with transaction():
        told = concern_operations.escalate(by=None)
    click.echo(f"People told: {told}.")


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
    for group in (people_commands, themes_commands, cycle_commands, plan_commands, demo_commands, trail_commands):
        app.cli.add_command(group)
    for command in (escalate, check_invariants, check_grades, deliver_notices, permissions):
        app.cli.add_command(command)
