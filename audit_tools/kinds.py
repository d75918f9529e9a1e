"""What sorts of answer a question can take."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What sort of answer a question takes."""

    GRADE = "grade"
    """A grade on the tool's scale, with a descriptor for every grade."""
    MET = "met"
    """Met, partly met or not met."""
    YES_NO = "yes-no"
    """Yes or no."""
    CHOICE = "choice"
    """One of the question's options."""
    CHOICES = "choices"
    """Any number of the question's options."""
    SCORE = "score"
    """A whole number from 0 to 10; with bands it stands for a grade."""
    NUMBER = "number"
    """A number between the question's lowest and highest."""
    DATE = "date"
    """A day on the calendar."""
    LINE = "line"
    """A few words on one line."""
    TEXT = "text"
    """Free text."""
    STRENGTH = "strength"
    """A finding: what was done well, in free text, with themes."""
    AREA = "area"
    """A finding: an area for development, in free text, with themes."""
    ACTIONS = "actions"
    """What must now happen for this child: each with what, who of the options owns it, and by when."""

    @property
    def label(self) -> str:
        """What people call it."""
        return _SAID[self][0]

    @property
    def meaning(self) -> str:
        """What is answered with it, in a sentence for those who write tools."""
        return _SAID[self][1]

    @property
    def is_finding(self) -> bool:
        return self in {Kind.STRENGTH, Kind.AREA}

    @property
    def has_options(self) -> bool:
        return self in {Kind.CHOICE, Kind.CHOICES, Kind.ACTIONS}

    @property
    def picks_one(self) -> bool:
        """Whether it is answered by choosing one of a few things."""
        return self in {Kind.GRADE, Kind.MET, Kind.YES_NO, Kind.CHOICE, Kind.SCORE}

    @property
    def may_be_set_aside(self) -> bool:
        """Whether "does not apply" can be an answer: not where nothing is asked for unless there is something."""
        return not self.is_finding and self is not Kind.ACTIONS


_SAID: Mapping[Kind, tuple[str, str]] = {
    Kind.GRADE: ("Grade", "One of the grades of the tool, each with what it looks like. It grades the section."),
    Kind.MET: ("Met or not met", "Met, partly met or not met."),
    Kind.YES_NO: ("Yes or no", "Yes or no."),
    Kind.CHOICE: ("One of several answers", "One of the answers that you write."),
    Kind.CHOICES: ("Any of several answers", "As many as fit of the answers that you write."),
    Kind.SCORE: ("Score from 0 to 10", "A whole number. You can say from which score on each grade is reached."),
    Kind.NUMBER: ("Number", "A number, such as how many days something took."),
    Kind.DATE: ("Date", "A day on the calendar."),
    Kind.LINE: ("A few words", "One line of text."),
    Kind.TEXT: ("Free text", "As much text as the auditor needs."),
    Kind.STRENGTH: ("Strength", "A finding: what was done well, in words, with themes."),
    Kind.AREA: ("Area for development", "A finding: what needs to be better, in words, with themes."),
    Kind.ACTIONS: ("Actions", "What must now happen for this child: each with what, who and by when."),
}
