"""Which signals of drift stand when many auditors are followed at once.

Each chart alone alarms once in some hundreds of cycles; thirty of them do so every year or two. So of the signals of
the newest cycle those stand that also pass Benjamini and Hochberg (1995) over all auditors followed: at most a
twentieth of them is then to be expected false. Up to twelve auditors on charts with the limit 2.859 nothing is lost by
it, for there a signal alone has p = .004.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from moderation.differences import adjust
from moderation.ewma import Ewma
from moderation.intervals import check_level


@dataclass(frozen=True, slots=True)
class Alarm:
    """An auditor after the newest of ``cycles``; harsher above 0.

    ``average`` and ``limit`` as on the chart, in standard errors of a cycle. ``p``: two-sided, of an average so far out
    when nothing has changed and residuals are normal; ``adjusted``: for all auditors together. ``signal``: whether the
    average lies beyond the auditor's own limit, which allows for residuals that are not normal; ``stands``: whether it
    does when all are looked at together.
    """

    auditor: Hashable
    cycles: int
    average: float
    limit: float
    p: float
    adjusted: float
    signal: bool
    stands: bool


def alarms(charts: Mapping[Hashable, Ewma], *, level: float = 0.95) -> tuple[Alarm, ...]:
    """Look at the newest cycle of all ``charts`` together; auditors whose chart has no cycle yet are left out.

    ``level``: 1 less the share of false ones to be expected among the signals that stand. Raises ValueError unless it
    lies between 0 and 1.
    """
    from scipy.special import ndtr

    check_level(level)
    followed = {auditor: chart for auditor, chart in charts.items() if len(chart.average)}
    p_values = [2 * float(ndtr(-abs(chart.deviation[-1]))) for chart in followed.values()]
    return tuple(
        Alarm(
            auditor=auditor,
            cycles=len(chart.average),
            average=float(chart.average[-1]),
            limit=float(chart.limits[-1]),
            p=p,
            adjusted=float(adjusted),
            signal=bool(chart.signals[-1]),
            stands=bool(chart.signals[-1] and adjusted <= 1 - level),
        )
        for (auditor, chart), p, adjusted in zip(followed.items(), p_values, adjust(p_values, "bh"), strict=True)
    )
