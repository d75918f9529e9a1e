from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from wtforms import HiddenField, SelectField, ValidationError

from qa_app.people.models import Person
from qa_app.web.forms import PageForm, Present, WholeNumber, choices

from .operations import LONGEST, MOST_RECEIVERS
from .queries import Clocks

NOT_OFFERED = "Choose from what is offered here"


class SettingsForm(PageForm):
    """Carries the version of the settings that was on the page."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """That version; one that the settings never have where none or nonsense was sent."""
        given = self.seen.raw_data[0] if self.seen.raw_data else ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


class ClocksForm(SettingsForm):
    minutes_to_acknowledge = WholeNumber(
        "Minutes to acknowledge a concern",
        description="From the sending of a concern until its receiver must have acknowledged it.",
        least=5,
        most=LONGEST.minutes_to_acknowledge,
        validators=[Present("Enter the minutes to acknowledge a concern")],
    )
    minutes_per_step = WholeNumber(
        "Minutes for each further person",
        description="A concern that nobody acknowledged goes on to the next person after each time of this length.",
        least=5,
        most=LONGEST.minutes_per_step,
        validators=[Present("Enter the minutes for each further person")],
    )
    days_to_answer_an_inadequate = WholeNumber(
        "Days to answer an audit graded Inadequate",
        description="How long the head of service has.",
        least=1,
        most=LONGEST.days_to_answer_an_inadequate,
        validators=[Present("Enter the days to answer an audit graded Inadequate")],
    )

    def values(self) -> Clocks:
        return Clocks(**{each.name: self[each.name].data for each in fields(Clocks)})


def _place(label: str) -> SelectField:
    return SelectField(label, invalid_choice_message=NOT_OFFERED)


class ReceiversForm(SettingsForm):
    """Who receives the concerns of a service, one field a place."""

    place_1 = _place("First to be told")
    place_2 = _place("Then")
    place_3 = _place("After that")
    place_4 = _place("Fourth")
    place_5 = _place("Fifth")

    def __init__(self, able: Sequence[Person], **more: Any) -> None:
        super().__init__(**more)
        self._able = {str(person.id): person for person in able}
        for place in self.places:
            place.choices = choices([("", "Nobody"), *((key, person.name) for key, person in self._able.items())])

    @property
    def places(self) -> list[Any]:
        return [self[f"place_{number}"] for number in range(1, MOST_RECEIVERS + 1)]

    def validate_place_5(self, _field: SelectField) -> None:
        named: set[str] = set()
        for place in self.places:
            if place.data and place.data in named:
                place.errors = [*place.errors, "Name each person once"]
                raise ValidationError("Name each person once")
            named.add(place.data)

    def values(self) -> list[Person]:
        """Those named, in order; an empty place is closed up."""
        return [self._able[place.data] for place in self.places if place.data]

    @classmethod
    def of(cls, able: Sequence[Person], named: Sequence[Person], version: int) -> ReceiversForm:
        places = {f"place_{number}": str(person.id) for number, person in enumerate(named, start=1)}
        return cls(able, data={"seen": str(version), **places})
