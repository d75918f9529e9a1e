"""An audit tool as long as they come: 250 questions in ten sections, every section with a grade and every kind."""

from __future__ import annotations

from collections.abc import Iterator

from tests import factories

SECTIONS, QUESTIONS = 10, 25
SHORT = (("met", ""), ("yes-no", ""), ("number", "highest = 100\n"), ("date", ""), ("line", ""), ("score", ""))
GRADES = ("outstanding", "good", "requires-improvement", "inadequate")


def source() -> str:
    """The tool in TOML. It is headed as the short tool is, without that one's questions and caps."""
    heading = factories.SHORT_TOOL.partition("[[grading.caps]]")[0]
    return heading + "\n".join(_section(number) for number in range(1, SECTIONS + 1))


def section_keys() -> list[str]:
    return [f"part-{number}" for number in range(1, SECTIONS + 1)]


def text_keys(section: str) -> list[str]:
    """The questions of a section that are answered with free text."""
    return [f"{section}-text-{number}" for number in range(1, QUESTIONS - len(SHORT) - 2)]


def _section(number: int) -> str:
    key = f"part-{number}"
    heading = f'[[sections]]\nkey = "{key}"\ntitle = "Part {number}"\npurpose = "What is asked in part {number}."\n'
    return heading + "\n" + "\n".join(_questions(key))


def _questions(section: str) -> Iterator[str]:
    descriptors = "".join(f'{grade} = "What the child lived was {grade}."\n' for grade in GRADES)
    yield _question(section, "grade", "grade", f"required = true\n[sections.questions.descriptors]\n{descriptors}")
    yield _question(section, "strength", "strength", 'themes = ["plans"]\n')
    yield _question(section, "area", "area", 'themes = ["plans"]\n')
    for kind, more in SHORT:
        yield _question(section, kind, kind, more)
    for key in text_keys(section):
        yield _question(section, key.removeprefix(f"{section}-"), "text", "")


def _question(section: str, name: str, kind: str, more: str) -> str:
    words = f"the {name.replace('-', ' ')} of {section.replace('-', ' ')}"
    return (
        f'[[sections.questions]]\nkey = "{section}-{name}"\nkind = "{kind}"\n'
        f'text = "What is {words}?"\nabout = "{words}"\n{more}'
    )
