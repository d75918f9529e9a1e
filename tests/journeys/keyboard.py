"""A person who has only a keyboard, and sees at every step where they are."""

from __future__ import annotations

from typing import Any

from tests.journeys.visitor import Visitor

MOST_STOPS = 200

# Where the focus is and what a person sees of it. A radio or checkbox is drawn by its label's ::before.
STOP = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const seen = getComputedStyle(element).opacity === '0' ? [] : [[element, null]];
  const drawn = () => [...seen, ...[...(element.labels || [])].map((label) => [label, '::before'])]
    .map(([each, part]) => {
      const style = getComputedStyle(each, part);
      const outline = style.outlineStyle === 'none' || style.outlineColor.endsWith(', 0)') ? ''
        : `${style.outlineWidth} ${style.outlineColor}`;
      return `${outline} / ${style.boxShadow} / ${style.backgroundColor} / ${style.clip} ${style.clipPath}`;
    }).join(' | ');
  const [box] = element.getClientRects();
  const mine = [element, ...(element.labels || [])];
  const shown = (x, y) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && mine.some((each) => each.contains(hit));
  };
  const middle = box.left + Math.min(box.width, innerWidth) / 2;
  const inside = Math.min(4, box.height / 3);
  let heights = [box.top + inside, box.top + box.height / 2, box.bottom - inside];
  if (element.tagName === 'TEXTAREA') {
    // Of a field of many lines, the browser brings the line into sight that one writes in.
    const style = getComputedStyle(element);
    const line = element.value.slice(0, element.selectionEnd).split('\\n').length - 0.5;
    heights = [box.top + parseFloat(style.paddingTop) + line * parseFloat(style.lineHeight) - element.scrollTop];
  }
  const hidden = heights.filter((y) => !shown(middle, y));
  const focused = drawn();
  element.blur();
  const resting = drawn();
  element.focus({preventScroll: true});
  return {
    tag: element.tagName.toLowerCase(), type: element.type || '', name: element.name || '', id: element.id,
    value: element.value || '', mode: element.inputMode || '', text: element.textContent.trim().replace(/\\s+/g, ' '),
    label: [...(element.labels || [])].map((label) => label.textContent.trim()).join(' '),
    marked: focused !== resting, hidden,
  };
}
"""


class Keyboard:
    """Tab, arrows, Space, Enter and letters: nothing is pressed or filled in but through the keyboard."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.stops: list[dict[str, Any]] = []

    def here(self) -> dict[str, Any] | None:
        """The stop that has the focus; it must be marked, and nothing may lie over it."""
        stop: dict[str, Any] | None = self.page.evaluate(STOP)
        if stop is not None:
            assert stop["marked"], f"{self.page.url}: one cannot see that this has the focus: {stop}"
            assert not stop["hidden"], f"{self.page.url}: something lies over what has the focus: {stop}"
        return stop

    def tab(self, *, back: bool = False) -> dict[str, Any] | None:
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        stop = self.here()
        if stop is not None:
            self.stops.append(stop)
        return stop

    def to(self, **wanted: str) -> dict[str, Any]:
        """Tab on until the stop is the one wanted, such as ``name="email"``, ``text="Sign in"`` or ``label="Good"``."""
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop is not None and all(stop[key] == value for key, value in wanted.items()):
                return stop
        raise AssertionError(f"{self.page.url}: {wanted} is not reached by Tab; reached {self.stops}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def choose(self, group: str, value: str) -> None:
        """Tab to a group of radio buttons, choose the first with Space, and go down by the arrow to the one wanted."""
        self.to(name=group)
        self.page.keyboard.press("Space")
        for _ in range(10):
            stop = self.here()
            assert stop is not None
            if stop["value"] == value:
                assert self.page.locator(f'input[name="{group}"][value="{value}"]').is_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not reached in {group}")

    def tick(self, group: str, value: str) -> None:
        self.to(name=group, value=value)
        self.page.keyboard.press("Space")

    def answer(self, grade: str, words: str, answered: set[str]) -> None:
        """Tab on to the button, and answer on the way: the grade, the first of every choice, words elsewhere.

        :param answered: the names of the fields that are not touched any more; those that are now come to them.
        """
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop is not None and stop["text"] == "Save and continue":
                return
            if stop is not None and stop["name"].startswith(("q-", "t-")) and stop["name"] not in answered:
                answered.add(stop["name"])
                self._answer(stop, grade, words)
        raise AssertionError(f"{self.page.url}: the button is not reached by Tab")

    def _answer(self, stop: dict[str, Any], grade: str, words: str) -> None:
        kind, part = stop["type"], stop["name"].rpartition("-")[2]
        if kind in {"radio", "checkbox"}:
            self.page.keyboard.press("Space")
            grades = self.page.locator(f'input[type=radio][name="{stop["name"]}"][value="{grade}"]').count()
            while grades and (here := self.here()) and here["value"] != grade:
                self.page.keyboard.press("ArrowDown")
        elif stop["tag"] == "select":
            self.page.keyboard.press("ArrowDown")
        else:
            self.type({"day": "1", "month": "6", "year": "2026"}.get(part, "1" if stop["mode"] else words))

    def go(self, heading: str, **wanted: str) -> None:
        """Tab to a link or a button and press Enter; the page with this heading comes."""
        self.to(**wanted)
        self.enter(heading)

    def enter(self, heading: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visitor.look()
        self.stops = []
        assert self.visitor.heading == heading, self.visitor.heading

    def groups(self) -> list[str]:
        """The names of the groups of radio buttons in the order of the stops, once for every stop."""
        return [stop["name"] for stop in self.stops if stop["type"] == "radio"]
