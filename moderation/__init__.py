"""How far auditors agree: the statistics of moderation.

Plain values in, plain values out; nothing here knows of users, databases or the web. Importing it costs no more than
importing numpy.
"""

from __future__ import annotations

from moderation import agreement, compare, design, drift, latent, planning, severity
from moderation.benchmarks import Benchmark, benchmark
from moderation.estimates import Estimate
from moderation.intervals import Interval, proportion_interval
from moderation.ratings import InsufficientData, Ratings
from moderation.scale import Scale

__all__ = [
    "Benchmark",
    "Estimate",
    "InsufficientData",
    "Interval",
    "Ratings",
    "Scale",
    "agreement",
    "benchmark",
    "compare",
    "design",
    "drift",
    "latent",
    "planning",
    "proportion_interval",
    "severity",
]
