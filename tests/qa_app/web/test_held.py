"""Nothing typed is lost, and nobody is offered what somebody else typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from qa_app.access import Role
from qa_app.db import now
from qa_app.web.held import _signer
from tests import factories
from tests.browser import Browser
from tests.qa_app.people.doing import PASSWORD, sign_in, someone

LONG = "\r\n".join(f"Line {number}: <b>she</b> & he said “enough”, and it was written down." for number in range(800))
PATH = "/people/add"


def bare(client, path=PATH, **fields):
    """Post without any help: what a browser holds and nothing more."""
    return client.post(path, data=fields)


def form_on(page: BeautifulSoup) -> dict[str, str]:
    form = page.select_one("main form")
    return {tag["name"]: tag.get("value", "") for tag in form.select("input[name]") if tag["type"] != "checkbox"}


@pytest.fixture
def who():
    return someone(Role.ADMINISTRATOR)


@pytest.fixture
def theirs(who, browser_of):
    return browser_of(who)


def post_late(browser: Browser, page: BeautifulSoup, *, hours: int = 13, **typed: str) -> BeautifulSoup:
    with time_machine.travel(now() + timedelta(hours=hours)):
        return browser.press(page, "Add the person", expect=401, **typed)


def test_A1_eight_thousand_words_survive_the_end_of_the_session(theirs, who):
    """The text is shown, goes through signing in, is offered again and reaches its page as it was typed."""
    assert len(LONG.split()) > 8_000
    page = post_late(
        theirs, theirs.open(PATH), name=LONG, email="robin@council.example", roles=["auditor", "qa-manager"]
    )
    assert "What you typed is not lost" in page.main.get_text()
    assert page.select_one(".app-held").get_text().split() == LONG.split()
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    assert "What you typed is safe, but not saved yet" in page.h1.text
    assert page.select_one(".app-held").get_text().split() == LONG.split()
    sent = theirs.press(page, "Save what I typed", expect=200)
    # The page itself finds the name too long, and keeps every word of it: it arrived whole.
    assert "Use at most 100 characters" in sent.select_one(".govuk-error-summary").text
    assert sent.select_one("input[name=name]")["value"] == " ".join(LONG.split())
    assert sent.select_one("input[name=email]")["value"] == "robin@council.example"
    ticked = [box["value"] for box in sent.select("input[name=roles][checked]")]
    assert ticked == ["qa-manager", "auditor"]


def test_A1_what_was_held_is_saved(theirs, who):
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    assert "Robin Reed can now choose" in theirs.press(page, "Save what I typed", expect=200).h1.text


def test_A1_a_session_cookie_that_is_gone_altogether_loses_nothing(app, theirs, who):
    page = theirs.open(PATH)
    theirs.client.delete_cookie("case_audit")
    page = theirs.press(page, "Add the person", expect=401, name="Robin Reed", email="robin@council.example")
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    theirs.press(page, "Save what I typed", expect=200)


def test_A1_wrong_passwords_and_a_wait_on_the_way_lose_nothing(theirs, who):
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    for tried in range(11):
        page = theirs.press(page, "Sign in", expect=200 if tried < 10 else 429, email=who.email, password="wrong")
        assert "Robin Reed" in page.select_one(".app-held").get_text()
    with time_machine.travel(now() + timedelta(minutes=16)):
        page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
        theirs.press(page, "Save what I typed", expect=200)


def test_A1_signed_in_again_in_another_window_the_form_is_held_and_saved(theirs, who):
    page = theirs.open(PATH)
    theirs.press(theirs.open("/"), "Sign out")
    sign_in(theirs, who.email)
    theirs.path = PATH
    page = theirs.press(page, "Add the person", expect=400, name="Robin Reed", email="robin@council.example")
    assert "What you typed is safe, but not saved yet" in page.h1.text
    theirs.press(page, "Save what I typed", expect=200)


def test_A1_the_sign_in_page_of_a_second_tab_loses_nothing_when_the_first_has_signed_in(theirs, who):
    first = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    theirs.client.delete_cookie("case_audit")
    sign_in(theirs, who.email)
    page = theirs.press(first, "Sign in", expect=400, email=who.email, password=PASSWORD)
    assert "What you typed is safe" in page.h1.text
    theirs.press(page, "Save what I typed", expect=200)


def test_A1_a_sign_in_page_whose_token_is_gone_asks_once_more_and_loses_nothing(theirs, who):
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    theirs.client.delete_cookie("case_audit")
    page = theirs.press(page, "Sign in", expect=400, email=who.email, password=PASSWORD)
    assert page.select_one("input[name=email]")["value"] == who.email
    assert "Robin Reed" in page.select_one(".app-held").get_text()
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    theirs.press(page, "Save what I typed", expect=200)


def test_A1_a_script_is_told_to_sign_in_and_keeps_its_text_on_the_page(app):
    answer = app.test_client().post(PATH, data={"name": "x"}, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["error"] == "You have been signed out"


def test_a_button_pressed_too_late_can_be_pressed_again(theirs, who):
    target = someone()
    page = theirs.open(f"/people/{target.id}")
    with time_machine.travel(now() + timedelta(hours=13)):
        page = theirs.press(page, "Make a new link", expect=401)
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    assert page.h1.text == "This has not been done yet"
    assert "can now choose a password" in theirs.press(page, "Do it now", expect=200).h1.text


def test_A2_the_next_person_is_not_offered_what_the_one_before_typed(theirs):
    other = someone(Role.ADMINISTRATOR)
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    theirs.press(page, "Sign in", expect=302, email=other.email, password=PASSWORD)
    assert "Robin Reed" not in theirs.response.text
    assert "Robin Reed" not in theirs.client.get(theirs.location).text
    with theirs.client.session_transaction() as session:
        assert "Robin" not in str(dict(session))


def test_A2_an_old_tab_posted_under_another_person_shows_and_saves_nothing(theirs):
    page = theirs.open(PATH)
    other = someone(Role.ADMINISTRATOR)
    theirs.press(theirs.open("/"), "Sign out")
    sign_in(theirs, other.email)
    theirs.path = PATH
    said = theirs.press(page, "Add the person", expect=409, name="Robin Reed", email="robin@council.example")
    assert "Robin Reed" not in said.get_text()
    page.select_one("main input[name=csrf_token]")["value"] = theirs.open("/password").select_one(
        "main input[name=csrf_token]"
    )["value"]
    theirs.path = PATH
    theirs.press(page, "Add the person", expect=409, name="Robin Reed", email="robin@council.example")
    assert "Robin Reed" not in theirs.open("/people/").get_text()


def test_A2_a_sign_in_page_from_before_shows_nothing_while_another_person_is_signed_in(theirs, who):
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example")
    theirs.client.delete_cookie("case_audit")
    sign_in(theirs, someone(Role.ADMINISTRATOR).email)
    page = theirs.press(page, "Sign in", expect=400, email=who.email, password=PASSWORD)
    assert "Robin Reed" not in page.get_text()
    page = theirs.press(page, "Sign in", expect=200, email=who.email, password=PASSWORD)
    theirs.press(page, "Save what I typed", expect=200)


@pytest.mark.parametrize("word", ["", "x", "WyIvcGVvcGxlL2FkZCIsIjEiXQ.forged", '"/people/add"', "null"])
def test_a_form_made_up_elsewhere_is_never_offered_to_be_saved(browser, who, word):
    """Another site can send text here, but it cannot sign it as a form that this person was given."""
    page = browser._page(bare(browser.client, name="Evil", email="evil@x.example", form_of=word), 401)
    assert "Evil" not in page.get_text()
    assert "Evil" not in browser.response.text
    fields = {"held.name": "Evil", "held.form_of": word, "next": PATH, "email": who.email, "password": PASSWORD}
    browser.submit("/sign-in", **fields, expect=302)


def test_a_form_of_a_colleague_or_of_another_page_is_never_offered_to_be_saved(app, who, browser_of):
    attacker = browser_of(someone(Role.ADMINISTRATOR))
    word = form_on(attacker.open(PATH))["form_of"]
    victim = Browser(app.test_client())
    fields = {"held.name": "Evil", "held.form_of": word, "next": PATH, "email": who.email, "password": PASSWORD}
    victim.submit("/sign-in", **fields, expect=302)
    assert "Evil" not in victim.response.text
    mine = browser_of(who)
    own = form_on(mine.open(PATH))["form_of"]
    other_page = Browser(app.test_client())
    fields = {**fields, "held.form_of": own, "next": "/structure/services/add"}
    other_page.submit("/sign-in", **fields, expect=302)


def test_held_fields_cannot_be_taken_for_those_of_the_sign_in_page(theirs, who):
    """The form being held has an e-mail address too: it is neither lost nor used to sign in."""
    page = post_late(theirs, theirs.open(PATH), name="Robin Reed", email="robin@council.example", next="//evil.example")
    assert page.select_one("input[name=email]")["value"] in ("", "robin@council.example")
    assert [tag["value"] for tag in page.select('input[name="held.email"]')] == ["robin@council.example"]
    assert page.select_one("input[name=next]")["value"] == PATH


def test_a_password_is_never_held(theirs):
    page = theirs.open("/password")
    with time_machine.travel(now() + timedelta(hours=13)):
        fields = {"present_password": "the old secret one", "new_password": "the new secret one"}
        theirs.press(page, "Change the password", expect=401, **fields)
    assert "secret one" not in theirs.response.text


def test_D1_held_text_is_shown_as_text(theirs):
    page = post_late(theirs, theirs.open(PATH), name='<script>alert(1)</script> "><img src=x onerror=alert(1)>')
    assert not page.select(".app-held script, .app-held img")


def test_what_was_typed_comes_back_when_a_rule_says_no(app, browser_of):
    """A refusal, a withdrawn right: the words are shown to be copied, and cannot be sent again blindly."""
    mine = browser_of(someone(Role.ADMINISTRATOR))
    closed = factories.person(Role.AUDITOR, is_active=False)
    fields = {
        **form_on(mine.open("/people/add")),
        "name": "Some words typed",
        "form_of": _form_of(app, mine, f"/people/{closed.id}/link"),
    }
    said = mine._page(mine.client.post(f"/people/{closed.id}/link", data=fields), 409)
    assert "Some words typed" in said.select_one(".app-held").get_text()
    assert not said.select("main form")


def _form_of(app, browser: Browser, path: str) -> str:
    """The word that a form of this person carries for a path."""
    with browser.client.session_transaction() as session:
        person = session["_user_id"]
    return _signer().dumps([path, person])
