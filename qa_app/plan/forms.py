from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, SelectMultipleField

from qa_app.web.forms import PageForm, Present, choices

from .models import PlanAction


class PlanFilesForm(PageForm):
    files = MultipleFileField(
        "The files of the plan",
        description="Choose all the CSV files together, or one zip that holds them. Up to 8 megabytes in all.",
        validators=[Present("Choose the files of the plan")],
    )

    def sent(self) -> list[tuple[str, bytes]]:
        """Name and bytes of each file."""
        return [(file.filename or "", file.read()) for file in self.files.data]


class LinkForm(PageForm):
    """The actions of the plan that answer a finding; ``seen`` are those that were linked when the page was opened."""

    actions = SelectMultipleField("Actions of the plan")
    seen = HiddenField()

    def __init__(self, actions: Sequence[PlanAction], linked: Collection[PlanAction]) -> None:
        marked = [str(action.id) for action in linked]
        super().__init__(data={"actions": marked, "seen": ",".join(marked)})
        self.actions.choices = choices((str(action.id), f"{action.ref} {action.text}") for action in actions)
        self._by_id = {str(action.id): action for action in actions}

    def chosen(self) -> list[PlanAction]:
        return [self._by_id[key] for key in self.actions.data]

    def seen_linked(self) -> list[PlanAction]:
        return [self._by_id[key] for key in self.seen.data.split(",") if key in self._by_id]
