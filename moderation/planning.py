"""How many cases to grade twice, before grading them."""

from __future__ import annotations

from moderation.half_widths import Plan, cases_for_half_width, cases_from_pilot, severity_half_width
from moderation.kappa_sizes import cases_for_kappa, cases_for_kappa_precision
from moderation.sample_sizes import SampleSize

__all__ = [
    "Plan",
    "SampleSize",
    "cases_for_half_width",
    "cases_for_kappa",
    "cases_for_kappa_precision",
    "cases_from_pilot",
    "severity_half_width",
]
