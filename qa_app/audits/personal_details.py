"""What in free text looks like the details of a person. It warns and never stops: only the writer knows.

An audit needs no names: a child is the case, and adults are the worker, the mother, the school. The marks looked for
are those by which a reader could tell who it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from qa_app.web.words import listed

_TEN_DIGITS: Final = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_PHONE: Final = re.compile(r"(?<![\d/.-])(?:\+44[ -]?\(?0?\)?[ -]?|\(?0)\d(?:[ )-]?\d){8,9}(?!\d)")
_POSTCODE: Final = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_BORN: Final = re.compile(
    rf"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\b[ :]{{0,3}}(?:the )?\d{{1,2}}(?:st|nd|rd|th)?[ ./-]"
    rf"(?:\d{{1,2}}|(?:{_MONTHS})[a-z]*)[ ./-]\d{{2,4}}\b",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Auntie|Aunt|Uncle|Nan|Grandad)\.? +[A-Z][a-z]+")
_NAME: Final = re.compile(r"(?<![.!?:\n“\"] )(?<!^)\b([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})\b", re.MULTILINE)
_NO_NAMES: Final = frozenset(
    [
        *("Academy", "Adviser", "African", "Annex", "April", "Asian", "August", "Authority", "Black", "Board"),
        *("British", "Care", "Caribbean", "Child", "Children", "Christian", "Christmas", "Core", "Council"),
        *("Court", "Crown", "December", "Designated", "Diwali", "Early", "Easter", "Education", "Eid"),
        *("Emergency", "English", "Families", "Family", "February", "Friday", "Good", "Group", "Guardianship"),
        *("Head", "Health", "Help", "High", "Hospital", "Inadequate", "Independent", "Interim", "January"),
        *("July", "June", "Justice", "Law", "Lead", "Leaver", "Local", "Manager", "March", "May", "Mental"),
        *("Monday", "Muslim", "New", "November", "Nursery", "October", "Officer", "Ofsted", "Order", "Outline"),
        *("Outstanding", "Personal", "Placement", "Plan", "Police", "Primary", "Protection", "Public", "Ramadan"),
        *("Requires", "Reviewing", "Romani", "Safeguarding", "Saturday", "School", "Section", "September"),
        *("Service", "Services", "Social", "Special", "Sunday", "Team", "Thursday", "Together", "Traveller"),
        *("Tuesday", "Virtual", "Wednesday", "White", "Working", "Year", "Youth"),
    ]
)


def warning(texts: Iterable[str]) -> str:
    """What the writer is told of details of a person in the texts; nothing where none seem to be there."""
    found = looks_like(texts)
    return (
        f"This looks as if {listed(found)} stood in it. An audit needs none: leave it out if you can." if found else ""
    )


def looks_like(texts: Iterable[str]) -> list[str]:
    """What the texts seem to hold, each said once: "an NHS number", "a phone number" and so on."""
    joined = "\n\n".join(texts)
    found = {
        "a name": bool(_TITLED.search(joined)) or any(_is_name(*pair) for pair in _NAME.findall(joined)),
        "a date of birth": bool(_BORN.search(joined)),
        "a phone number": bool(_PHONE.search(joined)),
        "a postcode": bool(_POSTCODE.search(joined)),
        "an NHS number": any(_checks("".join(groups)) for groups in _TEN_DIGITS.findall(joined)),
    }
    return [what for what, there in found.items() if there]


def _is_name(first: str, second: str) -> bool:
    return first not in _NO_NAMES and second not in _NO_NAMES


def _checks(digits: str) -> bool:
    """Whether the last of ten digits is the check digit that an NHS number has (modulus 11)."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return rest != 10 and int(digits[9]) == rest % 11
