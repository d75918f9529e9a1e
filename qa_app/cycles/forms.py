from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField, ValidationError

from qa_app.cases.models import STATUSES, CaseList
from qa_app.people.models import Person
from qa_app.tools.models import ToolVersion
from qa_app.web.forms import DateParts, PageForm, Present, WholeNumber, choices, tidy
from qa_app.web.words import moment

from .models import AuditCycle
from .operations import SetUp

LONGEST_NAME = 80
LARGEST_SAMPLE = 500
LARGEST_SEED = 999_999_999


class CycleForm(PageForm):
    name = StringField(
        "Name", description="For example: Bi-monthly cycle 4", filters=[tidy], validators=[Present("Enter a name")]
    )
    tool_version = SelectField("Audit tool", validators=[Present("Choose an audit tool")])
    case_list = SelectField("Case list", validators=[Present("Choose a case list")])
    statuses = SelectMultipleField(
        "Which cases", choices=choices(STATUSES.items()), validators=[Present("Choose at least one status")]
    )
    sample_size = WholeNumber(
        "How many cases to audit", most=LARGEST_SAMPLE, validators=[Present("Enter how many cases to audit")]
    )
    double_size = WholeNumber(
        "How many of these to have graded by two auditors",
        most=LARGEST_SAMPLE,
        description="Each without knowing of the other. Moderation compares the two grades.",
        validators=[Present("Enter how many cases to have graded twice, or 0")],
    )
    auditors = SelectMultipleField("Auditors", validators=[Present("Choose at least one auditor")])
    version = HiddenField()
    opens_on = DateParts("First day", validators=[Present("Enter the first day")])
    due_on = DateParts("Audits are due on", validators=[Present("Enter the day on which audits are due")])

    def offer(
        self, versions: Sequence[ToolVersion], case_lists: Sequence[CaseList], auditors: Sequence[Person]
    ) -> None:
        """Say what can be chosen; nothing else is accepted."""
        self.versions = {str(version.id): version for version in versions}
        self.lists = {str(each.id): each for each in case_lists}
        self.people = {str(person.id): person for person in auditors}
        tools = [
            (key, f"{version.audit_tool.name}, version {version.number}") for key, version in self.versions.items()
        ]
        lists = [(key, f"{moment(each.imported_at)}, {each.size:,} cases") for key, each in self.lists.items()]
        people = [(key, f"{person.name} ({_team(person)})") for key, person in self.people.items()]
        for field, pairs in ((self.tool_version, tools), (self.case_list, lists), (self.auditors, people)):
            field.choices = choices(pairs)

    def show(self, cycle: AuditCycle) -> None:
        """Fill the form with what stands."""
        for name in ("name", "opens_on", "due_on", "statuses", "sample_size", "double_size"):
            self[name].data = getattr(cycle, name)
        self.version.data = str(cycle.revision)
        self.tool_version.data, self.case_list.data = str(cycle.tool_version_id), str(cycle.case_list_id)
        self.auditors.data = [str(auditor.id) for auditor in cycle.auditors]

    @property
    def revision(self) -> int | None:
        """The revision of the cycle that the form was opened with; none where it is a new one."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None

    @property
    def wanted(self) -> SetUp:
        """What was filled in, once it is valid."""
        chosen: dict[str, Any] = {
            "name": self.name.data,
            "tool_version": self.versions[self.tool_version.data],
            "case_list": self.lists[self.case_list.data],
            "opens_on": self.opens_on.data,
            "due_on": self.due_on.data,
            "statuses": self.statuses.data,
            "sample_size": self.sample_size.data,
            "double_size": self.double_size.data,
            "auditors": [self.people[key] for key in dict.fromkeys(self.auditors.data)],
        }
        return cast("SetUp", chosen)

    def validate_name(self, field: Field) -> None:
        if len(field.data) > LONGEST_NAME or not field.data.isprintable():
            raise ValidationError(f"Enter a name of up to {LONGEST_NAME} plain characters")

    def validate_due_on(self, field: Field) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError("Audits cannot be due before the first day")

    def validate_sample_size(self, field: Field) -> None:
        if field.data == 0:
            raise ValidationError("Enter 1 or more")

    def validate_double_size(self, field: Field) -> None:
        if field.data and self.sample_size.data and field.data > self.sample_size.data:
            raise ValidationError("This cannot be more than the cases to audit")


class DrawForm(PageForm):
    seed = WholeNumber(
        "Seed",
        most=LARGEST_SEED,
        description="Leave this empty and the service makes one by chance. For a draw before witnesses, enter a number "
        "that nobody could choose alone, such as dice thrown by two people.",
    )


def _team(person: Person) -> str:
    return person.team.name if person.team else "no team"
