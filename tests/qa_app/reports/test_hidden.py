"""What a head of service must never learn of another service: not a word, not a count (C4, C5)."""

from __future__ import annotations

import re
import secrets

from flask import Flask

from qa_app.db import transaction
from qa_app.plan.operations import link
from qa_app.plan.queries import plan_actions
from tests import factories
from tests.qa_app.reports.story import finished_cycle

ONCE_ONLY = re.compile(r'nonce="[^"]*"|name="(csrf_token|form_of)" value="[^"]*"')


def hidden_audit(story, canary):
    """A final audit in the other service with a word of its own in every field, linked to the plan."""
    team = factories.team(canary("team"), story.other)
    entry = factories.entry(
        team,
        reference=canary("reference"),
        worker=canary("worker"),
        age_band=canary("age"),
        gender=canary("gender"),
        ethnicity_group=canary("ethnicity"),
        need_code=canary("need"),
        status=canary("status"),
    )
    version = story.audits[0].tool_version
    auditor = factories.person(name=canary("auditor"), email=f"{canary('email')}@council.example")
    audit = factories.audit(auditor, entry, version, final_grade="inadequate", given_reason=canary("reason"))
    factories.answers(audit, "voice", **{"voice-said": canary("answer")})
    theme = factories.theme(canary("theme-key"), canary("theme"))
    finding = factories.finding(audit, theme, story.plans, text=canary("finding"), question=canary("question"))
    cycle = factories.cycle(version, name=canary("cycle"), status="running")
    factories.sampled(cycle, entry, audit)
    with transaction():
        link(finding, plan_actions()[:1], by=story.manager)
    return audit, finding, theme


def pages_open_to_all(app: Flask):
    """Every address that is read and has nothing to fill in."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and rule.endpoint != "static"
    )


def test_C4_no_word_of_another_service_is_in_any_byte(app, browser_of):
    story = finished_cycle()
    action = factories.plan_action("1.1")
    planted: list[str] = []

    def canary(kind: str) -> str:
        planted.append(f"{kind}-{secrets.token_hex(6)}")
        return planted[-1]

    audit, finding, theme = hidden_audit(story, canary)
    client = browser_of(story.head).client
    addresses = [
        *pages_open_to_all(app),
        "/findings/themes/plans",
        f"/findings/?service={story.other.id}",
        f"/findings/?cycle={story.cycle.id}",
        "/findings/themes/drift-and-delay?page=1",
        f"/plan/actions/{action.id}",
        f"/plan/findings/{finding.key}",
        f"/audits/{audit.key}",
        f"/cases/{audit.case_id}",
    ]
    hidden = [*planted, finding.key, audit.key]
    reached = 0
    for address in addresses:
        response = client.get(address)
        assert response.status_code < 500, address
        reached += response.status_code == 200
        said = response.get_data() + str(response.headers).encode()
        for word in hidden:
            if word not in address:
                assert word.encode() not in said, f"{word} on {address}"
    assert reached >= 8
    assert finding.text.encode() in browser_of(story.manager).client.get("/findings/themes/plans").get_data()
    # The list of themes is everybody's; what was found on one is not.
    assert b"Nothing was found" in client.get(f"/findings/themes/{theme.key}").get_data()


def test_C5_a_hidden_case_changes_no_count_that_a_head_reads(browser_of):
    story = finished_cycle()
    action = factories.plan_action("1.1")
    with transaction():
        link(story.findings[0], [action], by=story.manager)
    head = browser_of(story.head)
    addresses = ("/", "/findings/", "/findings/themes/plans", "/plan/", f"/plan/actions/{action.id}")

    def read():
        return [ONCE_ONLY.sub("", head.client.get(address).text) for address in addresses]

    before = read()
    for _ in range(3):
        hidden_audit(story, lambda kind: f"{kind}-{secrets.token_hex(6)}")
    assert read() == before
