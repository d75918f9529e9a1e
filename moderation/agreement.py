"""How far auditors agree, case by case: every measure by the name it is known by.

Each coefficient takes Ratings and gives an Estimate; ``report`` gives all a result page needs.
"""

from __future__ import annotations

from moderation.coefficients import (
    boundary,
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
    within,
)
from moderation.krippendorff import krippendorff_alpha
from moderation.pairs import Disagreement, cohen_kappa, crosstab, disagreements, pair_counts, specific_agreement
from moderation.report import Dropped, Figure, Report, report

__all__ = [
    "Disagreement",
    "Dropped",
    "Figure",
    "Report",
    "boundary",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "crosstab",
    "disagreements",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "pair_counts",
    "percent_agreement",
    "report",
    "specific_agreement",
    "within",
]
