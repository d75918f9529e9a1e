"""Part 2: severities, designs, plans and charts, with the constants that they rest on."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator

from moderation import drift, half_widths, latent, misfit, planning, prior, severity, shrinkage, xmr
from moderation.design import efficiency
from moderation.marginal import _REACH
from qa_app.web.words import share
from tests.studies.imagined import AUDITOR_SPREAD, COUNCIL, DIFFERENCES, USUAL, limit
from tests.studies.pictures.designs import EVEN, STAR
from tests.studies.severity import CASE_SD
from tests.studies.stated.auditors import TARGET, shared_out


def severities() -> Iterator[str]:
    assert _REACH == 6
    assert math.isclose(prior._LOG_SD_MEAN, math.log(2))
    deviation, scale = math.sqrt(prior._LOG_SD_VARIANCE), math.sqrt(prior._SD_VARIANCE)
    yield f"log σ ~ N(log 2, {deviation:g}²), times a half-normal with scale {scale:g}"
    yield f"ω on a geometric grid from {shrinkage._LEAST} to {shrinkage._MOST}, each weighing"
    assert inspect.signature(severity.SeverityFit.misfit).parameters["replicates"].default == 400
    yield f"infit and outfit from {misfit.ENOUGH_GRADES} grades on, with limits from 400 simulated rounds."


def connection() -> Iterator[str]:
    yield f"the even design has efficiency {efficiency(EVEN).a:.2f} and the star {efficiency(STAR).a:.2f}."
    found = [f"{shared_out(cases).a:.2f}" for cases in (11, 24, 56)]
    yield f"For 12 auditors, 11 cases graded twice give {found[0]}, 24 give {found[1]} and 56 give {found[2]} of"
    yield "by the SHA-256 of seed and case"


def plans() -> Iterator[str]:
    yield f"SE on N = {half_widths.POPULATION:,} such cases"
    yield f"Both say {half_widths.FEWEST} at least"
    best, good, ri, worst = map(share, COUNCIL.values())
    yield f"has {best} Outstanding, {good} Good, {ri} Requires improvement and {worst} Inadequate, reliability {USUAL},"
    defaults = inspect.signature(planning.cases_for_half_width).parameters
    assert defaults["spread"].default == AUDITOR_SPREAD
    yield f"spread of {AUDITOR_SPREAD} between auditors"
    given = {name: one.default for name, one in inspect.signature(planning.severity_half_width).parameters.items()}
    assert given["case_sd"] == CASE_SD
    yield (
        f"the information of one grade, {given['information']} in squared logits, over a case spread of "
        f"{given['case_sd']}, at {given['steps_per_logit']} steps a logit"
    )
    yield "multiplies by 1.1, below eight grades by 1.2"
    seven, eight = (planning.severity_half_width([("A", "B")] * times)["A"] for times in (7, 8))
    assert math.isclose(seven * math.sqrt(7) / (eight * math.sqrt(8)), 1.2 / 1.1)


def change() -> Iterator[str]:
    defaults = inspect.signature(drift.ewma).parameters
    yield f"`drift.ewma`, λ {defaults['weight'].default}."
    textbook = defaults["limit"].default
    yield f"The textbook L of {textbook} promises {TARGET} cycles between false alarms."
    off = 1 - DIFFERENCES[0] / sum(DIFFERENCES.values())
    three, five = (drift.run_length(DIFFERENCES, cases, textbook, seed=5) for cases in (3, 5))
    yield f"one step off in {share(off)} of cases, either way alike, would get"
    yield f"get one in {three:.0f} cycles with 3 cases each and in {five:.0f} with 5."
    yield f"the auditor’s own differences: {limit():.2f} in the picture."
    yield f"limits at {xmr._WIDTH} mean moving ranges and calls them trial limits below {xmr.FULL_FROM} points."


def confusions() -> Iterator[str]:
    restarts = inspect.signature(latent.dawid_skene).parameters["restarts"].default
    yield f"maximisation with {restarts} random restarts"
    yield f"{latent._NEXT} one step off and {latent._FAR} further off"
    assert latent._LEAST == 3


STATED = {
    "Severity and fair grades": severities,
    "Connection and allocation": connection,
    "Planning": plans,
    "Change over cycles": change,
    "Dawid and Skene": confusions,
}
