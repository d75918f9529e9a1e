"""I4: 400% zoom, which is a window of 320 by 256: nothing sideways, nothing cut off, nothing too small to press."""

from __future__ import annotations

import pytest

from qa_app.db import db
from tests.journeys import desk
from tests.journeys.council import council

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"

# Words that lie beyond the window or are cut by their own box; tables may be scrolled in a frame of their own.
CUT_OFF = """
() => {
  const hidden = (element) => element.closest('.govuk-visually-hidden, .govuk-skip-link, .app-stack thead') !== null;
  const framed = (element) => {
    for (let each = element; each !== document.body; each = each.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(each).overflowX)) return true;
    return false;
  };
  const found = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !element.checkVisibility() || hidden(element) || framed(element)) continue;
    if (element.closest('script, noscript, svg, option')) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    const outside = (box) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
    if ([...range.getClientRects()].some(outside)) found.push(words.currentNode.data.trim());
    for (let each = element; each !== document.body; each = each.parentElement)
      if (['hidden', 'clip'].includes(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 1)
        found.push(`cut: ${words.currentNode.data.trim()}`);
  }
  return found;
}
"""

# WCAG 2.5.8: 24 by 24 pixels; for a link also room enough that no other target comes within a circle of 24 around it,
# or a sentence that it stands in.
TOO_SMALL = """
() => {
  const drawn = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const targets = [...document.querySelectorAll('main a[href], main button, main summary, main input, main select')]
    .filter((element) => element.type !== 'hidden' && drawn(element))
    .map((element) => ({element, box: element.getBoundingClientRect()}));
  const small = ({box}) => box.height < 24 || box.width < 24;
  const inSentence = ({element}) => [...element.parentElement.childNodes].some(
    (each) => each.nodeType === Node.TEXT_NODE && /\\w/.test(each.data));
  const middle = ({box}) => [box.left + box.width / 2, box.top + box.height / 2];
  const away = ([x, y], {box}) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const crowded = (target) => targets.some((other) => {
    if (other === target) return false;
    const [[x, y], [u, v]] = [middle(target), middle(other)];
    return away([x, y], other) < 12 || (small(other) && Math.hypot(x - u, y - v) < 24);
  });
  const alone = ({element}) => ['BUTTON', 'SUMMARY'].includes(element.tagName);
  return targets.filter((target) => small(target) && (alone(target) || (!inSentence(target) && crowded(target))))
    .map(({element, box}) => `${element.outerHTML.slice(0, 120)} is ${box.width} by ${box.height}`);
}
"""


@pytest.fixture
def told(fresh_app):
    with fresh_app.app_context():
        yield council(lambda name: f"{name} of Neighbourhood-Safeguarding (Northumberland)")
        db.session.remove()


def test_I4_every_page_at_400_percent(told, visitor, fresh_app, address):
    everything, auditor = visitor(), visitor()
    found = []
    for person, who, pages in ((everything, told.who, told.pages), (auditor, told.auditor, [told.resolution])):
        desk.signed_in(person, fresh_app, who, address)
        person.page.set_viewport_size({"width": 320, "height": 256})
        for path in pages:
            person.open(path)
            if person.page.evaluate(SIDEWAYS):
                found.append((path, "the page goes sideways"))
            found += [(path, f"cut off: {words}") for words in person.page.evaluate(CUT_OFF)]
            found += [(path, f"too small: {target}") for target in person.page.evaluate(TOO_SMALL)]
    assert not found, "\n".join(" ".join(each) for each in found)
