"""The Annex A layout: the eleven lists, their headings, and the codes that may stand in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

# The headings of List 6 that this product reads.
CHILD_ID = "Child Unique ID"
GENDER = "Gender"
ETHNICITY = "Ethnicity"
DATE_OF_BIRTH = "Date of Birth"
AGE = "Age of Child (Years)"
DISABILITY = "Does the Child have a Disability"
START = "CIN Start Date"
NEED = "Primary Need Code"
LAST_SEEN = "Date Child Was Last Seen"
CLOSURE = "CIN Closure Date"
STATUS = "Case status"
TEAM = "Allocated Team"
WORKER = "Allocated Worker"

_LETTER = re.compile(r"^[a-z]{1,2}\)\s*")
_VALUE = re.compile(r"^([A-Z]{0,3}[0-9]{0,2}[A-Z]?)(?:: ?| - )(.+)$")


@dataclass(frozen=True)
class ListLayout:
    """One list of the workbook: row 1 holds the title, row 2 the headings, the data start in row 3."""

    number: int
    sheet: str
    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """One code as the template writes it (``b) 2A: Schools``), and its parts: letter ``b``, value ``2A``, label."""

    written: str
    letter: str
    value: str
    label: str


@dataclass(frozen=True)
class Layout:
    """All of it. ``codes`` and ``shorthand`` go by heading; the other tables turn a code into this product's word."""

    lists: tuple[ListLayout, ...]
    codes: Mapping[str, tuple[Code, ...]]
    shorthand: Mapping[str, Mapping[str, str]]
    statuses: Mapping[str, str]
    genders: Mapping[str, str]
    ethnicity_groups: Mapping[str, str]

    def list_numbered(self, number: int) -> ListLayout:
        """List 1 to 11."""
        return self.lists[number - 1]


@cache
def layout() -> Layout:
    """The layout, read from the file beside this module the first time that it is asked for."""
    facts = tomllib.loads((files(__package__) / "annex_a.toml").read_text(encoding="utf-8"))
    groups = {value: group for group, values in facts["ethnicity_groups"].items() for value in values}
    return Layout(
        lists=tuple(
            ListLayout(entry["number"], entry["sheet"], entry["title"], tuple(entry["headings"]))
            for entry in facts["lists"]
        ),
        codes=MappingProxyType({name: tuple(_parts(code) for code in codes) for name, codes in facts["codes"].items()}),
        shorthand=MappingProxyType(facts["shorthand"]),
        statuses=MappingProxyType(facts["statuses"]),
        genders=MappingProxyType(facts["genders"]),
        ethnicity_groups=MappingProxyType(groups),
    )


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """The bare words of a heading, code or sheet name, by which two spellings of the same thing are equal.

    Capitals, spaces of every kind, punctuation, apostrophes straight or curly, and a remark in brackets do not count.
    """
    kept = re.sub(r"\([^()]*\)", " ", text)
    kept = re.sub(r"['’‘`]", "", kept).casefold()
    return re.sub(r"[\W_]+", " ", kept).strip()


def find_code(heading: str, text: str) -> Code | None:
    """The code meant by ``text``: written whole, without its letter, or as letter, value or label alone."""
    return _spellings(heading).get(words(text))


@cache
def _spellings(heading: str) -> dict[str, Code]:
    codes = layout().codes[heading]
    spellings: dict[str, Code] = {}
    for spelt in ("written", "value", "label", "letter"):
        for code in codes:
            spellings.setdefault(words(getattr(code, spelt)), code)
    for code in codes:
        spellings.setdefault(words(_LETTER.sub("", code.written)), code)
    by_writing = {code.written: code for code in codes}
    for short, written in layout().shorthand.get(heading, {}).items():
        spellings.setdefault(words(short), by_writing[written])
    spellings.pop("", None)
    return spellings


def _parts(written: str) -> Code:
    lettered = _LETTER.match(written)
    letter = lettered.group().strip() if lettered else ""
    rest = written[lettered.end() :] if lettered else written
    valued = _VALUE.match(rest)
    value, label = valued.groups() if valued else (rest, rest)
    return Code(written, letter, value, label)
