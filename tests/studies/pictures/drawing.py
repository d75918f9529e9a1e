"""Drawings as SVG text: readable without colour, with a title and a description for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

INK, QUIET, LINE, PALE, PAPER = "#0b0c0c", "#484949", "#b1b4b6", "#e9f0f2", "#ffffff"
COUNCIL, ORANGE = "#1b4d5c", "#a8480a"

Anchor = Literal["start", "middle", "end"]
Dashes = Literal["", "8 5", "2 4"]


@dataclass(frozen=True)
class Axis:
    """Where on the drawing a value stands: ``low`` at ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass
class Drawing:
    """A drawing of ``width`` by ``height``; what is put on it later lies on top."""

    title: str
    description: str
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(
        self, x: float, y: float, x2: float, y2: float, *, ink: str = INK, width: float = 1, dashes: Dashes = ""
    ) -> None:
        self._put("line", x1=_n(x), y1=_n(y), x2=_n(x2), y2=_n(y2), **_stroke(ink, width, dashes))

    def path(
        self, points: Sequence[tuple[float, float]], *, ink: str = INK, width: float = 2, dashes: Dashes = ""
    ) -> None:
        """A line through all the points."""
        places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._put("polyline", points=places, fill="none", **_stroke(ink, width, dashes))

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        ink: str = INK,
        stroke: float = 1,
    ) -> None:
        self._put("rect", x=_n(x), y=_n(y), width=_n(width), height=_n(height), fill=fill, **_stroke(ink, stroke, ""))

    def circle(self, x: float, y: float, r: float, *, fill: str = INK, ink: str = INK) -> None:
        self._put("circle", cx=_n(x), cy=_n(y), r=_n(r), fill=fill, **_stroke(ink, 2, ""))

    def diamond(self, x: float, y: float, reach: float, *, fill: str = PAPER) -> None:
        corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
        places = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
        self._put("polygon", points=places, fill=fill, **_stroke(INK, 2, ""))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 14,
        anchor: Anchor = "start",
        bold: bool = False,
        clear: bool = False,
    ) -> None:
        """Words from, about or up to a place. ``clear``: with a little paper around them, where lines run below."""
        given = {"x": _n(x), "y": _n(y), "font-size": str(size), "text-anchor": anchor, "fill": INK}
        given |= {"font-weight": "700"} if bold else {}
        given |= {"stroke": PAPER, "stroke-width": "4", "paint-order": "stroke"} if clear else {}
        self._put("text", words, **given)

    def bar(self, low: float, high: float, y: float, *, ink: str = INK, width: float = 3, cap: float = 7) -> None:
        """An interval lying across, with an end mark on either side."""
        self.line(low, y, high, y, ink=ink, width=width)
        for x in (low, high):
            self.line(x, y - cap, x, y + cap, ink=ink, width=width)

    @property
    def svg(self) -> str:
        """The whole file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}" role="img" aria-labelledby="title desc" font-family="Arial, sans-serif">'
        )
        words = [f'<{name} id="{name}">{escape(text)}</{name}>' for name, text in self._words]
        paper = f'<rect width="{self.width}" height="{self.height}" fill="{PAPER}"/>'
        return "\n".join([head, *words, paper, *self.parts, "</svg>", ""])

    @property
    def _words(self) -> tuple[tuple[str, str], ...]:
        return ("title", self.title), ("desc", self.description)

    def _put(self, element: str, words: str = "", **given: str) -> None:
        opened = f"<{element} " + " ".join(f'{name}="{value}"' for name, value in given.items())
        self.parts.append(f"{opened}>{escape(words)}</{element}>" if words else f"{opened}/>")


def _stroke(ink: str, width: float, dashes: Dashes) -> dict[str, str]:
    drawn = {"stroke": ink, "stroke-width": _n(width)}
    return drawn | {"stroke-dasharray": dashes} if dashes else drawn


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
