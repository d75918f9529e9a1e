"""Tools made by chance: every kind of question, any words, caps, conditions and scales that fit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from audit_tools import (
    COHORTS,
    DOES_NOT_APPLY,
    Cap,
    Grading,
    Kind,
    Method,
    Option,
    Overall,
    Point,
    Question,
    Scale,
    Section,
    Tool,
)

FAILED_FORMULAS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
HARD = st.sampled_from(
    [
        *(
            "=1+1",
            "@SUM(A1)",
            "+44",
            "-2",
            "'quoted",
            '"""',
            "\\",
            "\\u0041",
            "a\tb",
            "two\nlines",
            "_x0041_",
            "_x000D_",
        ),
        *(
            "😀",
            "e\u0301",
            "\u202eright to left",
            "＝1",
            "true",
            "1",
            "0.5",
            "[x]",
            "{{ 7*7 }}",
            "<svg/onload=alert(1)>",
        ),
    ]
)
letters = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


def words(most: int = 40) -> st.SearchStrategy[str]:
    """Words that may stand in a tool: not empty, without white space around them."""
    parts = st.lists(HARD | letters, min_size=1, max_size=3)
    said = parts.map(lambda all_of_them: " ".join(all_of_them).strip()[:most].strip())
    return said.filter(lambda text: bool(text) and not CONTROL.search(text) and text not in FAILED_FORMULAS)


RESERVED = {"and", "or", "not", "is", "includes", "answered", "at", "least", "most", DOES_NOT_APPLY}
keys = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4}){0,2}", fullmatch=True).filter(lambda key: key not in RESERVED)


def distinct_keys(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(keys, min_size=least, max_size=most, unique=True)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    names = draw(distinct_keys(2, 5))
    labels = draw(st.lists(words(), min_size=len(names), max_size=len(names), unique=True))
    return Scale(draw(keys), tuple(Point(*pair) for pair in zip(names, labels, strict=True)))


@st.composite
def questions(draw: st.DrawFn, key: str, scale: Scale, kinds: list[Kind], compliance: bool) -> Question:
    kind = draw(st.sampled_from(kinds))
    more: dict[str, Any] = {}
    if kind.has_options:
        options = draw(distinct_keys(2, 4))
        more["options"] = tuple(Option(option, draw(words())) for option in options)
    if kind is Kind.GRADE and draw(st.booleans()):
        number = len(scale.keys) - 1
        starts = draw(st.lists(st.integers(1, 10), min_size=number, max_size=number, unique=True))
        kind = Kind.SCORE
        more["bands"] = dict(zip(scale.keys, [*sorted(starts, reverse=True), 0], strict=True))
    if kind is Kind.GRADE or "bands" in more:
        more["descriptors"] = {grade: draw(words()) for grade in scale.keys}
    if kind is Kind.NUMBER:
        lowest = draw(st.integers(-1000, 1000))
        more |= {"lowest": lowest, "highest": lowest + draw(st.integers(1, 1000)), "decimals": draw(st.integers(0, 4))}
    if kind.may_be_set_aside:
        more["may_not_apply"] = draw(st.booleans())
    optional = st.just("") | words()
    return Question(
        key=key,
        kind=kind,
        text=draw(words()),
        help=draw(optional),
        required=draw(st.booleans()),
        about=draw(optional),
        purpose=draw(optional),
        evidence=draw(optional),
        themes=tuple(draw(distinct_keys(0, 3))),
        compliance=compliance,
        **more,
    )


UNGRADED = [kind for kind in Kind if kind is not Kind.GRADE]
DONE = [kind for kind in UNGRADED if not kind.is_finding]


def under_condition(draw: st.DrawFn, question: Question, before: list[Question], scale: Scale) -> Question:
    """The question, asked only after an answer to one before it."""
    named = draw(st.sampled_from(before))
    said = [f"{named.key} is answered", f"not (not {named.key} is answered)"]
    if named.kind.picks_one:
        said += [f"{named.key} {verb} {value}" for value, _ in named.choices(scale) for verb in ("is", "is not")]
    if named.kind is Kind.CHOICES:
        said += [f"{named.key} includes {value}" for value, _ in named.choices(scale)]
    if named.kind in {Kind.NUMBER, Kind.SCORE}:
        said += [f"{named.key} is at least 3", f"{named.key} is at most 2.5"]
    return replace(question, shown_if=draw(st.sampled_from(said)))


@st.composite
def tools(draw: st.DrawFn) -> Tool:
    scale = draw(scales())
    names = draw(distinct_keys(3, 14))
    ends = sorted(draw(st.sets(st.integers(1, len(names) - 1), max_size=3)) | {len(names)})
    sections: list[Section] = []
    before: list[Question] = []
    for start, end in zip([0, *ends], ends, strict=False):
        done = draw(st.integers(0, end - start - 1))
        graded = start == 0 or draw(st.booleans())
        asked = []
        for place, key in enumerate(names[start:end]):
            last = place == end - start - 1
            kinds = DONE if place < done else [Kind.GRADE] if last and graded else UNGRADED
            question = draw(questions(key, scale, kinds, compliance=place < done))
            if before and draw(st.booleans()):
                question = under_condition(draw, question, before, scale)
            asked.append(question)
            before.append(question)
        cohorts = draw(st.lists(st.sampled_from([*COHORTS]), max_size=2, unique=True))
        sections.append(Section(f"s{start}", draw(words()), draw(words()), tuple(asked), tuple(cohorts)))
    grades = [section.grade.key for section in sections if section.grade]
    return Tool(
        key=draw(keys),
        name=draw(words()),
        version=draw(st.integers(1, 99)),
        purpose=draw(words()),
        scale=scale,
        overall=Overall(draw(words()), draw(words()), draw(words()), {key: draw(words()) for key in scale.keys}),
        grading=Grading(
            Method.MEDIAN, draw(st.integers(1, len(grades))), draw(words()), tuple(draw(caps(scale, grades)))
        ),
        sections=tuple(sections),
    )


@st.composite
def caps(draw: st.DrawFn, scale: Scale, grades: list[str]) -> list[Cap]:
    worse = st.sampled_from(scale.keys[1:])
    named = draw(st.lists(st.sampled_from(grades), max_size=2, unique=True))
    count = draw(st.integers(1, len(named or grades)))
    cap = Cap(draw(worse), draw(worse), draw(words()), tuple(named), count)
    return [cap] if draw(st.booleans()) else []
