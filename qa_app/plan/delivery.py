"""How the delivery of a plan action is rated: a letter, a word and what it means. It says nothing of impact."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rating:
    """One delivery rating. ``letter`` is what is stored, ``word`` is the column of a summary in small letters."""

    letter: str
    word: str
    meaning: str


RATINGS = (
    Rating("B", "Blue", "Done: the action is finished and the evidence for it has been seen."),
    Rating("G", "Green", "On track: the action will be finished by its date."),
    Rating("A", "Amber", "At risk: the action has slipped or may slip, and there is a way to bring it back."),
    Rating("R", "Red", "Off track: the action will miss its date unless something changes."),
)

LETTERS = tuple(rating.letter for rating in RATINGS)
BY_LETTER = {rating.letter: rating for rating in RATINGS}
