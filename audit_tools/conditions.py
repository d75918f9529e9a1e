"""When a question is asked: a few words about the answers before it, read once and never run as a program.

    safety-plan is needed or safety-plan is written-only
    visits is at least 3 and not (voice includes advocate)
    section-47-date is answered

A check names a question and says ``is`` or ``is not`` one of its answers, ``includes`` one of several, ``is at least``
or ``is at most`` a number, or ``is answered``. Checks are joined by ``and``, ``or``, ``not`` and brackets; ``and``
binds closer than ``or``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from .errors import ToolError

LENGTH: Final = 400
DEPTH: Final = 6
CHECKS: Final = 12
_WORD = re.compile(r"\s*(?:([a-z0-9]+(?:[-.][a-z0-9]+)*)|([()])|(\S))")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,4})?")
_JOINING = frozenset({"and", "or", "not", "is", "includes", "answered", "at", "least", "most", "(", ")"})


class Condition(Protocol):
    """Whether something holds of the answers given so far."""

    def holds(self, answers: Mapping[str, object]) -> bool: ...

    def checks(self) -> Iterator[Check]: ...


@dataclass(frozen=True)
class Check:
    """One check of the answer to ``question``; ``verb`` is "is", "includes", "at least", "at most" or "answered"."""

    question: str
    verb: str
    value: str = ""

    def holds(self, answers: Mapping[str, object]) -> bool:
        answer = answers.get(self.question)
        if self.verb == "answered":
            return bool(answer)
        if self.verb == "includes":
            return isinstance(answer, list) and self.value in answer
        if not isinstance(answer, str):
            return False
        if self.verb == "is":
            return answer == self.value
        given = re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", answer)
        if given is None:
            return False
        apart = Decimal(answer) - Decimal(self.value)
        return apart >= 0 if self.verb == "at least" else apart <= 0

    def checks(self) -> Iterator[Check]:
        yield self


@dataclass(frozen=True)
class Every:
    """All of its parts hold."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, object]) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def checks(self) -> Iterator[Check]:
        return (check for part in self.parts for check in part.checks())


@dataclass(frozen=True)
class Either:
    """At least one of its parts holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, object]) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def checks(self) -> Iterator[Check]:
        return (check for part in self.parts for check in part.checks())


@dataclass(frozen=True)
class Not:
    """Its part does not hold."""

    part: Condition

    def holds(self, answers: Mapping[str, object]) -> bool:
        return not self.part.holds(answers)

    def checks(self) -> Iterator[Check]:
        return self.part.checks()


def read_condition(text: str) -> Condition:
    """What ``text`` says. Raises ToolError for what is not of this grammar, too long, too deep or too much.

    >>> read_condition("sought is yes or visits is at least 3").holds({"visits": "4"})
    True
    """
    if len(text) > LENGTH:
        raise ToolError(f"The condition has {len(text):,} characters. Shorten it to {LENGTH} at most.")
    reader = _Reader(list(_words(text)))
    condition = reader.either(0)
    if reader.next:
        raise ToolError(f"The condition goes on with “{reader.next}” where it should end or go on with “and” or “or”.")
    if sum(1 for _ in condition.checks()) > CHECKS:
        raise ToolError(f"The condition makes more than {CHECKS} checks. Ask fewer.")
    return condition


def with_question_renamed(text: str, old: str, new: str) -> str:
    """The condition with another key for one of the questions that it names; answers of that name stay.

    >>> with_question_renamed("seen is seen or not (seen is not no)", "seen", "child-seen")
    'child-seen is seen or not (child-seen is not no)'
    """
    before = ["or"]

    def name(found: re.Match[str]) -> str:
        word = found[0]
        opens = before[-1] in {"or", "and", "("} or (before[-1] == "not" and before[-2:-1] != ["is"])
        before.append(word)
        return new if word == old and opens else word

    return re.sub(r"[a-z0-9]+(?:[-.][a-z0-9]+)*|[()]", name, text)


def _words(text: str) -> Iterator[str]:
    for word, bracket, other in _WORD.findall(text):
        if other:
            raise ToolError(
                f"The condition has “{other}”, which means nothing in it. Write, for example, “safety-plan is needed”."
            )
        yield word or bracket


class _Reader:
    """Reads the words of a condition one after another."""

    def __init__(self, words: list[str]) -> None:
        self._words, self._place = words, 0

    @property
    def next(self) -> str:
        return self._words[self._place] if self._place < len(self._words) else ""

    def takes(self, *words: str) -> bool:
        """Whether these words come next; if so they are behind us."""
        found = tuple(self._words[self._place : self._place + len(words)]) == words
        self._place += len(words) if found else 0
        return found

    def either(self, depth: int) -> Condition:
        parts = [self._every(depth)]
        while self.takes("or"):
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self.takes("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEPTH:
            raise ToolError(f"The condition has brackets or “not” more than {DEPTH} deep. Make it simpler.")
        if self.takes("not"):
            return Not(self._one(depth + 1))
        if self.takes("("):
            inside = self.either(depth + 1)
            if not self.takes(")"):
                raise ToolError("The condition opens a bracket that it does not close. Add “)”.")
            return inside
        return self._check()

    def _check(self) -> Condition:
        question = self._name("the key of a question")
        if self.takes("includes"):
            return Check(question, "includes", self._name("an answer"))
        if not self.takes("is"):
            raise ToolError(f"After “{question}” the condition needs “is” or “includes”.")
        if self.takes("answered"):
            return Check(question, "answered")
        for verb in ("at least", "at most"):
            if self.takes(*verb.split()):
                number = self.next
                if not _NUMBER.fullmatch(number):
                    raise ToolError(f"After “{verb}” the condition needs a number such as 3.")
                self._place += 1
                return Check(question, verb, number)
        if self.takes("not"):
            return Not(Check(question, "is", self._name("an answer")))
        return Check(question, "is", self._name("an answer"))

    def _name(self, noun: str) -> str:
        word = self.next
        if not word or word in _JOINING:
            instead = f"“{word}”" if word else "its end"
            raise ToolError(f"The condition needs {noun} where it has {instead}.")
        self._place += 1
        return word
