"""Who keeps and who loses a right when a person is changed."""

from __future__ import annotations

import pytest

from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.people import operations
from qa_app.people.models import Person
from qa_app.people.queries import active_people_with, open_sign_ins, person_with_email, services
from qa_app.people.views import structure
from qa_app.refusals import Refusal
from tests import factories
from tests.browser import Browser

from .doing import facts, sign_in, someone


def test_C12_closing_an_account_ends_every_session_and_refuses_the_old_tab(admin, browser, browser_of):
    who = someone(Role.ADMINISTRATOR)
    theirs, elsewhere = browser_of(who), browser_of(who)
    old_tab = theirs.open("/structure/services/add")
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", account="closed")
    assert not open_sign_ins(who)
    page = theirs.press(old_tab, "Add the service", name="Slipped through", expect=401)
    assert "Slipped through" in page.get_text()
    theirs.open("/", expect=302)
    elsewhere.open("/people/", expect=302)
    sign_in(browser, who.email, expect=200)
    assert "Slipped through" not in admin.open("/structure/").get_text()
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", account="open")
    elsewhere.open("/", expect=302)
    sign_in(browser, who.email)


def test_C12_a_role_taken_away_ends_every_session_and_refuses_the_old_tab(admin, browser, browser_of):
    who = someone(Role.ADMINISTRATOR, Role.AUDITOR)
    theirs = browser_of(who)
    old_tab = theirs.open("/structure/services/add")
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", roles="auditor")
    assert not open_sign_ins(who)
    theirs.press(old_tab, "Add the service", name="Slipped through", expect=401)
    sign_in(theirs, who.email)
    theirs.submit("/structure/services/add", name="Slipped through", expect=403)
    theirs.open("/people/", expect=403)
    assert "Slipped through" not in admin.open("/structure/").get_text()


def test_C12_a_right_withdrawn_while_the_request_is_on_its_way_is_gone(fresh_app, monkeypatch):
    """The guard passes, then the role goes, then the transaction begins: it asks again."""
    who = factories.person(Role.ADMINISTRATOR)
    browser = Browser(fresh_app.test_client())
    factories.signed_in(browser.client, who)
    page, begin, number = browser.open("/structure/services/add"), structure.transaction, who.id

    def late():
        with fresh_app.app_context():
            gone = db.session.get(Person, number)
            gone.grants = []
            operations.record("person:change", gone, by=None)
            db.session.commit()
        return begin()

    monkeypatch.setattr(structure, "transaction", late)
    browser.press(page, "Add the service", name="Slipped through", expect=403)
    assert not services()


def test_a_role_given_works_from_the_next_page(admin, browser_of):
    who = someone(Role.AUDITOR)
    theirs = browser_of(who)
    theirs.open("/people/", expect=403)
    admin.press(admin.open(f"/people/{who.id}"), "Save the changes", roles=["auditor", "administrator"])
    theirs.open("/people/")


def test_C16_closed_accounts_are_not_offered():
    stays, leaves = factories.person(Role.AUDITOR), factories.person(Role.AUDITOR, is_active=False)
    other = factories.person(Role.QA_MANAGER)
    assert list(active_people_with(Role.AUDITOR)) == [stays]
    assert leaves not in active_people_with(Role.AUDITOR)
    assert list(active_people_with(Role.QA_MANAGER)) == [other]


def test_C16_a_closed_account_is_given_no_link(admin):
    who = factories.person(Role.AUDITOR, is_active=False)
    assert "Make a new link" not in admin.open(f"/people/{who.id}").get_text()
    admin.submit(f"/people/{who.id}/link", expect=409)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.QA_MANAGER, Role.HEAD_OF_SERVICE])
def test_C17_nobody_but_an_administrator_gives_roles_or_links(browser_of, role):
    heads = (factories.service(),) if role == Role.HEAD_OF_SERVICE else ()
    who = factories.person(*([] if heads else [role]), heads=heads)
    theirs = browser_of(who)
    before = facts(who)
    fields = {"name": "x", "email": "x@council.example", "roles": "administrator", "account": "open", "revision": "1"}
    theirs.submit("/people/add", **fields, expect=403)
    theirs.submit(f"/people/{who.id}", **fields, expect=403)
    theirs.submit(f"/people/{who.id}/link", expect=403)
    theirs.submit("/structure/services/add", name="x", expect=403)
    assert facts(who) == before
    assert person_with_email("x@council.example") is None


def test_C17_an_administrator_gives_themselves_no_role_and_no_link(admin, administrator):
    page = admin.open(f"/people/{administrator.id}")
    before = facts(administrator)
    assert "Make a new link" not in page.get_text()
    for answers in ({"roles": ["administrator", "qa-manager"]}, {"roles": []}, {"account": "closed"}):
        said = admin.press(page, "Save the changes", expect=409, **answers)
        assert "You cannot change your own roles" in said.select_one(".govuk-error-summary").text
    admin.submit(f"/people/{administrator.id}/link", expect=409)
    assert facts(administrator) == before
    admin.press(admin.open(f"/people/{administrator.id}"), "Save the changes", name="Ash Married")
    assert facts(administrator)[2] == "Ash Married"


def test_two_administrators_cannot_shut_each_other_out(administrator):
    other = factories.person(Role.ADMINISTRATOR)
    with transaction(), pytest.raises(Refusal):
        operations.change_person(
            administrator,
            email=administrator.email,
            name="x",
            roles=[],
            heads=[],
            team=None,
            name_in_case_list=None,
            is_active=True,
            based_on=administrator.revision,
            by=administrator,
        )
    assert other.has(Role.ADMINISTRATOR)
