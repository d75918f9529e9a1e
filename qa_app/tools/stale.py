"""What was typed beside what is saved, field by field, for whoever was overtaken."""

from __future__ import annotations

from typing import NamedTuple

from wtforms import Field

from .forms import SeenForm
from .question_form import QuestionForm
from .word_fields import Rows


class Pair(NamedTuple):
    """One field of which the two say different things."""

    label: str
    saved: str
    typed: str


def differences(saved: SeenForm, typed: SeenForm) -> list[Pair]:
    """The fields that differ. One that only one of the two has, since the kind was changed, is empty in the other."""
    labels = {field.name: field.label.text for form in (saved, typed) for field in form if field.type not in _NOT_SHOWN}
    pairs = [
        Pair(label, *(_words(form[name]) if name in form else "" for form in (saved, typed)))
        for name, label in labels.items()
    ]
    if isinstance(saved, QuestionForm) and isinstance(typed, QuestionForm):
        pairs.insert(0, Pair("Kind", saved.kind.label, typed.kind.label))
    return [pair for pair in pairs if pair.saved != pair.typed]


_NOT_SHOWN = frozenset({"HiddenField", "CSRFTokenField"})


def _words(field: Field) -> str:
    if isinstance(field, Rows):
        return "\n".join(f"{label} ({key})" if key else label for label, key, *_ in field.data or [])
    if field.type == "BooleanField":
        return "Yes" if field.data else "No"
    if field.type in {"SelectField", "SelectMultipleField"}:
        return "\n".join(choice.label for choice in field.iter_choices() if choice.selected)
    return "" if field.data is None else str(field.data)
