"""What can be done to an outline. Every function leaves the one it is given as it was, and returns a changed one.

The changed outline is sound. ToolError is raised where it would not be, such as for a key that is taken, and for a
section, question or cap that is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, TypedDict

from .conditions import with_question_renamed
from .counted import COUNTED
from .errors import KEY_LENGTH, ToolError
from .kinds import Kind
from .outline import (
    CapOutline,
    Labelled,
    Outline,
    OverallOutline,
    QuestionOutline,
    SectionOutline,
    cap_outline,
    question_outline,
    section_outline,
)
from .reading import starter
from .soundness import check_sound


class SectionWords(TypedDict):
    """What is said of a section beside its questions."""

    title: str
    purpose: str
    cohorts: list[str]


_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")


def key_from(words: str, taken: Collection[str] = ()) -> str:
    """A key made of words, one that is not taken.

    >>> key_from("Was the child’s plan shared?"), key_from("Plan", {"plan", "plan-2"}), key_from("10 days?")
    ('was-the-childs-plan-shared', 'plan-3', 'q-10-days')
    """
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    key = _NO_LETTERS.sub("-", plain).strip("-")
    key = key if key[:1].isalpha() else f"q-{key}".strip("-")
    cut = key[: KEY_LENGTH - 4].rpartition("-")[0] if len(key) > KEY_LENGTH - 4 else key
    key = (cut or key)[: KEY_LENGTH - 4]
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(each for each in numbered if each not in taken)


def question_in(outline: Outline, key: str) -> tuple[SectionOutline, QuestionOutline]:
    """The question with this key, and its section."""
    for section in outline["sections"]:
        for question in section["questions"]:
            if question["key"] == key:
                return section, question
    raise ToolError(f"There is no question “{key[:80]}”.")


def section_in(outline: Outline, key: str) -> SectionOutline:
    for section in outline["sections"]:
        if section["key"] == key:
            return section
    raise ToolError(f"There is no section “{key[:80]}”.")


def cap_in(outline: Outline, number: int) -> CapOutline:
    """The cap with this number, from 1."""
    caps = outline["grading"]["caps"]
    if not 1 <= number <= len(caps):
        raise ToolError(f"There is no cap number {number}.")
    return caps[number - 1]


def change_words(outline: Outline, name: str, purpose: str) -> Outline:
    changed = deepcopy(outline)
    changed["name"], changed["purpose"] = name, purpose
    return _sound(changed)


def change_overall(outline: Outline, overall: OverallOutline) -> Outline:
    changed = deepcopy(outline)
    changed["overall"] = deepcopy(overall)
    return _sound(changed)


def change_scale(outline: Outline, points: Sequence[Labelled], were: Sequence[str]) -> Outline:
    """Give the scale these grades; ``were`` holds the key that each had before, "" for a new one.

    What was written for a grade goes with it to its new key, and what was written for one that is gone goes too.
    """
    changed = deepcopy(outline)
    changed["scale"]["points"] = [{**point} for point in points]
    renamed = {was: point["key"] for was, point in zip(were, points, strict=True) if was}

    def moved(by_grade: Mapping[str, Any]) -> dict[str, Any]:
        return {renamed[key]: value for key, value in by_grade.items() if key in renamed}

    changed["overall"]["descriptors"] = moved(changed["overall"]["descriptors"])
    for section in changed["sections"]:
        for place, question in enumerate(section["questions"]):
            if question["kind"] in {Kind.GRADE, Kind.SCORE}:
                question["descriptors"] = moved(question.get("descriptors", {}))
                question["bands"] = moved(question.get("bands", {}))
                section["questions"][place] = question_outline(question)
    for cap in changed["grading"]["caps"]:
        cap["at"], cap["overall"] = renamed.get(cap["at"], cap["at"]), renamed.get(cap["overall"], cap["overall"])
    return _sound(changed)


def change_grading(outline: Outline, minimum: int, guidance: str) -> Outline:
    changed = deepcopy(outline)
    changed["grading"]["minimum"], changed["grading"]["guidance"] = minimum, guidance
    return _sound(changed)


def add_cap(outline: Outline, cap: CapOutline) -> Outline:
    changed = deepcopy(outline)
    changed["grading"]["caps"].append(cap_outline(cap))
    return _sound(changed)


def change_cap(outline: Outline, number: int, cap: CapOutline) -> Outline:
    """Caps are numbered from 1."""
    changed = deepcopy(outline)
    cap_in(changed, number)
    changed["grading"]["caps"][number - 1] = cap_outline(cap)
    return _sound(changed)


def remove_cap(outline: Outline, number: int) -> Outline:
    changed = deepcopy(outline)
    cap_in(changed, number)
    del changed["grading"]["caps"][number - 1]
    return changed


def add_section(outline: Outline, key: str, section: SectionWords) -> Outline:
    """Add an empty section after the others."""
    changed = deepcopy(outline)
    changed["sections"].append(section_outline({"key": key, "questions": [], **section}))
    return _sound(changed)


def change_section(outline: Outline, key: str, section: SectionWords) -> Outline:
    """Change what is said of a section; its key and its questions stay."""
    changed = deepcopy(outline)
    there = section_in(changed, key)
    place = changed["sections"].index(there)
    said: SectionOutline = {"key": key, "questions": there["questions"], **section}
    changed["sections"][place] = section_outline(said)
    return _sound(changed)


def move_section(outline: Outline, key: str, by: int) -> Outline:
    """Move a section up (-1) or down (1)."""
    changed = deepcopy(outline)
    _move(changed["sections"], changed["sections"].index(section_in(changed, key)), by)
    return changed


def remove_section(outline: Outline, key: str) -> Outline:
    """Remove a section with its questions."""
    changed = deepcopy(outline)
    changed["sections"].remove(section_in(changed, key))
    return changed


def add_question(outline: Outline, section: str, question: QuestionOutline) -> Outline:
    """Add a question at the end of a section; before its grade, where the section ends with it."""
    changed = deepcopy(outline)
    questions = section_in(changed, section)["questions"]
    last_is_grade = bool(questions) and questions[-1]["kind"] == Kind.GRADE and question["kind"] != Kind.GRADE
    questions.insert(len(questions) - last_is_grade, question_outline(question))
    return _sound(changed)


def add_counted(outline: Outline) -> Outline:
    """Add what is missing of the questions that every audit is counted by, as a new tool has them.

    Each goes into the section that holds it there, which is added too where there is none.
    """
    asked = {question["key"]: question["kind"] for section in outline["sections"] for question in section["questions"]}
    wanted = [*COUNTED, *(f"impact-{kind}" for kind in (Kind.STRENGTH, Kind.AREA) if kind not in asked.values())]
    for section in starter("", "")["sections"]:
        missing = [one for one in section["questions"] if one["key"] in wanted and one["key"] not in asked]
        if missing and section["key"] not in [each["key"] for each in outline["sections"]]:
            words: SectionWords = {"title": section["title"], "purpose": section["purpose"], "cohorts": []}
            outline = add_section(outline, section["key"], words)
        for question in missing:
            outline = add_question(outline, section["key"], question)
    return outline


def change_question(outline: Outline, key: str, question: QuestionOutline) -> Outline:
    """Change a question. Where its key changes, the caps and conditions that name it follow."""
    changed = deepcopy(outline)
    section, there = question_in(changed, key)
    section["questions"][section["questions"].index(there)] = question_outline(question)
    if question["key"] != key:
        _rename(changed, key, question["key"])
    return _sound(changed)


def move_question(outline: Outline, key: str, by: int) -> Outline:
    """Move a question up (-1) or down (1) in its section."""
    changed = deepcopy(outline)
    section, there = question_in(changed, key)
    _move(section["questions"], section["questions"].index(there), by)
    return changed


def place_question(outline: Outline, key: str, section: str, after: str = "") -> Outline:
    """Move a question into a section, to stand after another of its questions, or first."""
    changed = deepcopy(outline)
    home, question = question_in(changed, key)
    home["questions"].remove(question)
    questions = section_in(changed, section)["questions"]
    keys = [each["key"] for each in questions]
    if after and after not in keys:
        raise ToolError(f"There is no question “{after[:80]}” in the section “{section}”.")
    questions.insert(keys.index(after) + 1 if after else 0, question)
    return changed


def remove_question(outline: Outline, key: str) -> Outline:
    changed = deepcopy(outline)
    section, question = question_in(changed, key)
    section["questions"].remove(question)
    return changed


def _move(things: list[Any], place: int, by: int) -> None:
    if not 0 <= place + by < len(things):
        raise ToolError("It cannot be moved any further.")
    things.insert(place + by, things.pop(place))


def _rename(outline: Outline, old: str, new: str) -> None:
    for cap in outline["grading"]["caps"]:
        cap["questions"] = [new if key == old else key for key in cap.get("questions", [])]
    outline["grading"]["caps"] = [cap_outline(cap) for cap in outline["grading"]["caps"]]
    for section in outline["sections"]:
        for question in section["questions"]:
            if "shown_if" in question:
                question["shown_if"] = with_question_renamed(question["shown_if"], old, new)


def _sound(outline: Outline) -> Outline:
    check_sound(outline)
    return outline
