"""When a rule says no."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault
    """A rule of the service said no; nothing was changed.

    :param message: a sentence for the person who asked, fit to be a page heading.
    :param because: what they can do next, in one or two sentences.
    """

    def __init__(self, message: str, because: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.because = because
