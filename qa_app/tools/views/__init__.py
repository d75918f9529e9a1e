"""The pages about audit tools: the shelf on which they stand, and the bench on which drafts of them are made."""

from . import beginning, comparing, ending, files, grading, parts, questions, sections, shelf
from .blueprint import blueprint

modules = (beginning, comparing, ending, files, grading, parts, questions, sections, shelf)

__all__ = ["blueprint", "modules"]
