from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import SearchField, ValidationError

from qa_app.people.models import Service, Team
from qa_app.web.forms import PageForm, Present, tidy

from .models import STATUSES
from .queries import EntryFilter

MOST_MEGABYTES = 15


class ImportForm(PageForm):
    file = FileField(
        "Annex A workbook",
        description=f"An Excel workbook (.xlsx) of up to {MOST_MEGABYTES} MB that has List 6, children in need.",
        validators=[Present("Choose a file")],
    )

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            return
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > MOST_MEGABYTES * 1_000_000:
            raise ValidationError(
                f"The file is larger than {MOST_MEGABYTES} MB. Leave the other lists out of the workbook and try again"
            )


class SearchForm(PageForm):
    reference = SearchField("Case ID", filters=[tidy], validators=[Present("Enter a case ID")])


class FilterChoices:
    """What the list of cases may be filtered by, and what one person may choose. Nothing else is understood."""

    def __init__(self, teams: Sequence[Team], services: Sequence[Service]) -> None:
        self.options = {
            "status": dict(STATUSES),
            "team": {str(team.id): team.name for team in teams},
            "service": {str(service.id): service.name for service in services},
        }

    def chosen(self, args: MultiDict[str, str]) -> EntryFilter:
        """The filter that an address asks for.

        :raises ValueError: for a name or a value that is not on offer, or for two values of one name.
        """
        found: dict[str, str] = {}
        for name, values in args.lists():
            if name == "page":
                continue
            if name not in self.options or len(values) != 1 or values[0] not in {"", *self.options[name]}:
                raise ValueError(name)
            found[name] = values[0]
        return EntryFilter(
            status=found.get("status") or None,
            team_id=int(found["team"]) if found.get("team") else None,
            service_id=int(found["service"]) if found.get("service") else None,
        )

    def items(self, name: str, chosen: str) -> list[dict[str, Any]]:
        """The items of a select component, of which the first leaves everything in."""
        items = [{"value": "", "text": "All", "selected": not chosen}]
        for value, label in self.options[name].items():
            items.append({"value": value, "text": label, "selected": value == chosen})
        return items
