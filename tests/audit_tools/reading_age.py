"""How old a reader must be for a text, by the Flesch-Kincaid grade of J. P. Kincaid and others (1975).

    grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

A pupil of American grade n is n + 5 years old when it begins. Syllables are estimated, not looked up: a run of vowels
is one; an "e" at the end, in "-ed" or in "-es" is silent where English mostly keeps it so. The estimate is too high for
words such as "safeguarding", whose silent "e" stands inside, and too low for words such as "being". A number written in
figures counts as a word of one syllable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_WORD = re.compile(r"[A-Za-z]+(?:’[A-Za-z]+)*|\d+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:(?<=[^aeiouydt])ed|(?<=[^aeiouyscxzgh])es|(?<=[^aeiouy])(?<![^aeiouy]l)e)$")


def syllables(word: str) -> int:
    """An estimate; at least one.

    >>> [syllables(word) for word in ("child", "asked", "needed", "plan’s", "little", "supervision")]
    [1, 1, 2, 1, 2, 4]
    """
    letters = re.sub(r"(?:’s|[^a-z])", "", word.lower())
    return max(1, len(_VOWELS.findall(_SILENT.sub("", letters))))


def reading_age(texts: Iterable[str]) -> float:
    """The age in years, to one decimal, at which a reader is expected to follow these texts."""
    sentences = [found for text in texts for part in _SENTENCE.findall(text) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return round(grade + 5, 1)
