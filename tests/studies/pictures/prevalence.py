"""What chance-corrected figures make of one and the same share of agreement, by how common a grade is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from moderation import Estimate, Ratings, agreement
from qa_app.web.words import coefficient, share
from tests.studies.examples import CASES, GOOD, ROUND_ONE, ROUND_TWO, SPLIT, Pairs, ratings, thirty_seven
from tests.studies.pictures.drawing import COUNCIL, LINE, ORANGE, Axis, Dashes, Drawing

AC1 = partial(agreement.gwet_ac, weights="identity")
Coefficient = Callable[[Ratings], Estimate]

CURVES: tuple[tuple[str, Coefficient, str, Dashes], ...] = (
    ("AC2", agreement.gwet_ac, ORANGE, "8 5"),
    ("AC1", AC1, ORANGE, "2 4"),
    ("alpha", agreement.krippendorff_alpha, COUNCIL, ""),
)
"""Name, coefficient, colour and dashes."""


def drawing() -> Drawing:
    alpha = [_value(agreement.krippendorff_alpha, thirty_seven(good)) for good in range(CASES - len(SPLIT) + 1)]
    same = _value(agreement.percent_agreement, ROUND_ONE)
    made = Drawing(
        f"The same grade in {share(same)} of 37 cases: alpha depends on how mixed the grades are",
        f"Of 37 cases 4 are split between Good and Requires improvement; the share of Good among all grades goes from "
        f"{share(_good(thirty_seven(0)))} to {share(_good(thirty_seven(33)))}. Agreement stays at {share(same)}. Alpha "
        f"rises from {coefficient(alpha[0])} to {coefficient(max(alpha))} where both grades are as common, and falls "
        f"again. AC2 with ordinal weights stays between "
        f"{coefficient(min(_curve(agreement.gwet_ac)))} and {coefficient(max(_curve(agreement.gwet_ac)))}, AC1 between "
        f"{coefficient(min(_curve(AC1)))} and {coefficient(max(_curve(AC1)))}.",
        760,
        440,
    )
    across, up = Axis(0, 1, 80, 640), Axis(-0.2, 1, 370, 60)
    for tick in (-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1):
        made.line(80, up.at(tick), 640, up.at(tick), ink=LINE, width=2 if tick == 0 else 1)
        made.text(70, up.at(tick) + 5, f"{tick:g}".replace("-", "−"), anchor="end")
    for tick in (0, 0.25, 0.5, 0.75, 1):
        made.text(across.at(tick), 392, share(tick), anchor="middle")
    made.text(360, 424, "Share of Good among the grades", anchor="middle", bold=True)
    made.text(80, 34, f"Everywhere here both auditors gave the same grade in {share(same)} of the cases", bold=True)
    shares = [_good(thirty_seven(good)) for good in range(CASES - len(SPLIT) + 1)]
    for name, of, ink, dashes in CURVES:
        values = _curve(of)
        places = [(across.at(x), up.at(y)) for x, y in zip(shares, values, strict=True)]
        made.path(places, ink=ink, width=3, dashes=dashes)
        made.text(across.at(shares[-1]) + 8, up.at(values[-1]) + 5, name, size=16, bold=True)
    for words, pairs in (("round one", ROUND_ONE), ("round two", ROUND_TWO)):
        x, y = across.at(_good(pairs)), up.at(_value(agreement.krippendorff_alpha, pairs))
        made.circle(x, y, 6, fill="#ffffff")
        made.text(x + 14, y + 18, f"{words}: alpha {coefficient(_value(agreement.krippendorff_alpha, pairs))}")
    return made


def _good(pairs: Pairs) -> float:
    return sum(pair.count(GOOD) for pair in pairs) / (2 * len(pairs))


def _value(of: Coefficient, pairs: Pairs) -> float:
    value = of(ratings(pairs)).value
    assert value is not None
    return float(value)


def _curve(of: Coefficient) -> list[float]:
    return [_value(of, thirty_seven(good)) for good in range(CASES - len(SPLIT) + 1)]
