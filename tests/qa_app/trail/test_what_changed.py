"""G1: what stands in the trail of a transaction: each change once, with its old and its new value."""

from __future__ import annotations

from typing import Any

import pytest

from qa_app.access import Role
from qa_app.db import db, transaction
from qa_app.people import operations
from qa_app.people.models import Person, RoleGrant, Service, Team
from qa_app.plan.models import PlanAction, Recommendation
from qa_app.trail import TrailEvent, UnrecordedChangeError, record
from tests import factories


def last_event() -> TrailEvent:
    return db.session.query(TrailEvent).order_by(TrailEvent.number.desc()).first()


def changes() -> dict[str, Any]:
    return last_event().changes


def test_G1_a_changed_field_stands_once_with_old_and_new():
    service = factories.service("Old name")
    with transaction():
        service.name = "Half-way"
        record("service:rename", service, by=None)
        db.session.flush()
        service.name = "New name"
    assert changes() == {"changed": [["service", service.id, "name", "Old name", "New name"]]}


def test_G1_a_value_overwritten_unread_has_its_old_value():
    service = factories.service("Never read")
    key = service.id
    db.session.expunge_all()
    with transaction():
        found = db.session.get(Service, key)
        db.session.expire(found)
        found.name = "Overwritten"
        record("service:rename", found, by=None)
    assert changes() == {"changed": [["service", key, "name", "Never read", "Overwritten"]]}


def test_G1_a_foreign_key_set_through_its_relationship_is_a_change():
    team, there = factories.team(), factories.service()
    before = team.service_id
    with transaction():
        team.service = there
        record("team:move", team, by=None)
    assert changes() == {"changed": [["team", team.id, "service_id", before, there.id]]}


def test_G1_a_private_column_is_named_without_its_values():
    person = factories.person(name="A name")
    with transaction():
        person.name = "Another name"
        record("person:rename", person, by=None)
    assert changes() == {"changed": [["person", person.id, "name"]]}


def test_G1_what_is_changed_back_is_no_change():
    service = factories.service("The same")
    with transaction():
        service.name = "Other"
        db.session.flush()
        service.name = "The same"
        record("service:look", service, by=None)
    assert changes() == {}


def test_G1_added_rows_stand_as_runs_of_ids():
    with transaction():
        added = [Service(name=f"Added {number}") for number in range(5)]
        db.session.add_all(added)
        record("service:import", added[0], by=None)
        db.session.flush()
        added[2].name = "Changed while new"
    assert changes() == {"added": {"service": [[added[0].id, added[4].id]]}}


def test_G1_a_deleted_row_says_what_it_was():
    service = factories.service()
    head = factories.person(heads=(service,))
    (grant,) = head.grants
    key = grant.id
    with transaction():
        db.session.delete(grant)
        record("person:change", head, by=None)
    said = {"person_id": head.id, "role": "head-of-service", "service_id": service.id}
    assert changes() == {"removed": [["role_grant", key, said]]}


def test_G1_an_orphan_that_its_parent_lets_go_is_a_removal():
    administrator = factories.person(Role.ADMINISTRATOR)
    person = factories.person(Role.AUDITOR)
    (grant,) = person.grants
    key = grant.id
    with transaction():
        operations.change_person(
            person,
            name=person.name,
            email=person.email,
            roles=[Role.QA_MANAGER],
            heads=[],
            team=None,
            name_in_case_list=None,
            is_active=True,
            based_on=person.revision,
            by=administrator,
        )
    assert changes()["removed"] == [
        ["role_grant", key, {"person_id": person.id, "role": "auditor", "service_id": None}]
    ]
    assert changes()["added"] == {"role_grant": [[person.grants[0].id] * 2]}


def test_G1_a_row_that_came_and_went_in_one_transaction_was_never_there():
    service = factories.service()
    with transaction():
        team = Team(name="Short lived", service=service)
        db.session.add(team)
        db.session.flush()
        db.session.delete(team)
        record("service:look", service, by=None)
    assert changes() == {}


def recommendation(number: int) -> Recommendation:
    return factories.given(Recommendation(number=number, text="Do better"))


def test_G1_links_between_many_and_many_stand_once_from_whichever_side_they_are_made():
    action, kept, gone, come = factories.plan_action(), *(recommendation(number) for number in (1, 2, 3))
    action.recommendations = [kept, gone]
    factories.given(action)
    with transaction():
        action.recommendations.remove(gone)
        come.actions.append(action)
        record("plan:link", action, by=None)
    assert sorted(changes()["changed"], key=str) == [
        ["plan_action", action.id, "recommendations", gone.id, None],
        ["plan_action", action.id, "recommendations", None, come.id],
    ]


def test_G1_a_link_to_a_row_added_in_the_same_flush_has_its_id():
    action = factories.plan_action()
    with transaction():
        new = Recommendation(number=9, text="New")
        action.recommendations.append(new)
        record("plan:link", action, by=None)
    assert changes() == {
        "changed": [["plan_action", action.id, "recommendations", None, new.id]],
        "added": {"recommendation": [[new.id, new.id]]},
    }


def add_one(service: Service) -> None:
    db.session.add(Team(name="Added", service_id=service.id))


def change_one(service: Service) -> None:
    service.name = "Changed"


def delete_one(service: Service) -> None:
    db.session.delete(service)


@pytest.mark.parametrize("write", [add_one, change_one, delete_one])
def test_G1_a_change_without_an_event_is_refused_and_undone(write):
    service = factories.service("As it was")
    with pytest.raises(UnrecordedChangeError, match="Record an event"), transaction():
        write(db.session.get(Service, service.id))
    assert [each.name for each in db.session.query(Service)] == ["As it was"]
    assert db.session.query(Team).count() == 0


def test_G1_a_link_without_an_event_is_refused():
    action, other = factories.plan_action(), recommendation(4)
    with pytest.raises(UnrecordedChangeError, match="Record an event"), transaction():
        other.actions.append(action)
    assert db.session.get(PlanAction, action.id).recommendations == []


def test_the_event_says_who_did_what_to_what():
    administrator = factories.person(Role.ADMINISTRATOR)
    with transaction():
        service = operations.add_service("New service", by=administrator)
    event = last_event()
    assert (event.kind, event.subject, event.subject_id) == ("service:add", "service", service.id)
    assert event.actor_id == administrator.id


def test_a_subject_that_is_no_row_yet_cannot_be_spoken_of():
    with pytest.raises(ValueError, match="add the service to the session"), transaction():
        record("service:add", Service(name="Nowhere"), by=None)


def test_a_subject_that_is_not_flushed_gets_its_id_first():
    with transaction():
        person = Person(email="new@council.example", name="New")
        person.grants = [RoleGrant(role=Role.AUDITOR)]
        db.session.add(person)
        record("person:add", person, by=None)
    assert last_event().subject_id == person.id
