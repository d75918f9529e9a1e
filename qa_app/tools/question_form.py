"""The form of one question: which fields it has depends on its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, cast

from wtforms import BooleanField, SelectMultipleField, ValidationError

from audit_tools import Kind, Outline, Scale, ToolError, sketch
from audit_tools.drafting import key_from
from audit_tools.errors import SENTENCES_LENGTH
from audit_tools.flaws import condition_flaws
from audit_tools.outline import QuestionOutline, question_outline
from audit_tools.questions import HIGHEST_SCORE, LARGEST
from audit_tools.scale import MET, YES_NO
from audit_tools.soundness import MOST_OPTIONS
from qa_app.web.forms import Present, WholeNumber, choices

from .forms import SeenForm
from .part_forms import DESCRIPTOR, descriptor_fields, descriptors_of, show_descriptors
from .word_fields import Rows, key_field, line_field, words_field

BAND: Final = "band-"
_REMINDERS: Final = {
    Kind.GRADE: "“Choose a grade for …”, for example: how good the plan is",
    Kind.SCORE: "“Choose a score for …”, for example: how sure you are",
    Kind.DATE: "“Enter the date for …”, for example: the last visit",
    Kind.NUMBER: "“Enter …”, for example: how many visits there were",
}
_ONLY_FOR: Final[Mapping[str, Callable[[Kind], bool]]] = {
    "options": lambda kind: kind.has_options,
    "may_not_apply": lambda kind: kind.may_be_set_aside,
    "compliance": lambda kind: not kind.is_finding and kind is not Kind.GRADE,
    "lowest": lambda kind: kind is Kind.NUMBER,
    "highest": lambda kind: kind is Kind.NUMBER,
    "decimals": lambda kind: kind is Kind.NUMBER,
}


class QuestionForm(SeenForm):
    """One question. Fields for what is said of each grade are added for the scale."""

    text = words_field("Question", "As the auditor reads it.", Present("Enter the question"))
    key = key_field("")
    help = words_field("Help", "A sentence or two that help to answer it.")
    evidence = words_field("Where to look", "Where on the file the answer is found.")
    options = Rows("Answers", noun="answer")
    lowest = WholeNumber("Lowest", most=LARGEST, least=-LARGEST, description="Leave it empty for 0.")
    highest = WholeNumber("Highest", most=LARGEST, least=-LARGEST, description="Leave it empty where there is none.")
    decimals = WholeNumber("Decimal places", most=4, description="Leave it empty for whole numbers.")
    required = BooleanField("An audit cannot be sent without an answer")
    may_not_apply = BooleanField("“Does not apply”, with a reason, is an answer")
    compliance = BooleanField("It asks whether something was done, not how well")
    shown_if = line_field(
        "Ask it only if", "Leave it empty to ask it always. For example: seen-alone is no", most=SENTENCES_LENGTH
    )
    about = line_field("In a reminder", most=SENTENCES_LENGTH)
    themes = SelectMultipleField("Themes")
    purpose = words_field("What the answer is used for", "Say it where the question serves no theme.")

    kind: Kind
    placed: Callable[[QuestionOutline], Outline]
    taken: Collection[str]

    def fit(self, kind: Kind, theme_names: Mapping[str, str], outline: Outline, was: QuestionOutline | None) -> None:
        """Leave the fields that a question of this kind has, and say what can be chosen in them."""
        self.kind = kind
        self.taken = {one["key"] for section in outline["sections"] for one in section["questions"]}
        for name, fits in _ONLY_FOR.items():
            if not fits(kind):
                delattr(self, name)
        strange = [key for key in was.get("themes", []) if key not in theme_names] if was else []
        named = {**theme_names, **{key: key for key in strange}}
        self.themes.choices = choices(named.items())
        self.themes.description = (
            "Those that are suggested to the auditor."
            if kind.is_finding
            else "Those that the answer tells something of."
        )
        self.about.description = f"Completes {_REMINDERS.get(kind, '“Write …” or “Choose …”, in small letters')}"
        self.key.description = (
            "Joins the answers over the years. Another key makes it another question, and ends its trend."
            if was
            else "Joins the answers over the years. Leave it empty and it is made of the question."
        )
        if "options" in self:
            self.options.label.text = "Who can own an action" if kind is Kind.ACTIONS else "Answers"

    def show(self, question: QuestionOutline) -> None:
        """Fill the form with what stands."""
        said: Mapping[str, Any] = question
        for field in self:
            if field.name in said and field.name not in {"options", "kind"}:
                field.data = said[field.name]
            elif field.name.startswith(BAND):
                field.data = question.get("bands", {}).get(field.name.removeprefix(BAND))
        if "options" in self:
            self.options.show(question.get("options", []))
        if "highest" in self and self.highest.data == LARGEST:
            self.highest.data = None
        show_descriptors(self, question.get("descriptors", {}))

    @property
    def band_names(self) -> list[str]:
        return [field.name for field in self if field.name.startswith(BAND)]

    @property
    def descriptor_names(self) -> list[str]:
        return [field.name for field in self if field.name.startswith(DESCRIPTOR)]

    def validate_options(self, field: Rows) -> None:
        if len(field.data or []) > MOST_OPTIONS:
            raise ValidationError(f"At most {MOST_OPTIONS} can be kept")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Also whether it can stand where it is to stand, and its condition can be understood there."""
        if not super().validate(extra_validators):
            return False
        wanted = self.wanted
        try:
            flaws = condition_flaws(self.placed(wanted), wanted["key"])
        except ToolError as no:
            self.key.errors = [no.problem]
            return False
        self.shown_if.errors = [*flaws[:1]]
        return not flaws

    @property
    def wanted(self) -> QuestionOutline:
        """What was filled in; where no key was typed one is made of the question."""
        names = ("text", "help", "evidence", "about", "purpose", "required", "compliance", "may_not_apply", "shown_if")
        said: dict[str, Any] = {name: self[name].data for name in names if name in self}
        said |= {"key": self.key.data or key_from(self.text.data, self.taken), "kind": self.kind.value}
        said["themes"] = list(dict.fromkeys(self.themes.data or [])) if "themes" in self else []
        said["descriptors"] = descriptors_of(self)
        if "options" in self:
            said["options"] = self.options.labelled
        for name in ("lowest", "highest", "decimals"):
            if name in self and self[name].data is not None:
                said[name] = self[name].data
        bands = {name.removeprefix(BAND): self[name].data for name in self.band_names}
        said["bands"] = {key: score for key, score in bands.items() if score is not None}
        return question_outline(cast("QuestionOutline", said))


def question_form(kind: Kind, outline: Outline, **settings: Any) -> QuestionForm:
    """A form with a field for each grade that a question of this kind describes."""
    scale = sketch(outline).scale
    described: Mapping[Kind, Scale] = {Kind.GRADE: scale, Kind.SCORE: scale, Kind.MET: MET, Kind.YES_NO: YES_NO}
    points = [(point.key, point.label or point.key) for point in described[kind].points] if kind in described else []
    fields: dict[str, Any] = dict(descriptor_fields(points))
    if kind is Kind.SCORE:
        fields |= {f"{BAND}{key}": WholeNumber(label, most=HIGHEST_SCORE) for key, label in points}
    return cast("QuestionForm", type("QuestionFormOfKind", (QuestionForm,), fields)(**settings))
