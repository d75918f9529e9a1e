"""The pictures of docs/moderation.md, drawn from figures that the engine computes."""

from __future__ import annotations

from tests.studies.pictures import change, designs, prevalence, same_share, severities, widths

PICTURES = {
    "same-share": same_share.drawing,
    "prevalence": prevalence.drawing,
    "widths": widths.drawing,
    "severities": severities.drawing,
    "designs": designs.drawing,
    "change": change.drawing,
}
"""What draws each picture, by the name of its file."""
