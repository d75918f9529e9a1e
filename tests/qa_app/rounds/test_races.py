"""Two people at once: one wins, the other is told, nothing is half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from qa_app.db import db, transaction
from qa_app.refusals import Refusal
from qa_app.rounds import operations
from qa_app.rounds.models import ModerationRound, RoundCase
from qa_app.trail import TrailEvent, verify

from .scene import RI, G, agree_all, cycle_with, round_with


def at_once(app, *works):
    """Do the works in threads that start together; what each came to."""
    barrier = Barrier(len(works))

    def run(work):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    work()
            except Refusal as no:
                return no.message
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_closing_at_once_closes_once(fresh_app):
    made = round_with([(G, RI), (G, G)])
    agree_all(made)
    key = made.id
    db.session.remove()

    def close():
        operations.close(db.session.get(ModerationRound, key), by=None)

    assert at_once(fresh_app, *[close] * 4) == ["This round is closed"] * 3 + ["done"]
    closed = select(func.count()).select_from(TrailEvent).where(TrailEvent.kind == "round:close")
    assert db.session.scalar(closed) == 1
    assert verify() is None


def test_a_grade_agreed_while_the_round_is_being_closed_is_final_or_refused(fresh_app):
    made = round_with([(G, RI)])
    agree_all(made)
    key, case = made.id, made.cases[0].id
    db.session.remove()

    def close():
        operations.close(db.session.get(ModerationRound, key), by=None)

    def agree():
        of = db.session.get(RoundCase, case)
        operations.agree(of, grade=RI, cause="new-information", reason="Late.", by=None)

    came_to = at_once(fresh_app, close, agree)
    settled = db.session.get(RoundCase, case)
    assert settled.first.final_grade == settled.second.final_grade == settled.agreed_grade
    assert came_to == (["done", "done"] if settled.agreed_grade == RI else ["This round is closed", "done"])


def test_opening_at_once_opens_one_round(fresh_app):
    cycle, _ = cycle_with([(G, RI)])
    key = cycle.id
    db.session.remove()

    def open_round(name):
        return lambda: operations.open_round(db.session.get(type(cycle), key), name, by=None)

    came_to = at_once(fresh_app, open_round("One"), open_round("Two"))
    assert came_to.count("done") == 1
    assert db.session.scalar(select(func.count()).select_from(ModerationRound)) == 1
