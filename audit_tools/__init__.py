"""Structured audit tools: what is asked, on what scale, and how answers become a grade."""

from .answers import Answer, AnswerError, Finding, Problem, State, clean, problems, section_problems, state
from .definition import Kind, Option, Overall, Question, Section, Tool
from .errors import ToolError
from .grading import Suggestion, grade
from .reading import read_toml, supplied, supplied_text
from .rule import Cap, Grading, Method
from .scale import FOUR_GRADES, Point, Scale

__all__ = [
    "FOUR_GRADES",
    "Answer",
    "AnswerError",
    "Cap",
    "Finding",
    "Grading",
    "Kind",
    "Method",
    "Option",
    "Overall",
    "Point",
    "Problem",
    "Question",
    "Scale",
    "Section",
    "State",
    "Suggestion",
    "Tool",
    "ToolError",
    "clean",
    "grade",
    "problems",
    "read_toml",
    "section_problems",
    "state",
    "supplied",
    "supplied_text",
]
