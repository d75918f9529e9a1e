"""Asking for the sentence with which a file is refused."""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest

from qa_app.cases.children_in_need import Reading, read_children_in_need
from qa_app.workbooks.archive import WorkbookError
from tests.qa_app.cases.workbooks import TODAY

MEMORY = 150_000_000
SECONDS = 20


def read(stream: io.BytesIO) -> Reading:
    return read_children_in_need(stream, today=TODAY)


def refusal(stream: io.BytesIO, *, memory: int = MEMORY, seconds: float = SECONDS) -> str:
    """The sentence with which the file is refused, within bounds of memory (bytes) and time."""
    started = time.perf_counter()
    tracemalloc.start()
    try:
        with pytest.raises(WorkbookError) as raised:
            read(stream)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < memory, f"{peak:,} bytes"
    assert time.perf_counter() - started < seconds
    assert not stream.closed
    return str(raised.value)
