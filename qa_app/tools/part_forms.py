"""The forms of a draft's parts, but for its questions: words, scale, overall grade, grading rule, caps and sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import Field, SelectField, SelectMultipleField, TextAreaField, ValidationError

from audit_tools import COHORTS, Outline, Scale, sketch
from audit_tools.drafting import SectionWords, key_from
from audit_tools.outline import CapOutline, GradingOutline, OverallOutline, SectionOutline
from audit_tools.soundness import MOST_GRADES, MOST_SECTIONS
from qa_app.web.forms import Present, WholeNumber, choices

from .forms import SeenForm
from .models import OVERALL
from .word_fields import Rows, key_field, line_field, words_field

DESCRIPTOR = "descriptor-"


class WordsForm(SeenForm):
    name = line_field("Name", "What people call the tool.", Present("Enter a name"))
    purpose = words_field("Purpose", "What the tool is for, in a sentence or two.")


class ScaleForm(SeenForm):
    points = Rows(
        "Grades",
        noun="grade",
        remembers=True,
        description="The best grade first. A grade that you rename by its label keeps its trends; a new key ends them.",
    )

    def validate_points(self, field: Rows) -> None:
        if not 2 <= len(field.data or []) <= MOST_GRADES:
            raise ValidationError(f"A scale has at least two grades, and at most {MOST_GRADES}")


class OverallForm(SeenForm):
    """The overall grade; a field for every descriptor is added for the scale."""

    text = words_field("Question", "How the overall grade is asked for.")
    help = words_field("Help", "What the auditor should bear in mind.")
    reasons = words_field("Question for the reasons", "How the auditor is asked why.")

    def show(self, overall: OverallOutline) -> None:
        self.text.data, self.help.data, self.reasons.data = overall["text"], overall["help"], overall["reasons"]
        show_descriptors(self, overall["descriptors"])

    @property
    def wanted(self) -> OverallOutline:
        return {
            "text": self.text.data,
            "help": self.help.data,
            "reasons": self.reasons.data,
            "descriptors": descriptors_of(self),
        }


def descriptor_fields(points: Sequence[tuple[str, str]]) -> dict[str, TextAreaField]:
    """A field for the descriptor of every grade, given as key and label."""
    return {f"{DESCRIPTOR}{key}": words_field(label) for key, label in points}


def overall_form(scale: Scale, **settings: Any) -> OverallForm:
    fields = descriptor_fields([(point.key, point.label or point.key) for point in scale.points])
    return cast("OverallForm", type("OverallFormOfScale", (OverallForm,), dict(fields))(**settings))


def descriptors_of(form: SeenForm) -> dict[str, str]:
    """What was written for each grade; a grade for which nothing was written is left out."""
    fields = {field.name: field.data for field in form if field.name.startswith(DESCRIPTOR)}
    return {name.removeprefix(DESCRIPTOR): words for name, words in fields.items() if words}


def show_descriptors(form: SeenForm, descriptors: Mapping[str, str]) -> None:
    for field in form:
        if field.name.startswith(DESCRIPTOR):
            field.data = descriptors.get(field.name.removeprefix(DESCRIPTOR), "")


class GradingForm(SeenForm):
    minimum = WholeNumber(
        "How many sections must be graded before a grade is suggested",
        most=MOST_SECTIONS,
        least=1,
        validators=[Present("Enter how many sections must be graded")],
    )
    guidance = words_field("What the auditor is told of the rule", "How a grade is suggested, in plain words.")

    def show(self, grading: GradingOutline) -> None:
        self.minimum.data, self.guidance.data = grading["minimum"], grading["guidance"]


class CapForm(SeenForm):
    """A limit to the suggested grade."""

    questions = SelectMultipleField(
        "Which grades does it look at?", description="Choose none for those of all sections."
    )
    count = WholeNumber(
        "How many of them does it take?",
        most=MOST_SECTIONS,
        least=1,
        validators=[Present("Enter how many of them it takes")],
    )
    at = SelectField("At which grade, or worse?", validators=[Present("Choose a grade")])
    overall = SelectField("What is then the best grade that can be suggested?", validators=[Present("Choose a grade")])
    because = words_field("Why?", "The reason, as a whole sentence. Auditors read it.", Present("Enter the reason"))

    def offer(self, outline: Outline, cap: CapOutline | None) -> None:
        """Say what can be chosen: the grades of the draft, and what the cap names though it is there no more."""
        tool = sketch(outline)
        graded = {section.grade.key: section.title for section in tool.sections if section.grade}
        worse = {point.key: point.label for point in tool.scale.points[1:]}
        if cap is not None:
            graded |= {key: f"{key} (not a grade any more)" for key in cap.get("questions", ()) if key not in graded}
            worse |= {key: f"{key} (not such a grade)" for key in (cap["at"], cap["overall"]) if key not in worse}
        self.questions.choices = choices(graded.items())
        for field in (self.at, self.overall):
            field.choices = choices(worse.items())

    def show(self, cap: CapOutline) -> None:
        self.questions.data, self.count.data = cap.get("questions", []), cap.get("count", 1)
        self.at.data, self.overall.data, self.because.data = cap["at"], cap["overall"], cap["because"]

    def validate_count(self, field: Field) -> None:
        among = len(self.questions.data or self.questions.choices)
        if field.data and field.data > max(1, among):
            raise ValidationError(f"It looks at {among} only: enter at most that")

    @property
    def wanted(self) -> CapOutline:
        return {
            "questions": list(dict.fromkeys(self.questions.data)),
            "count": self.count.data or 1,
            "at": self.at.data,
            "overall": self.overall.data,
            "because": self.because.data,
        }


class SectionWordsForm(SeenForm):
    title = line_field("Title", "The heading of its page.", Present("Enter a title"))
    purpose = words_field("Purpose", "What it is about, and where to look.")
    cohorts = SelectMultipleField(
        "For whom is it asked?", description="Choose none to ask it of every child.", choices=choices(COHORTS.items())
    )
    key = key_field("What the service knows the section by. Leave it empty and it is made of the title.")

    def validate_key(self, field: Field) -> None:
        if field.data == OVERALL:
            raise ValidationError(f"Audits keep the key “{OVERALL}” for the overall judgement. Choose another")

    def show(self, section: SectionOutline) -> None:
        self.title.data, self.purpose.data = section["title"], section["purpose"]
        self.cohorts.data = section.get("cohorts", [])

    def new_key(self, outline: Outline) -> str:
        """The key that was typed, or one made of the title."""
        taken = {section["key"] for section in outline["sections"]} | {OVERALL}
        return str(self.key.data or key_from(self.title.data, taken))

    @property
    def wanted(self) -> SectionWords:
        chosen: Any = self.cohorts.data
        return {
            "title": self.title.data,
            "purpose": self.purpose.data,
            "cohorts": [cohort for cohort in COHORTS if cohort in chosen],
        }
