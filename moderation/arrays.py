"""Arrays that are handed out and must not be written to."""

from __future__ import annotations

from typing import Any, TypeVar

from numpy.typing import NDArray

_Array = TypeVar("_Array", bound=NDArray[Any])


def read_only(values: _Array) -> _Array:
    """The same array, no longer to be written to."""
    values.setflags(write=False)
    return values
