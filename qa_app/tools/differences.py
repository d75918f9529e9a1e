"""What differs between two versions, in the words of those who use them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from audit_tools import COHORTS, Aspect, Comparison, Difference, Tool, compare
from audit_tools.comparison import QuestionChange, SectionChange
from audit_tools.kinds import Kind

from .rule_words import caps_in_words, condition_in_words

_NOUNS: Final = {
    "name": "Name",
    "purpose": "Purpose",
    "title": "Title",
    "text": "Question",
    "help": "Help",
    "evidence": "Where to look",
    "about": "In a reminder",
    "kind": "Kind",
    "scale": "Grades to choose from",
    "bands": "From which score on each grade is reached",
    "lowest": "Lowest",
    "highest": "Highest",
    "decimals": "Decimal places",
    "required": "An answer is needed",
    "may_not_apply": "“Does not apply” is an answer",
    "compliance": "Asks whether something was done",
    "shown_if": "Asked only if",
    "themes": "Themes",
    "cohorts": "Asked of",
    "how many sections must be graded": "How many sections must be graded",
    "grading rule: guidance": "What the auditor is told of the rule",
    "overall grade: text": "Overall grade: question",
    "overall grade: help": "Overall grade: help",
    "overall grade: reasons": "Overall grade: question for the reasons",
    "order of answers": "Order of the answers",
    "order of grades": "Order of the grades",
}


@dataclass(frozen=True)
class Shown:
    """One difference: what it is about, and what stood and stands there; "" for nothing."""

    noun: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """A comparison for a page."""

    comparison: Comparison

    @property
    def before(self) -> Tool:
        return self.comparison.before

    @property
    def after(self) -> Tool:
        return self.comparison.after

    @cached_property
    def of_tool(self) -> list[Shown]:
        return [self._shown(each) for each in self.comparison.differences]

    def of_section(self, change: SectionChange) -> list[Shown]:
        return [self._shown(each) for each in change.differences]

    def of_question(self, change: QuestionChange) -> list[Shown]:
        """The differences of a question, its condition as a sentence on either side."""
        conditions = condition_in_words(self.before, change.before), condition_in_words(self.after, change.after)
        return [
            Shown(_NOUNS["shown_if"], *conditions) if each.noun == "shown_if" else self._shown(each)
            for each in change.differences
        ]

    def tags(self, change: QuestionChange) -> list[str]:
        """What happened to a question, in a word or two each."""
        aspects = {each.aspect for each in change.differences}
        told = {
            "Moved": change.moved,
            "Reworded": Aspect.WORDS in aspects,
            "Other answers": Aspect.ANSWERS in aspects,
            "Asked otherwise": Aspect.ASKING in aspects,
        }
        return [word for word, happened in told.items() if happened]

    @cached_property
    def going_on(self) -> list[QuestionChange]:
        return [each for each in self.comparison.questions if not each.trend_ends]

    @cached_property
    def ended(self) -> list[QuestionChange]:
        return [each for each in self.comparison.questions if each.trend_ends]

    @cached_property
    def added_caps(self) -> list[str]:
        both = zip(self.after.grading.caps, caps_in_words(self.after), strict=True)
        return [said for cap, said in both if cap in self.comparison.added_caps]

    @cached_property
    def removed_caps(self) -> list[str]:
        both = zip(self.before.grading.caps, caps_in_words(self.before), strict=True)
        return [said for cap, said in both if cap in self.comparison.removed_caps]

    def _shown(self, each: Difference) -> Shown:
        noun, _, key = each.noun.partition(": ")
        before, after = each.before, each.after
        if each.noun in {"required", "may_not_apply", "compliance"}:
            before, after = before.capitalize(), after.capitalize()
        elif each.noun == "kind":
            before, after = Kind(before).label, Kind(after).label
        elif each.noun == "cohorts":
            before, after = _cohorts(before), _cohorts(after)
        if each.noun in _NOUNS:
            return Shown(_NOUNS[each.noun], before, after)
        if noun.endswith("descriptor"):
            label = self.after.scale.label(key) if key in self.after.scale else key
            return Shown(f"{'Overall grade: ' if noun != 'descriptor' else ''}{label}", before, after)
        return Shown(f"{noun.capitalize()} with the key “{key}”", before, after)


def _cohorts(keys: str) -> str:
    return ", ".join(COHORTS.get(key, key) for key in keys.split(", ")) if keys else "Every child"


def compared(before: Tool, after: Tool) -> Compared:
    return Compared(compare(before, after))
