"""One question of a tool as data, refusing nonsense with a ToolError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from .conditions import Check, Condition, read_condition
from .errors import SENTENCES_LENGTH, TITLE_LENGTH, Checked, ToolError, check_key, check_keys, check_words, found
from .kinds import Kind
from .scale import MET, YES_NO, Scale

DOES_NOT_APPLY: Final = "does-not-apply"
"""What an option may not be called, because every question that may not apply offers it."""

HIGHEST_SCORE: Final = 10
LARGEST = 999_999_999


@dataclass(frozen=True)
class Option(Checked):
    """One answer that may be chosen: the key that is stored and the label that people read."""

    key: str
    label: str

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "option")
        yield from found(check_words, self.label, f"label of the option “{self.key}”", most=TITLE_LENGTH)
        if self.key == DOES_NOT_APPLY:
            yield ToolError(f"No option may have the key “{DOES_NOT_APPLY}”: say “may_not_apply = true” instead.")


@dataclass(frozen=True)
class Question(Checked):
    """One question. Its key never changes its meaning: trends join questions by key alone.

    ``about`` is a clause that completes the reminders shown to the auditor: "Choose a grade for {about}" for a
    grade, "Choose {about}" for a choice, "Write {about}" for words; without it the question itself is quoted.
    ``evidence`` says where on the file to look. ``purpose`` says what the answer is used for when it serves no theme.
    On a finding, ``themes`` are the ones suggested to the auditor; elsewhere they are the ones the answer informs.

    ``compliance``: it asks whether something was done, not how well. ``may_not_apply``: "does not apply", with a
    reason, is an answer to it. ``shown_if``: the condition under which it is asked, empty for always.
    ``lowest``, ``highest`` and ``decimals`` say which numbers are possible. ``bands`` say from which score on each
    grade is reached, which makes the score a grade.
    """

    key: str
    kind: Kind
    text: str
    help: str = ""
    required: bool = False
    about: str = ""
    purpose: str = ""
    evidence: str = ""
    themes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    descriptors: Mapping[str, str] = field(default_factory=dict, hash=False)
    compliance: bool = False
    may_not_apply: bool = False
    shown_if: str = ""
    lowest: int = 0
    highest: int = LARGEST
    decimals: int = 0
    bands: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", MappingProxyType(dict(self.descriptors)))
        object.__setattr__(self, "bands", MappingProxyType(dict(self.bands)))
        super().__post_init__()

    def flaws(self) -> Iterator[ToolError]:
        yield from found(check_key, self.key, "question")
        yield from (flaw.inside(question=self.key) for flaw in self._flaws())

    @cached_property
    def condition(self) -> Condition | None:
        """When it is asked; None for always."""
        return read_condition(self.shown_if) if self.shown_if else None

    @property
    def grades(self) -> bool:
        """Whether its answer grades the section."""
        return self.kind is Kind.GRADE or bool(self.bands)

    def scale(self, of_tool: Scale) -> Scale | None:
        """The grades it is answered with, where it is answered with grades."""
        return {Kind.GRADE: of_tool, Kind.MET: MET, Kind.YES_NO: YES_NO}.get(self.kind)

    def choices(self, of_tool: Scale) -> tuple[tuple[str, str], ...]:
        """What may be chosen, each with its label, in the order offered; nothing where the answer is written."""
        if self.kind is Kind.SCORE:
            return tuple((str(number), str(number)) for number in range(HIGHEST_SCORE + 1))
        scale = self.scale(of_tool)
        return tuple((each.key, each.label) for each in (scale.points if scale else self.options))

    def flaws_on(self, scale: Scale) -> Iterator[ToolError]:
        """Descriptors and bands that do not fit the scale of the tool."""
        own = self.scale(scale)
        if self.kind is Kind.GRADE or (self.descriptors and own):
            yield from descriptor_flaws(self.descriptors, own or scale)
        if self.bands:
            yield from found(check_bands, self.bands, scale)
            yield from descriptor_flaws(self.descriptors, scale)

    def condition_flaws(self, before: Mapping[str, Question], scale: Scale) -> Iterator[ToolError]:
        """That it is asked under a condition about no earlier question, or about an answer that cannot be."""
        try:
            checks = [*self.condition.checks()] if self.condition else []
        except ToolError:
            return
        for check in checks:
            yield from found(check_fits, check, before, scale)

    def _flaws(self) -> Iterator[ToolError]:
        yield from found(check_words, self.text, "question", most=SENTENCES_LENGTH)
        for noun in ("help", "about", "purpose", "evidence"):
            words = getattr(self, noun)
            yield from found(check_words, words, f"“{noun}”", most=SENTENCES_LENGTH, may_be_empty=True)
        yield from found(check_keys, list(self.themes), "theme")
        yield from self._option_flaws()
        yield from self._kind_flaws()
        if self.shown_if:
            yield from found(read_condition, self.shown_if)

    def _option_flaws(self) -> Iterator[ToolError]:
        yield from found(check_keys, [option.key for option in self.options], "option")
        if self.options and not self.kind.has_options:
            yield ToolError("Only a choice has options, and actions, for who owns them. Remove them.")
        if self.kind in {Kind.CHOICE, Kind.CHOICES} and len(self.options) < 2:
            yield ToolError("A choice needs at least two options.")
        if self.kind is Kind.ACTIONS and not self.options:
            yield ToolError("Actions need options: who may own them, such as the worker and the team manager.")

    def _kind_flaws(self) -> Iterator[ToolError]:
        if self.descriptors and self.kind not in {Kind.GRADE, Kind.MET, Kind.YES_NO} and not self.bands:
            yield ToolError("Only grades have descriptors. Remove them, or choose another kind.")
        if self.bands and self.kind is not Kind.SCORE:
            yield ToolError("Only a score has bands. Remove them, or make the kind “score”.")
        if (self.lowest, self.highest, self.decimals) != (0, LARGEST, 0) and self.kind is not Kind.NUMBER:
            yield ToolError("Only a number has a lowest, a highest and decimals. Remove them.")
        if not -LARGEST <= self.lowest < self.highest <= LARGEST or not 0 <= self.decimals <= 4:
            yield ToolError(
                f"The lowest must be below the highest, both within {LARGEST:,}, and decimals between 0 and 4."
            )
        if self.compliance and (self.grades or self.kind.is_finding):
            yield ToolError("A grade or a finding says how well, so it cannot be a compliance question.")
        if self.may_not_apply and not self.kind.may_be_set_aside:
            yield ToolError("“Does not apply” is no answer to a question that may be left empty.")


def descriptor_flaws(descriptors: Mapping[str, str], scale: Scale) -> Iterator[ToolError]:
    """Where descriptors do not describe every grade of the scale and nothing else."""
    for key in descriptors:
        yield from found(scale.rank, key)
    for key in scale.keys:
        if key not in descriptors:
            yield ToolError(f"There is no descriptor for the grade “{key}”. Say what it looks like on the file.")
        else:
            noun = f"descriptor for the grade “{key}”"
            yield from found(check_words, descriptors[key], noun, most=SENTENCES_LENGTH)


def check_bands(bands: Mapping[str, int], scale: Scale) -> None:
    """Refuse bands that leave a score from 0 to 10 without a grade, or a grade without a score."""
    for key in bands:
        scale.rank(key)
    starts = [bands.get(key, -1) for key in scale.keys]
    falling = all(better > worse for better, worse in pairwise(starts))
    if -1 in starts or not falling or starts[-1] != 0 or starts[0] > HIGHEST_SCORE:
        raise ToolError(
            "The bands must give the lowest score of every grade, falling from the best grade to 0 for the worst."
        )


def check_fits(check: Check, before: Mapping[str, Question], scale: Scale) -> None:
    """Refuse a check of no earlier question, or of an answer that it cannot have."""
    asked = before.get(check.question)
    if asked is None:
        raise ToolError(f"Its condition names “{check.question[:80]}”, which is no question before this one.")
    fitting = {
        "is": asked.kind.picks_one,
        "includes": asked.kind is Kind.CHOICES,
        "at least": asked.kind in {Kind.SCORE, Kind.NUMBER},
        "at most": asked.kind in {Kind.SCORE, Kind.NUMBER},
        "answered": True,
    }
    if not fitting[check.verb]:
        raise ToolError(f"Its condition cannot say “{check.verb}” of “{asked.key}”, which is of kind “{asked.kind}”.")
    offered = [value for value, _ in asked.choices(scale)]
    if check.verb in {"is", "includes"} and check.value not in offered:
        raise ToolError(
            f"In its condition “{check.value[:80]}” is no answer to “{asked.key}”. Use one of: {', '.join(offered)}."
        )
