"""What the guides say in figures, and show in pictures, is what the package computes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from qa_app.web.words import coefficient
from tests.studies.examples import ROUND_ONE, ROUND_TWO, alpha, exact, ratings
from tests.studies.imagined import typical
from tests.studies.pictures import PICTURES
from tests.studies.stated import STATED

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "guide.md").read_text("utf-8")
PAGE = (DOCS / "moderation.md").read_text("utf-8")
ERRORS = Path(__file__).with_name("test_known_errors.py").read_text("utf-8")
TEMPLATES = Path(__file__).parents[2] / "qa_app/rounds/templates/rounds"
ELSEWHERE, REFERENCES = "Where other packages differ", "References"

PICTURE = re.compile(r"!\[([^]]*)\]\(pictures/([a-z-]+)\.svg\)")
LINK = re.compile(r"!?\[[^]]*\]\([^)]*\)")
FIGURE = re.compile(r"(?<![\w.])[−-]?(?:\d+\.\d+|\d{2,}(?:,\d{3})*|\d+%)%?")
LEVEL = {"95%"}
"""The confidence of every interval unless another is asked for."""


def as_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@cache
def stated(heading: str) -> list[str]:
    return [as_one_line(piece) for piece in STATED[heading]()] if heading in STATED else []


def without(text: str, pieces: list[str]) -> str:
    """``text`` with every one of ``pieces`` blotted out; they may lie across each other."""
    kept = list(text)
    for piece in pieces:
        for found in re.finditer(re.escape(piece), text):
            kept[found.start() : found.end()] = " " * len(piece)
    return "".join(kept)


def sections() -> dict[str, str]:
    """What stands under each heading, with the heading, on one line."""
    parts = re.split(r"^(?=#{1,3} )", PAGE, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].lstrip("# "): as_one_line(part) for part in parts}


SECTIONS = sections()


@pytest.mark.parametrize("heading", STATED)
def test_what_the_page_states_is_what_is_computed(heading):
    assert stated(heading)
    assert [piece for piece in stated(heading) if piece not in SECTIONS[heading]] == []


@pytest.mark.parametrize("heading", [one for one in SECTIONS if one not in (ELSEWHERE, REFERENCES)])
def test_no_figure_on_the_page_is_there_without_being_computed(heading):
    for words, name in PICTURE.findall(SECTIONS[heading]):
        assert words == PICTURES[name]().title
    rest = without(SECTIONS[heading], [*stated(heading), *LINK.findall(SECTIONS[heading])])
    years = {year for name in re.findall(r"\((\d{4})\)|\b[A-Z]\w+ (\d{4})\b", rest) for year in name}
    assert set(FIGURE.findall(rest)) - LEVEL - years == set()


def test_what_is_said_of_other_packages_stands_in_the_test_of_their_errors():
    known = {figure.lstrip("0") for figure in re.findall(r"\d*\.?\d+", ERRORS)}
    said = {figure.lstrip("-−0") for figure in re.findall(r"[−-]?\d*\.?\d+", SECTIONS[ELSEWHERE])}
    assert said - known == set()


def test_nothing_is_stated_under_a_heading_that_is_gone():
    assert STATED.keys() <= SECTIONS.keys()


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_are_what_the_engine_draws(name):
    drawn = PICTURES[name]()
    assert (DOCS / f"pictures/{name}.svg").read_text("utf-8") == drawn.svg
    root = fromstring(drawn.svg)
    words = {part.get("id"): part.text for part in root if part.get("id")}
    assert root.get("role") == "img"
    assert [words[name] for name in root.get("aria-labelledby", "").split()] == [drawn.title, drawn.description]
    assert len(drawn.description) > len(drawn.title)


def test_every_picture_is_shown_and_no_other_is_kept():
    assert {path.stem for path in (DOCS / "pictures").iterdir()} == PICTURES.keys()
    assert {name for _, name in PICTURE.findall(PAGE)} == PICTURES.keys()


def test_what_the_page_quotes_from_the_pages_of_a_round_stands_there():
    written = as_one_line(" ".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.html"))))
    for words in ("Nobody gave this grade", "Krippendorff’s alpha, ordinal", "Gwet’s AC2, ordinal weights"):
        assert words in PAGE
        assert words in written
    for name in ("Same grade", "Within one grade", "Same side of Good", "Grade by grade"):
        assert f"| {name}" in PAGE
        assert name in written


def test_the_links_of_the_page_lead_somewhere():
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in SECTIONS}
    links = [*LINK.findall(PAGE), *(link for link in LINK.findall(GUIDE) if "(moderation.md" in link)]
    assert len(links) > len(PICTURES) + 2
    for link in links:
        path, _, anchor = link.partition("](")[2].rstrip(")").partition("#")
        assert not path or (DOCS / path).is_file()
        assert not anchor or anchor in anchors


def test_the_guide_gives_the_figures_of_both_rounds():
    one, two = ratings(ROUND_ONE), ratings(ROUND_TWO)
    assert exact(one).value == exact(two).value
    figures = (exact(one).text(exact(one).value), *(of.text(of.value) for of in (alpha(one), alpha(two))))
    said = as_one_line(GUIDE)
    assert "The same {} of agreement can go with an alpha of {} or of {}".format(*figures) in said
    assert "One from {} to {}, as is typical of 20 cases".format(*map(coefficient, typical(alpha, 20))) in said
