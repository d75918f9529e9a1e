"""Findings by theme, grades, and how far they can be trusted."""

from __future__ import annotations

import re

import pytest

from moderation import Ratings, Scale, agreement
from qa_app.access import Role
from qa_app.db import now
from qa_app.reports.bar import WIDTH, segments
from qa_app.reports.queries import GradeCount, grade_distributions, theme_table
from qa_app.reports.scope import Scope, scope_of
from qa_app.web.words import coefficient
from tests import factories
from tests.counted import statements
from tests.qa_app.reports.story import finished_cycle


def cells(table):
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")]


def said(tag):
    return " ".join(tag.get_text(" ", strip=True).split())


@pytest.fixture
def story():
    return finished_cycle()


def test_themes_stand_worst_first_with_n(browser_of, story):
    page = browser_of(story.head).open("/findings/")
    assert cells(page.select("main table")[1]) == [
        ["Plans", "5 of 12 audits", "42%", "6", "0"],
        ["Drift and delay", "1 of 12 audits", "8%", "1", "1"],
    ]


def test_a_head_counts_own_services_and_the_qa_manager_all(story):
    def lines(person):
        table = theme_table(scope_of(person))
        return table.total, [(line.key, line.audits, line.areas, line.strengths) for line in table.lines]

    assert lines(story.head) == (12, [("plans", 5, 6, 0), ("drift-and-delay", 1, 1, 1)])
    assert lines(story.other_head) == (3, [("plans", 1, 1, 0)])
    assert lines(story.manager) == (15, [("plans", 6, 7, 0), ("drift-and-delay", 1, 1, 1)])
    assert lines(factories.person(Role.AUDITOR)) == (0, [])


def test_only_audits_that_count_are_counted(story):
    for columns in ({}, {"given_grade": "good"}, {"given_grade": "good", "status": "in-moderation"}):
        audit = factories.audit(on=factories.entry(story.team), version=story.audits[0].tool_version, **columns)
        factories.finding(audit, story.plans)
    table = theme_table(scope_of(story.head))
    assert (table.total, table.lines[0].areas) == (12, 6)
    assert grade_distributions(scope_of(story.head))[0].total == 12


def test_F13_chart_table_line_and_home_say_the_same(browser_of, story):
    head = browser_of(story.head)
    pages = [head.open("/findings/"), head.open("/")]
    expected = [
        ("Outstanding (O)", "0"),
        ("Good (G)", "4"),
        ("Requires improvement (RI)", "7"),
        ("Inadequate (I)", "1"),
    ]
    for page in pages:
        table = next(table for table in page.select("main table") if "Final grades" in table.caption.text)
        assert [(row[0], row[1]) for row in cells(table)] == expected
        drawn = [text.text for text in page.select("svg text")]
        assert drawn[-5:] == ["O 0", "G 4", "RI 7", "I 1", "n = 12"]
        assert drawn[:-5] == ["G 4", "RI 7"]
        assert page.select_one("svg desc").text == "Outstanding 0, Good 4, Requires improvement 7, Inadequate 1."
        widths = [float(bar["width"]) for bar in page.select("svg rect[height='40']")]
        assert [round(width / WIDTH * 12) for width in widths] == [4, 7, 1]
        assert "Good or better 33%" in page.main.text
    assert said(pages[0].select_one(".app-trust")) == said(pages[1].select_one(".app-trust"))
    themes = [said(item) for item in pages[1].select("main ol li")]
    assert themes == ["Plans : 5 of 12 audits", "Drift and delay : 1 of 12 audits"]


def test_the_trust_line_says_how_far_the_grades_can_be_trusted(browser_of, story):
    matrix = [
        ["good", "good"],
        ["good", "requires-improvement"],
        ["requires-improvement", "requires-improvement"],
        ["inadequate", "inadequate"],
    ]
    scale = Scale(["outstanding", "good", "requires-improvement", "inadequate"])
    alpha = agreement.krippendorff_alpha(Ratings.from_matrix(matrix, scale), "ordinal")
    interval = alpha.interval()
    line = said(browser_of(story.head).open("/findings/").select_one(".app-trust p"))
    assert line == (
        "Good or better 33% (moderated 50%) · 4 of 12 double-graded · "
        f"alpha {coefficient(alpha.value)} ({coefficient(interval.low)} to {coefficient(interval.high)})"
    )


def test_without_double_grading_the_line_says_so_in_words(browser_of):
    story = finished_cycle(rounds=False)
    trust = browser_of(story.head).open("/findings/").select_one(".app-trust")
    assert said(trust.p) == "Good or better 33% · none of 12 double-graded"
    assert "nobody knows how far auditors agree" in said(trust)


def test_F2_a_round_without_variation_says_that_alpha_cannot_be_computed(browser_of):
    service = factories.service()
    team, version, cycle = factories.team(in_service=service), factories.tool_version(), factories.cycle()
    pairs = []
    for _ in range(3):
        first = factories.audit(on=factories.entry(team), version=version, final_grade="good")
        second = factories.audit(on=first.entry, version=version, kind="second", final_grade="good")
        pairs.append((first, second))
    cycle = factories.cycle(version)
    factories.moderation_round(cycle, *pairs, status="closed", closed_at=now())
    trust = browser_of(factories.person(heads=(service,))).open("/").select_one(".app-trust")
    assert "3 of 3 double-graded · alpha cannot be computed" in said(trust)
    assert "no variation" in said(trust).lower()
    assert "nan" not in said(trust).lower()


def test_a_round_that_is_not_closed_moderates_nothing_yet(story):
    first = factories.audit(on=factories.entry(story.team), version=story.audits[0].tool_version, given_grade="good")
    second = factories.audit(on=first.entry, version=first.tool_version, kind="second", given_grade="inadequate")
    factories.moderation_round(None, (first, second), status="resolving")
    (distribution,) = grade_distributions(scope_of(story.head))
    assert (distribution.total, distribution.trust.double_graded) == (12, 4)
    assert distribution.trust.round_name == "Spring moderation"


def test_scales_are_never_merged(story):
    source = factories.SHORT_TOOL.replace('label = "Good"', 'label = "Strong"')
    other = factories.tool_version(source)
    factories.audit(on=factories.entry(story.team), version=other, final_grade="good")
    totals = [(each.total, each.counts[1].label, each.counts[1].letters) for each in grade_distributions(Scope(None))]
    assert sorted(totals) == [(1, "Strong", "S"), (15, "Good", "G")]


def test_the_cycle_filter_counts_one_cycle(browser_of, story):
    extra = factories.audit(
        on=factories.entry(story.team), version=story.audits[0].tool_version, final_grade="outstanding"
    )
    later = factories.cycle(extra.tool_version, name="Summer cycle", status="running")
    factories.sampled(later, extra.entry, extra)
    factories.finding(extra, story.drift)
    head = browser_of(story.head)
    page = head.open(f"/findings/?cycle={later.id}")
    assert cells(page.select("main table")[1]) == [["Drift and delay", "1 of 1 audit", "100%", "1", "0"]]
    assert "1 of 13 audits" not in page.main.text
    assert cells(head.open("/findings/").select("main table")[1])[0][1] == "5 of 13 audits"
    page = head.open(f"/findings/themes/drift-and-delay?cycle={story.cycle.id}")
    assert [item.text.strip() for item in page.select(".app-line .app-text")] == [
        "Nobody noticed the drift.",
        "Delay was seen early.",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "sort=user__password",
        "__class__=1",
        "metadata=1",
        "delete=1",
        "auditor=1",
        "cycle=999999",
        "cycle=__class__",
        "cycle=1%20OR%201=1",
        "service=0",
        "service=services",
        "page=2",
    ],
)
def test_C7_filters_that_are_not_on_offer_are_refused(browser_of, story, query):
    head = browser_of(story.head)
    head.open(f"/findings/?{query}", expect=400)
    if query != "page=2":
        head.open(f"/findings/themes/plans?{query}", expect=400)


def test_C9_another_service_is_refused_like_one_that_is_not_there(browser_of, story):
    head = browser_of(story.head)
    answers = set()
    elsewhere = factories.cycle(name="Elsewhere only")
    for asked in (f"service={story.other.id}", "service=424242", f"cycle={elsewhere.id}", "cycle=424242"):
        head.open(f"/findings/?{asked}", expect=400)
        answers.add(head.response.text.split("<main", 1)[1].split("</main>")[0])
    assert len(answers) == 1
    head.open(f"/findings/?service={story.service.id}&cycle={story.cycle.id}")
    browser_of(story.manager).open(f"/findings/?service={story.other.id}")


def test_a_theme_separates_areas_from_strengths_and_names_no_case(browser_of, story):
    page = browser_of(story.head).open("/findings/themes/drift-and-delay")
    assert [tag.text for tag in page.select("main h2")] == ["Areas for development", "Strengths"]
    texts = [tag.text for tag in page.select(".app-line .app-text")]
    assert texts == ["Nobody noticed the drift.", "Delay was seen early."]
    first = said(page.select_one(".app-line"))
    for fact in ("The child’s voice", "Safeguarding and Support", "Northgate", "Spring cycle", "Plans and Drift and"):
        assert fact in first
    for audit in story.audits:
        assert audit.case.reference not in page.text


def test_themes_that_do_not_exist_are_not_found(browser_of, story):
    head = browser_of(story.head)
    for key in ("nothing", "%00", "PLANS", "plans%20"):
        head.open(f"/findings/themes/{key}", expect=404)


def test_long_lists_have_pages(browser_of, story):
    version = story.audits[0].tool_version
    for number in range(50):
        audit = factories.audit(on=factories.entry(story.team), version=version, final_grade="good")
        factories.finding(audit, story.drift, text=f"Finding {number}.")
    head = browser_of(story.head)
    first, second = (head.open(f"/findings/themes/drift-and-delay?page={number}") for number in (1, 2))
    shown = [tag.text for page in (first, second) for tag in page.select(".app-line .app-text")]
    assert (len(first.select(".app-line")), len(second.select(".app-line"))) == (50, 2)
    assert len(set(shown)) == 52
    assert first.select_one(".govuk-pagination")
    head.open("/findings/themes/drift-and-delay?page=3", expect=404)
    for page in ("0", "-1", "x", "１"):
        head.open(f"/findings/themes/drift-and-delay?page={page}", expect=400)


def test_nothing_final_yet_is_said(browser_of):
    head = browser_of(factories.person(heads=(factories.service(),)))
    assert "No audit has its final grade yet." in head.open("/findings/").main.text
    factories.theme("plans")
    assert "Nothing was found on this theme" in head.open("/findings/themes/plans").main.text
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        browser_of(factories.person(role)).open("/findings/", expect=403)


@pytest.mark.parametrize("script", ["<svg/onload=alert(1)>", '"><img src=x ONERROR=alert(1)>', "javascript:alert(1)"])
def test_D1_scripts_in_names_and_words_are_shown_as_text(browser_of, script):
    service = factories.service(script)
    version, theme = factories.tool_version(), factories.theme("hostile", script)
    audit = factories.audit(on=factories.entry(factories.team(script, service)), version=version, final_grade="good")
    cycle = factories.cycle(version, name=script)
    second = factories.audit(on=audit.entry, version=version, kind="second", final_grade="good")
    factories.sampled(cycle, audit.entry, audit, second)
    factories.finding(audit, theme, text=script)
    factories.moderation_round(cycle, (audit, second), name=script, status="closed", closed_at=now())
    head = browser_of(factories.person(heads=(service,)))
    for path in ("/", "/findings/", "/findings/themes/hostile"):
        page = head.open(path)
        assert script in page.main.get_text()
        assert not page.select("[onload], [onerror], main img, main a[href^=javascript]")
        assert len(page.select("main svg")) == (0 if "themes/" in path else 1)


def test_the_pages_ask_the_database_as_often_for_many_as_for_few(browser_of, story):
    def asked():
        found = []
        for path in ("/", "/findings/", "/findings/themes/plans"):
            with statements() as seen:
                browser_of(story.head).open(path)
            found.append(len(seen))
        return found

    few = asked()
    for number in range(12):
        audit = factories.audit(
            on=factories.entry(story.team), version=story.audits[0].tool_version, final_grade="good"
        )
        factories.finding(audit, story.plans, factories.theme(f"more-{number}"))
    assert asked() == few
    assert max(few) < 35, few


def test_the_bar_is_whole_and_in_proportion():
    counts = [GradeCount(str(n), str(n), n) for n in (0, 10, 26, 1)]
    parts = segments(counts)
    assert [part.x for part in parts] == [0, 0, round(WIDTH * 10 / 37, 2), round(WIDTH * 36 / 37, 2)]
    assert sum(part.width for part in parts) == pytest.approx(WIDTH)
    assert len({part.fill for part in parts}) == 4
    assert [part.has_words for part in parts] == [False, True, True, False]
    assert [part.width for part in segments([GradeCount("a", "A", 0), GradeCount("b", "B", 0)])] == [0, 0]


def test_no_finding_is_told_by_its_number(browser_of, story):
    page = browser_of(story.head).open("/findings/themes/plans")
    addresses = [link["href"] for link in page.select("a[href^='/plan/findings/']")]
    keys = {finding.key for finding in story.findings}
    assert addresses
    assert all(re.fullmatch(r"/plan/findings/[\w-]{16}", address) for address in addresses)
    assert {address.rsplit("/", 1)[1] for address in addresses} <= keys
