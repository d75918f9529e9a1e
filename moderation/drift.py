"""Change over cycles, and units beside each other: control charts that stay quiet when there is only chance."""

from __future__ import annotations

from moderation.alarms import Alarm, alarms
from moderation.ewma import Ewma, calibrate_limit, ewma, run_length, standardised
from moderation.funnels import Funnel, Unit, funnel, funnel_of_means
from moderation.xmr import Assurance, Point, Rebase, Xmr, xmr

__all__ = [
    "Alarm",
    "Assurance",
    "Ewma",
    "Funnel",
    "Point",
    "Rebase",
    "Unit",
    "Xmr",
    "alarms",
    "calibrate_limit",
    "ewma",
    "funnel",
    "funnel_of_means",
    "run_length",
    "standardised",
    "xmr",
]
