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
from moderation.krippendorff import fixed_weight_alpha, krippendorff_alpha
from moderation.pairs import Disagreement, cohen_kappa, crosstab, disagreements, pair_counts, specific_agreement
from moderation.pairwise import Pairwise, light_kappa, pairwise
from moderation.report import Dropped, Figure, Report, report
from moderation.scores import Concordance, Form, Intraclass, icc, kendall_w

__all__ = [
    "Concordance",
    "Disagreement",
    "Dropped",
    "Figure",
    "Form",
    "Intraclass",
    "Pairwise",
    "Report",
    "boundary",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "crosstab",
    "disagreements",
    "fixed_weight_alpha",
    "fleiss_kappa",
    "gwet_ac",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
    "light_kappa",
    "pair_counts",
    "pairwise",
    "percent_agreement",
    "report",
    "specific_agreement",
    "within",
]
