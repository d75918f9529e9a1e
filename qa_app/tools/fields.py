"""An answer as the fields of a form, and back. No field of a question can be taken for another's or the page's own.

A question with the key ``plan`` has the field ``q-plan``. A day has ``q-plan--day``, ``--month`` and ``--year``, an
action ``q-plan--0--what`` and so on; no key has two hyphens in a row. ``t-plan`` holds the themes of a finding,
``a-plan`` says that a written question does not apply, and ``n-plan`` why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from audit_tools import DOES_NOT_APPLY, MOST_ACTIONS, Kind, Question, is_set_aside

Fields = dict[str, list[str]]
"""Names of fields and what stands in each; a name without a value is not there."""

DAY: Final = ("day", "month", "year")
_ACTION: Final = ("what", "owner", *(f"due-{part}" for part in DAY))
_SPARE_ROWS: Final = 2


@dataclass
class Asked:
    """One question on the page, with what stands in its fields, and what is wrong with it.

    ``hidden``: its condition does not hold for the answers that are saved. ``warning``: what the writer should think of
    once more.
    """

    question: Question
    fields: Fields = field(default_factory=dict)
    hidden: bool = False
    errors: list[str] = field(default_factory=list)
    warning: str = ""

    @property
    def id(self) -> str:
        return f"q-{self.question.key}"

    @property
    def themes_id(self) -> str:
        return f"t-{self.question.key}"

    @property
    def aside_id(self) -> str:
        return f"a-{self.question.key}"

    @property
    def reason_id(self) -> str:
        return f"n-{self.question.key}"

    @property
    def value(self) -> str:
        return self._first(self.id)

    @property
    def values(self) -> list[str]:
        return self.fields.get(self.id, [])

    @property
    def themes(self) -> list[str]:
        return self.fields.get(self.themes_id, [])

    @property
    def reason(self) -> str:
        return self._first(self.reason_id)

    @property
    def is_set_aside(self) -> bool:
        """Whether it is said not to apply: as one of the things to choose from, or in a box under what is written."""
        return self.question.may_not_apply and (
            self.value == DOES_NOT_APPLY if self.question.kind.picks_one else bool(self.fields.get(self.aside_id))
        )

    @property
    def first_id(self) -> str:
        """Where a link to the question leads."""
        if self.question.kind is Kind.DATE:
            return f"{self.id}--day"
        return f"{self.id}--0--what" if self.question.kind is Kind.ACTIONS else self.id

    def part(self, name: str) -> str:
        """What stands in one of the fields of a date."""
        return self._first(f"{self.id}--{name}")

    @property
    def rows(self) -> list[dict[str, str]]:
        """The actions as they stand in the fields, then empty rows for more."""
        rows = _rows(self.question, self.fields)
        spare = min(_SPARE_ROWS, MOST_ACTIONS - len(rows))
        return [*rows, *(dict.fromkeys(_ACTION, "") for _ in range(spare))]

    def _first(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")


def names_of(question: Question) -> Iterator[str]:
    """Every field that the question can have."""
    key = question.key
    if question.kind is Kind.DATE:
        yield from (f"q-{key}--{part}" for part in DAY)
    elif question.kind is Kind.ACTIONS:
        yield from (f"q-{key}--{row}--{part}" for row in range(MOST_ACTIONS) for part in _ACTION)
    else:
        yield f"q-{key}"
    if question.kind.is_finding:
        yield f"t-{key}"
    if question.may_not_apply:
        yield from (f"a-{key}", f"n-{key}")


def sent(question: Question, form: MultiDict[str, str]) -> Fields:
    """What came for the question, letter by letter."""
    found = {name: form.getlist(name) for name in names_of(question)}
    return {name: values for name, values in found.items() if any(values)}


def standing(question: Question, answer: Any) -> Fields:
    """The fields that say what a kept answer says."""
    key = question.key
    if answer is None:
        return {}
    if is_set_aside(answer):
        mark = {f"q-{key}": [DOES_NOT_APPLY]} if question.kind.picks_one else {f"a-{key}": ["yes"]}
        return mark | _filled({f"n-{key}": answer["does_not_apply"]})
    if question.kind.is_finding:
        themes = {f"t-{key}": list(answer["themes"])} if answer["themes"] else {}
        return _filled({f"q-{key}": answer["text"]}) | themes
    if question.kind is Kind.CHOICES:
        return {f"q-{key}": list(answer)}
    if question.kind is Kind.DATE:
        return _filled({f"q-{key}--{part}": value for part, value in _parts(answer).items()})
    if question.kind is Kind.ACTIONS:
        rows = enumerate(_row(action) for action in answer)
        return _filled({f"q-{key}--{n}--{part}": value for n, row in rows for part, value in row.items()})
    return _filled({f"q-{key}": answer})


def raw(question: Question, fields: Fields) -> Any:
    """The fields in the shape of an answer, for ``audit_tools.clean``; what was sent twice stays so, and is refused."""
    asked = Asked(question, fields)
    answer = _answer(asked)
    if not asked.is_set_aside:
        return answer
    aside: dict[str, Any] = {"does_not_apply": asked.reason}
    written = not question.kind.picks_one and any(any(values) for name, values in fields.items() if name[0] == "q")
    return aside | {"answer": answer} if written else aside


def _answer(asked: Asked) -> Any:
    question, fields = asked.question, asked.fields
    value: Any = asked.values if len(asked.values) > 1 else asked.value
    if question.kind.is_finding:
        return {"text": value, "themes": asked.themes}
    if question.kind is Kind.CHOICES:
        return asked.values
    if question.kind is Kind.DATE:
        return {part: asked.part(part) for part in DAY}
    if question.kind is Kind.ACTIONS:
        return [
            {"what": row["what"], "owner": row["owner"], "due": {part: row[f"due-{part}"] for part in DAY}}
            for row in _rows(question, fields)
        ]
    return value


def _rows(question: Question, fields: Fields) -> list[dict[str, str]]:
    rows = [
        {part: next(iter(fields.get(f"q-{question.key}--{row}--{part}", [])), "") for part in _ACTION}
        for row in range(MOST_ACTIONS)
    ]
    return [row for row in rows if any(row.values())]


def _row(action: Mapping[str, str]) -> dict[str, str]:
    due = {f"due-{part}": value for part, value in _parts(action["due"]).items()}
    return {"what": action["what"], "owner": action["owner"], **due}


def _parts(day: str) -> dict[str, str]:
    year, month, number = day.split("-") if day else ("", "", "")
    return {"day": number.lstrip("0"), "month": month.lstrip("0"), "year": year}


def _filled(fields: Mapping[str, str]) -> Fields:
    return {name: [value] for name, value in fields.items() if value}
