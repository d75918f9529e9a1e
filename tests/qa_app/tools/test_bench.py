"""The pages on which a tool is made: from the list of tools to a published version, without a script."""

from __future__ import annotations

import pytest

from audit_tools import Kind, read_outline
from qa_app.db import db
from qa_app.tools.models import ToolVersion
from qa_app.tools.queries import definition
from tests import factories
from tests.qa_app.tools.bench import EVERY_KIND, asked, draft_of, keys, manager, said_by


@pytest.fixture
def browser(browser_of):
    return browser_of(manager())


@pytest.fixture
def draft():
    return draft_of()


@pytest.fixture
def base(draft):
    return f"/tools/drafts/{draft.id}"


def text(page) -> str:
    return " ".join(page.main.get_text(" ", strip=True).split())


def only_draft() -> ToolVersion:
    db.session.rollback()
    return db.session.query(ToolVersion).filter_by(status="draft").one()


def test_an_empty_tool_is_begun_named_given_a_section_and_a_question_and_published(browser):
    page = browser.open("/tools/")
    assert "Begin a draft" in text(page)
    page = browser.open("/tools/new/empty")
    page = browser.press(page, "Begin the draft", expect=400)
    assert "Enter a name" in page.select_one("#name-error").text
    browser.press(page, "Begin the draft", name="  Dip   sample ")
    page = browser.follow()
    assert page.h1.text == "Dip sample"
    assert "Before it can be published" not in text(page)
    draft = only_draft()
    base = f"/tools/drafts/{draft.id}"

    page = browser.open(f"{base}/sections/add")
    browser.press(
        page,
        "Add the section",
        title="Strategy discussion",
        purpose="Look at who took part.",
        cohorts=["child-protection"],
    )
    page = browser.follow()
    assert page.h1.text == "Strategy discussion"
    assert "Asked only of: Child protection plan" in text(page)
    assert "It has no questions" in text(page)
    assert "Strategy discussion" in text(browser.open(base))

    path = f"{base}/sections/strategy-discussion/questions/add"
    page = browser.open(path)
    assert [label.text.strip() for label in page.select(".govuk-radios__label")] == [kind.label for kind in Kind]
    page = browser.open(f"{path}?kind=choice")
    answers = ["Yes", "", "No, and nobody knows why", "no", "", ""]
    browser.press(page, "Add the question", text="Did the police take part?", options=answers, required="y")
    page = browser.follow()
    assert asked(draft, "did-the-police-take-part") == {
        "key": "did-the-police-take-part",
        "kind": "choice",
        "text": "Did the police take part?",
        "required": True,
        "options": [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No, and nobody knows why"}],
    }
    page = browser.open(f"{base}/publish")
    assert "A published version never changes" in text(page)
    browser.press(page, "Publish version 1")
    page = browser.follow()
    assert "Dip sample is published as version 1" in text(page)
    assert "Did the police take part?" in text(page)
    assert "Publish" not in [button.text for button in page.select("main button")]
    assert definition(draft).section("strategy-discussion").cohorts == ("child-protection",)


def test_every_part_of_the_tool_is_changed_on_a_page_of_its_own(browser, draft, base):
    page = browser.open(f"{base}/words")
    browser.press(page, "Save", name="Renamed", purpose="Two\r\nlines.")
    page = browser.open(f"{base}/overall")
    browser.press(page, "Save", **{"help": "Think.", "descriptor-good": "Other.", "descriptor-inadequate": ""})
    page = browser.open(f"{base}/grading")
    assert "The tool has 2 graded sections" in text(page)
    browser.press(page, "Save", minimum="2", guidance="Both.")
    page = browser.open(f"{base}/caps/add")
    cap = {"questions": ["practice-grade"], "at": "inadequate", "overall": "inadequate", "because": "It counts."}
    browser.press(page, "Add the cap", **cap)
    outline = said_by(draft)
    assert (outline["name"], outline["purpose"]) == ("Renamed", "Two\nlines.")
    assert outline["overall"]["help"] == "Think."
    assert outline["overall"]["descriptors"]["good"] == "Other."
    assert "inadequate" not in outline["overall"]["descriptors"]
    assert (outline["grading"]["minimum"], outline["grading"]["guidance"]) == (2, "Both.")
    assert outline["grading"]["caps"] == [cap]
    page = browser.open(f"{base}/grading")
    assert "When Practice is Inadequate, the suggested grade is Inadequate. It counts." in text(page)
    page = browser.open(f"{base}/caps/1")
    browser.press(page, "Save", because="It matters.")
    assert said_by(draft)["grading"]["caps"][0]["because"] == "It matters."
    browser.press(browser.open(f"{base}/caps/1/remove"), "Remove it")
    assert said_by(draft)["grading"]["caps"] == []
    page = browser.open(base)
    assert "There is no descriptor for the grade “inadequate”" in text(page)
    link = next(a for a in page.select("#to-do a") if "no descriptor" in a.text)
    assert browser.open(link["href"]).h1.text == "Overall grade"


def test_grades_are_renamed_moved_added_and_removed_by_buttons_that_save_nothing_themselves(browser, draft, base):
    page = browser.open(f"{base}/scale")
    page = browser.press(page, "Move up: Grade 2", expect=200)
    values = [field["value"] for field in page.select("input[name=points]") if field.get("value")]
    assert values[:2] == ["Good", "good"]
    page = browser.press(page, "Remove: Grade 4", expect=200)
    page = browser.press(page, "Add another grade", expect=200)
    assert said_by(draft)["scale"]["points"][0]["key"] == "outstanding"
    browser.press(page, "Save")
    assert [point["key"] for point in said_by(draft)["scale"]["points"]] == [
        "good",
        "outstanding",
        "requires-improvement",
    ]
    assert set(asked(draft, "practice-grade")["descriptors"]) == {"good", "outstanding", "requires-improvement"}
    page = browser.open(f"{base}/scale")
    rows = ["Good", "good", "good", "Good", "good", "outstanding"]
    page = browser.press(page, "Save", points=rows, expect=400)
    assert "Two grades have the key “good”" in page.select_one("#points-error").text
    page = browser.press(page, "Save", points=["Good", "good", "good"], expect=400)
    assert "at least two grades" in page.select_one("#points-error").text


def test_sections_and_questions_move_and_the_page_comes_back_to_them(browser, draft, base):
    page = browser.open(base)
    browser.press(page, "Move down: About this audit")
    assert browser.location == f"{base}#section-about"
    assert [section["key"] for section in said_by(draft)["sections"]][:2] == ["practice", "about"]
    first, second, *rest = keys(draft, "practice")
    browser.press(browser.open(f"{base}/sections/practice"), "Move up: Was the child seen alone?")
    assert browser.location == f"{base}/sections/practice#question-{second}"
    assert keys(draft, "practice") == [second, first, *rest]
    page = browser.open(f"{base}/questions/headline/move")
    browser.press(page, "Move it", place="about/period")
    assert keys(draft, "about")[:2] == ["period", "headline"]
    assert browser.location == f"{base}/sections/about#question-headline"
    page = browser.open(f"{base}/questions/headline/move")
    browser.press(page, "Move it", place="leaving/")
    assert keys(draft, "leaving") == ["headline", "leaving-score"]


@pytest.mark.parametrize("direction", ["", "sideways", "__class__"])
def test_C7_a_direction_that_is_none_is_refused(browser, draft, base, direction):
    browser.submit(f"{base}/sections/about/move", direction=direction, expect=400)
    browser.submit(f"{base}/questions/period/move", direction=direction, expect=400)
    assert said_by(draft) == read_outline(EVERY_KIND)


def test_B4_the_first_does_not_move_up_nor_the_last_down(browser, draft, base):
    browser.submit(f"{base}/sections/about/move", direction="up", expect=409)
    browser.submit(f"{base}/sections/difference/move", direction="down", expect=409)
    browser.submit(f"{base}/questions/period/move", direction="up", expect=409)
    assert said_by(draft) == read_outline(EVERY_KIND)


def test_what_is_removed_is_shown_first_and_what_names_it_is_to_be_put_right(browser, draft, base):
    page = browser.open(f"{base}/questions/seen-alone/remove")
    assert "Was the child seen alone?" in text(page)
    browser.press(page, "Remove it")
    page = browser.open(base)
    assert "Its condition names “seen-alone”, which is no question before this one" in text(page)
    page = browser.open(f"{base}/sections/practice")
    assert "To put right" in text(page)
    page = browser.open(f"{base}/sections/leaving/remove")
    assert "Leaving care, with 1 question" in text(page)
    browser.press(page, "Remove it")
    assert "leaving" not in [section["key"] for section in said_by(draft)["sections"]]
    page = browser.open(f"{base}/publish")
    assert "It cannot be published yet" in text(page)
    assert not page.select("main button")


def test_what_every_audit_is_counted_by_is_asked_for_and_added_at_one_press(browser):
    draft = draft_of(factories.SHORT_TOOL)
    page = browser.open(f"/tools/drafts/{draft.id}")
    assert "Add a question with the key “child-view” and the kind “choice”." in text(page)
    browser.press(page, "Add the questions that are missing")
    page = browser.follow()
    assert "Before it can be published" not in text(page)
    browser.press(browser.open(f"/tools/drafts/{draft.id}/publish"), "Publish version 1")


def test_a_draft_is_only_thrown_away_after_it_was_asked_for_twice(browser, draft, base):
    browser.press(browser.open(f"{base}/discard"), "Throw it away")
    page = browser.follow()
    assert "The draft of Every kind is thrown away" in text(page)
    assert db.session.query(ToolVersion).count() == 0
    browser.open(base, expect=404)


def test_a_version_is_the_start_of_its_next_one_or_of_a_tool_of_its_own(browser):
    version = factories.tool_version(EVERY_KIND)
    version.audit_tool.key, version.audit_tool.name = "every-kind", "Every kind"
    factories.given(version)
    page = browser.open(f"/tools/new/version-{version.id}")
    page = browser.press(page, "Begin the draft", expect=400)
    assert "Choose what it will be" in page.select_one("#becomes-error").text
    page = browser.press(page, "Begin the draft", becomes="new", expect=400)
    assert "Enter a name" in page.select_one("#name-error").text
    browser.press(page, "Begin the draft", becomes="new", name="Another kind")
    assert "Draft of version 1" in text(browser.follow())
    page = browser.open(f"/tools/new/version-{version.id}")
    browser.press(page, "Begin the draft", becomes="next")
    page = browser.follow()
    assert "Draft of version 2" in text(page)
    page = browser.open(f"/tools/new/version-{version.id}")
    assert "There is a draft of the next version already" in text(page)
    browser.press(page, "Begin the draft", becomes="next", expect=409)


@pytest.mark.parametrize(
    "start", ["supplied-nothing", "version-0", "version-999", "version-x", "version-", "x", "version-１"]
)
def test_C7_a_start_that_is_none_is_not_found(browser, start):
    browser.open(f"/tools/new/{start}", expect=404)


def test_a_draft_is_no_start_and_no_version(browser, draft):
    browser.open(f"/tools/new/version-{draft.id}", expect=404)
    for page in ("", "/compare", "/workbook", "/toml", "/retire"):
        browser.open(f"/tools/versions/{draft.id}{page}", expect=404)


def test_what_is_not_in_the_draft_is_not_found(browser, base):
    for path in (
        "sections/nothing",
        "sections/nothing/words",
        "questions/nothing",
        "questions/nothing/remove",
        "caps/1",
    ):
        browser.open(f"{base}/{path}", expect=404)
    for path in (
        "sections/nothing/questions/add",
        "questions/nothing/kind",
        "questions/nothing/move",
        "preview/nothing",
    ):
        browser.open(f"{base}/{path}", expect=404)
