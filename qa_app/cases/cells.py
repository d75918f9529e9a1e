"""What one cell of a spreadsheet says: an ID, a date, an age, a code or a few words.

Every reader here takes a cell's value as the spreadsheet library gives it and returns the plain value, or ``None`` for
a blank, or raises ``CellError`` with the reason in a sentence. No sentence ever quotes a date of birth.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from openpyxl.utils.datetime import from_excel

from qa_app.cases.annex_a import Code, find_code

MAX_ID: Final = 64
MAX_WORDS: Final = 120
MAX_QUOTED: Final = 40
UNBORN: Final = -1
OLDEST: Final = 120

# Dates typed as numbers: 1 January 1950 to 31 December 2099, as Excel counts days.
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050

_BLANKS = frozenset({"", "#n/a", "n/a", "null", "-", "--"})
_EXCEL_ERROR = re.compile(r"#(?:VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z| ?[AP]M)?)?"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[/.-]([0-9]{{1,2}})[/.-]([0-9]{{4}}){_TIME}")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[/.-]([0-9]{{1,2}})[/.-]([0-9]{{1,2}}){_TIME}")
_MONTH_NAMED = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[ /-]([A-Za-z]{{3,9}})[ /-]([0-9]{{4}}){_TIME}")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LIKE_A_DATE = re.compile(
    r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|[0-9]{1,2}(?:st|nd|rd|th)?[ /-]?[A-Za-z]{3,9}[ /-]?[0-9]{2,4}"
)
_DECIMAL = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)


class CellError(ValueError):
    """Why a cell cannot be read, in a sentence."""


def tidy(value: object) -> str:
    """The cell as one line of text, "" for a blank or ``#N/A``: control and invisible characters out, spaces single."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not (text.isascii() and text.isprintable() and "_x" not in text):
        text = "".join(" " if _is_space(character) else character for character in _unescaped(text))
        text = "".join(character for character in text if not _is_control(character))
        text = unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if text[:1] == "#" and _EXCEL_ERROR.fullmatch(text):
        raise CellError(f"The cell holds Excel's error {text}.")
    return "" if text.casefold() in _BLANKS else text


def holds_control_characters(value: object) -> bool:
    """Whether a text holds characters that show nothing or turn the line round; line ends and tabs are only spaces."""
    if not isinstance(value, str) or (value.isprintable() and "_x" not in value):
        return False
    return any(_is_control(character) and not _is_space(character) for character in _unescaped(value))


def read_id(value: object) -> str | None:
    """A case ID as text: 1234.0 is "1234"; leading noughts of a text stay."""
    if isinstance(value, bool | date | time | timedelta):
        raise CellError("The ID is not a number or text.")
    if isinstance(value, int | float):
        return _id_from_number(value)
    text = tidy(value)
    if re.fullmatch(r"[0-9]+\.0+", text):
        text = text.partition(".")[0]
    if text:
        _refuse_as_id(text)
    return text or None


def _refuse_as_id(text: str) -> None:
    if _SHORTENED.fullmatch(text):
        raise CellError("The spreadsheet has shortened the ID to a power of ten. Format the column as text.")
    if _date_in(text) is not None:
        raise CellError("A date stands where the ID should be.")
    if not any(character in "0123456789" for character in text):
        raise CellError("The ID holds no digit. It may be a name, and names are not kept.")
    if len(text) > MAX_ID:
        raise CellError(f"The ID has {len(text)} characters; the most is {MAX_ID}.")


def _id_from_number(value: float) -> str:
    if value >= 10**15:
        raise CellError(
            "The ID is a number of more than 15 digits, which a spreadsheet does not keep whole. "
            "Format the column as text."
        )
    if not (value >= 0 and value == int(value)):
        raise CellError("The ID is not a whole number.")
    return str(int(value))


def read_words(value: object) -> str | None:
    """A team or a worker, as it stands, on one line."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    text = tidy(value)
    if len(text) > MAX_WORDS:
        raise CellError(f"The cell has {len(text)} characters; the most is {MAX_WORDS}.")
    return text or None


def read_code(heading: str, value: object) -> Code | None:
    """The template's code under ``heading``; a text that is none of them raises."""
    if isinstance(value, bool):
        value = "Yes" if value else "No"
    elif isinstance(value, date | time | timedelta):
        raise CellError("A date stands where a code should be.")
    text = tidy(value)
    if not text:
        return None
    code = find_code(heading, text)
    if code is None:
        raise CellError(f"{quoted(text)} is not one of the template's codes.")
    return code


def read_age(value: object) -> int | None:
    """Whole years, 0 to 120; ``UNBORN`` for -1 or "unborn". The cell is never quoted: it may hold a date of birth."""
    wrong = CellError(f"The age is not a number of years from 0 to {OLDEST}, nor -1 or “unborn”.")
    if isinstance(value, bool | date | time | timedelta):
        raise wrong
    text = tidy(value).casefold()
    if not text:
        return None
    if text == "unborn":
        return UNBORN
    text = re.sub(r" ?(?:years?|yrs?)(?: old)?$", "", text)
    if not _DECIMAL.fullmatch(text):
        raise wrong
    age = math.floor(float(text))
    if not UNBORN <= age <= OLDEST:
        raise wrong
    return age


def read_date(value: object, *, epoch: datetime, quote: bool = True) -> date | None:
    """A day, from an Excel date, the number behind one, or text such as 21/11/2026, 2026-11-21 or 21 Nov 2026.

    ``epoch`` is where the workbook starts counting. Excel's date nought, which it gives for an empty cell, is a blank.
    With ``quote=False`` the reason never repeats the cell.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value in (0, time(0), timedelta(0)) and value is not False:
        return None
    if isinstance(value, bool | time | timedelta):
        raise CellError("The cell holds a time or a yes or no, not a date.")
    if isinstance(value, int | float):
        return _date_from_number(value, epoch)
    text = tidy(value)
    if not text:
        return None
    found = _date_in(text)
    if found is None:
        said = _cut(text) if quote else "This"
        raise CellError(f"{said} is not a date of the calendar written like 21/11/2026.")
    return found


def _date_from_number(value: float, epoch: datetime) -> date:
    if not _FIRST_SERIAL <= value <= _LAST_SERIAL:
        raise CellError("The cell holds a number that is not a date.")
    found = from_excel(int(value), epoch)
    if not isinstance(found, datetime):
        raise CellError("The cell holds a number that is not a date.")
    return found.date()


def quoted(text: str) -> str:
    """The text for a sentence, cut short; what could be a date of birth in the wrong column is not repeated."""
    return "A date" if _LIKE_A_DATE.search(text) else _cut(text)


def _cut(text: str) -> str:
    return f"“{text}”" if len(text) <= MAX_QUOTED else f"“{text[:MAX_QUOTED]}…”"


def _date_in(text: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
    elif match := _MONTH_NAMED.fullmatch(text):
        day, name, year = match.groups()
        month = str(_month(name))
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12, or 0 for what is neither a month nor its first letters."""
    name = name.casefold().replace("sept", "sep", 1) if len(name) == 4 else name.casefold()
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)


def _is_space(character: str) -> bool:
    return character in "\t\n\r" or unicodedata.category(character)[0] == "Z"


def _is_control(character: str) -> bool:
    return unicodedata.category(character)[0] == "C"


def _unescaped(text: str) -> str:
    """Excel writes a control character as ``_x000B_``."""
    return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text)
