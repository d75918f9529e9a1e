"""Routes that only the tests have, so that the guard and the transaction are proved apart from any feature."""

from __future__ import annotations

from flask import Blueprint, render_template_string
from sqlalchemy.exc import OperationalError

from qa_app.access import Permission, allow, public
from qa_app.db import db, transaction
from qa_app.people.models import Person, Service, Team
from qa_app.people.queries import get_person
from qa_app.trail import record

blueprint = Blueprint("throwaway", __name__, url_prefix="/throwaway")

FORM = """{% extends "base.html" %}{% from "web/forms.html" import form_tokens %}{% set title = "A form" %}
{% block page %}<h1>A form</h1><form method="post">{{ form_tokens() }}
<label for="words">Words</label><input id="words" name="words"><button>Send</button></form>{% endblock %}"""


def get_team(team_id: int) -> Team | None:
    return db.session.get(Team, team_id)


def get_service(service_id: int) -> Service | None:
    return db.session.get(Service, service_id)


@blueprint.get("/teams/<id:team>")
@allow(Permission.READ_CASE, team=get_team)
def hidden(team: Team) -> str:
    """A team stands for a case: it is known to those who may read it, and to nobody else."""
    return team.name


@blueprint.get("/services/<id:service>")
@allow(Permission.MANAGE_PEOPLE, service=get_service)
def forbidden(service: Service) -> str:
    return service.name


@blueprint.get("/writing")
@public
def write_while_reading() -> str:
    with transaction():
        return "written"


@blueprint.route("/services/<id:service>/rename", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE, service=get_service)
def rename(service: Service) -> str:
    with transaction():
        service.name = "Renamed"
        record("service:rename", service, by=None)
    return service.name


@blueprint.post("/stale/<id:person>")
@allow(Permission.SEE_HOME, person=get_person)
def stale(person: Person) -> str:
    with transaction():
        db.session.connection().connection.driver_connection.cursor().execute(
            "UPDATE person SET revision = revision + 1"
        )
        person.name = "Overwritten"
        record("person:rename", person, by=None)
    return "never"


@blueprint.post("/twins")
@allow(Permission.SEE_HOME)
def twins() -> str:
    """As if somebody else had added the name a moment ago, past the lock."""
    with transaction():
        db.session.add_all([Service(name="One name"), Service(name="One name")])
        db.session.flush()
    return "never"


@blueprint.route("/form", methods=["GET"])
@allow(Permission.SEE_HOME)
def form() -> str:
    return render_template_string(FORM)


@blueprint.post("/form")
@allow(Permission.SEE_HOME)
def no_database() -> str:
    raise OperationalError("UPDATE", {}, Exception("the disk is full"))


@blueprint.get("/crash")
@public
def crash() -> str:
    raise ZeroDivisionError("a secret in the message")
