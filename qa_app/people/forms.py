from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from wtforms import (
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)

from qa_app.access import Role
from qa_app.web.forms import PageForm, Present, choices, tidy

from . import addresses, passwords, roles
from .models import Person, Service, Team
from .queries import services, teams

LONGEST_NAME = 100
NOT_OFFERED = "Choose from what is offered here"


class SignInForm(PageForm):
    email = EmailField("E-mail address", validators=[Present("Enter your e-mail address")])
    password = PasswordField("Password", validators=[Present("Enter your password")])


def one_line(_form: PageForm, field: Field) -> None:
    """A name as people write it: no control characters, and not without end."""
    if len(field.data) > LONGEST_NAME:
        raise ValidationError(f"Use at most {LONGEST_NAME} characters")
    if not field.data.isprintable():
        raise ValidationError("Use letters, figures and ordinary signs only")


def an_address(_form: PageForm, field: Field) -> None:
    if not addresses.is_email(field.data):
        raise ValidationError("Enter an e-mail address like name@council.example")


def as_in_case_lists(text: str | None) -> str:
    """A name in the one spelling in which the import keeps workers, so that letters that look alike are alike."""
    return unicodedata.normalize("NFC", tidy(text))


def _id(value: Any) -> int | None:
    return int(value) if value else None


class PersonForm(PageForm):
    """A new person."""

    name = StringField("Full name", filters=[tidy], validators=[Present("Enter the person’s name"), one_line])
    email = EmailField(
        "E-mail address",
        description="They sign in with it.",
        filters=[tidy],
        validators=[Present("Enter the person’s e-mail address"), an_address],
    )
    roles = SelectMultipleField(
        "Roles",
        description="Tick all that apply. Without a role a person can sign in and do nothing.",
        choices=choices((role, name) for role, name in roles.NAMES.items()),
        invalid_choice_message=NOT_OFFERED,
    )
    heads = SelectMultipleField(
        "Services they head", coerce=int, invalid_choice_message=NOT_OFFERED, invalid_value_message=NOT_OFFERED
    )
    team = SelectField(
        "Team",
        description="Nobody is asked to audit the work of their own team.",
        coerce=_id,
        invalid_choice_message=NOT_OFFERED,
        invalid_value_message=NOT_OFFERED,
    )

    name_in_case_list = StringField(
        "Name in the case list",
        description="Only for a practitioner: letter for letter what the case system writes as the worker. A case is "
        "theirs where both this name and the team agree.",
        filters=[as_in_case_lists],
        validators=[one_line],
    )

    def __init__(self, **kwargs: Any) -> None:
        self._services, self._teams = services(), teams()
        super().__init__(**kwargs)
        self.heads.choices = choices((str(each.id), each.name) for each in self._services)
        self.team.choices = choices([("", "No team"), *((str(each.id), each.name) for each in self._teams)])

    def validate_heads(self, field: Field) -> None:
        if Role.HEAD_OF_SERVICE in self.roles.data and not field.data:
            raise ValidationError("Tick the services that this person heads, or take the role away")
        if field.data and Role.HEAD_OF_SERVICE not in self.roles.data:
            raise ValidationError("Tick the role “Head of service” too, or no service")

    def validate_team(self, field: Field) -> None:
        if {Role.TEAM_MANAGER, Role.PRACTITIONER} & {*(self.roles.data or ())} and field.data is None:
            raise ValidationError("Choose the team: a team manager or practitioner reads audits of its cases only")

    def validate_name_in_case_list(self, field: Field) -> None:
        if Role.PRACTITIONER in (self.roles.data or ()) and not field.data:
            raise ValidationError("Enter the name that the case list has for this practitioner, or take the role away")

    def values(self) -> dict[str, Any]:
        """What was entered, in the names of the operations."""
        chosen: list[Service] = [each for each in self._services if each.id in (self.heads.data or ())]
        team: Team | None = next((each for each in self._teams if each.id == self.team.data), None)
        return {
            "email": self.email.data,
            "name": self.name.data,
            "roles": [Role(role) for role in self.roles.data],
            "heads": chosen,
            "team": team,
            "name_in_case_list": self.name_in_case_list.data or None,
        }


class ChangePersonForm(PersonForm):
    """A person as they stand, to be changed."""

    account = RadioField(
        "Account", choices=choices([("open", "Open"), ("closed", "Closed")]), invalid_choice_message=NOT_OFFERED
    )
    revision = HiddenField()

    @classmethod
    def of(cls, person: Person) -> ChangePersonForm:
        return cls(
            data={
                "name": person.name,
                "email": person.email,
                "roles": sorted({grant.role for grant in person.grants}),
                "heads": sorted(person.services_headed),
                "team": person.team_id,
                "name_in_case_list": person.name_in_case_list or "",
                "account": "open" if person.is_active else "closed",
                "revision": str(person.revision),
            }
        )

    def values(self) -> dict[str, Any]:
        return {**super().values(), "is_active": self.account.data == "open", "based_on": self._based_on}

    @property
    def _based_on(self) -> int | None:
        """The revision that was sent along; ``None``, which no person ever has, where none or nonsense was."""
        sent = self.revision.raw_data[0] if self.revision.raw_data else ""
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else None


class ServiceForm(PageForm):
    name = StringField("Name of the service", filters=[tidy], validators=[Present("Enter a name"), one_line])


class TeamForm(PageForm):
    name = StringField("Name of the team", filters=[tidy], validators=[Present("Enter a name"), one_line])


class NewPasswordForm(PageForm):
    """A password for a person; ``own_words`` are those that others know of them."""

    new_password = PasswordField("New password", validators=[Present("Choose a password")])

    def __init__(self, own_words: Iterable[str]) -> None:
        self.own_words = tuple(own_words)
        super().__init__()

    def validate_new_password(self, field: Field) -> None:
        why = passwords.why_unfit(field.data, self.own_words)
        if why:
            raise ValidationError(why)


class ChangePasswordForm(NewPasswordForm):
    present_password = PasswordField("Present password", validators=[Present("Enter your present password")])
