"""What the files of a plan say about each other: published counts, board summaries and single ratings must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .cells import Row
from .delivery import RATINGS
from .values import Plan, RagRow


def check_published_counts(rows: Sequence[Row], plan: Plan) -> None:
    """Each published count of a recommendation is the number of actions that name it."""
    answered = dict(plan.crosswalk())
    for row, each in zip(rows, plan.recommendations, strict=True):
        if each.published is not None and each.published != answered[each.number]:
            row.wrong(
                "published_action_count",
                f"The plan publishes {each.published} for recommendation {each.number}, "
                f"but {answered[each.number]} of the actions name it.",
            )


def check_summary(rows: Sequence[Row], summary: Sequence[RagRow], plan: Plan) -> None:
    """A board summary adds up, and counts the actions that each priority has."""
    actions = Counter(action.priority for action in plan.actions)
    for row, each in zip(rows, summary, strict=True):
        counted = sum(each.counts.values())
        if counted != each.total:
            row.wrong("total", f"The ratings add up to {counted}, but the total says {each.total}.")
        if each.total != actions[each.priority]:
            row.wrong(
                "total",
                f"The total says {each.total}, but priority {each.priority} has {actions[each.priority]} actions.",
            )
    missing = {each.number for each in plan.priorities} - {each.priority for each in summary}
    if rows and missing:
        rows[0].table.wrong("There is no row for priority " + ", ".join(map(str, sorted(missing))) + ".")


def check_ratings(rows: Sequence[Row], summary: Sequence[RagRow], plan: Plan) -> None:
    """No more actions of a priority carry a rating than the newest summary counts there."""
    rated = Counter((action.priority, action.rag) for action in plan.actions if action.rag)
    for row, each in zip(rows, summary, strict=True):
        for rating in RATINGS:
            have, says = rated[each.priority, rating.letter], each.counts[rating.letter]
            if have > says:
                row.wrong(
                    rating.word.lower(), f"The summary says {says}, but {have} actions are rated {rating.letter}."
                )
