"""An invented concern, open, so that every role sees what one looks like."""

from __future__ import annotations

from qa_app.audits.models import Status
from qa_app.audits.queries import audits_to_do
from qa_app.concerns import operations
from qa_app.concerns.operations import Words
from qa_app.db import days_ago, transaction
from qa_app.people.models import Person
from qa_app.people.queries import get_service, heads_of, services
from qa_app.settings import operations as settings
from qa_app.settings.queries import settings_version

WORDS = Words(
    what="Two missing episodes in the last fortnight with nothing recorded after either. The last visit at which this "
    "young person was seen alone is seven weeks old. Invented for the demonstration.",
    why="A third episode was reported this morning, and nobody is named to look for them.",
    has_spoken=False,
)


def tell(auditor: Person, administrator: Person) -> None:
    """Say who receives concerns, and raise one in an audit that the auditor has begun."""
    with days_ago(72):
        for service in [each.id for each in services()]:
            _name_receivers(service, by=administrator)
    audit = next(each for each in audits_to_do(auditor) if each.status == Status.IN_PROGRESS)
    with transaction():
        concern = operations.raise_concern(audit, WORDS, section=None, once="demonstration", by=auditor)
        operations.send(concern, WORDS, seen=concern.revision, by=auditor)


def _name_receivers(service_id: int, *, by: Person) -> None:
    """The head of the service, then the head of another, who stands in."""
    with transaction():
        service = get_service(service_id)
        if service is None:
            raise RuntimeError("the services of the demonstration are there")
        own = heads_of(service_id)
        others = [head for other in services() for head in heads_of(other.id) if head not in own]
        settings.name_receivers(service, [*own, *others[:1]], seen=settings_version(), by=by)
