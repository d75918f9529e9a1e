"""The themes a council starts with: first those that inspections name most often, most often first."""

from __future__ import annotations

STARTER_THEMES: tuple[tuple[str, str], ...] = (
    ("plans", "Plans"),
    ("management-oversight", "Management oversight"),
    ("drift-and-delay", "Drift and delay"),
    ("care-leavers", "Care leavers"),
    ("assessment", "Assessment"),
    ("placements", "Placements"),
    ("recording", "Recording"),
    ("homeless-16-17", "Homeless 16 and 17 year olds"),
    ("missing", "Missing children"),
    ("carers-and-kinship", "Carers and kinship"),
    ("health", "Health"),
    ("permanence", "Permanence"),
    ("thresholds", "Thresholds"),
    ("audit-and-performance", "Audit and performance information"),
    ("pre-proceedings", "Pre-proceedings"),
    ("strategy-and-section-47", "Strategy discussions and section 47"),
    ("education", "Education"),
    ("life-story", "Life story"),
    ("reviewing-officer-challenge", "Reviewing officer challenge"),
    ("disabled-children", "Disabled children"),
    ("neglect", "Neglect"),
    ("voice-and-direct-work", "Voice and direct work"),
    ("exploitation", "Exploitation"),
    ("risk-and-safety", "Risk and safety"),
    ("impact-and-outcomes", "Impact and outcomes"),
    ("history-and-chronology", "History and chronology"),
    ("identity", "Identity and diversity"),
    ("multi-agency", "Multi-agency work"),
)
"""Key and name. The key is what tools name a theme by, and never changes."""
