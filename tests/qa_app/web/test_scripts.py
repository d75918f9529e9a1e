"""Our own scripts keep nothing in the browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import qa_app

STATIC = Path(qa_app.__file__).parent / "web/static"
STORES = (
    r"localStorage|sessionStorage|indexedDB|caches\b|document\.cookie|serviceWorker|navigator\.storage|window\.name"
)


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda script: script.name)
def test_A4_no_script_of_ours_knows_a_store_in_the_browser(script):
    text = "\n".join(line.partition("//")[0] for line in script.read_text("utf-8").splitlines())
    assert not re.findall(STORES, text)
