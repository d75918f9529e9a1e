"""Structured audit tools: what is asked, on what scale, and how answers become a grade."""

from .answers import AnswerError, Problem, State, asked, clean, problems, section_problems, state
from .cohorts import COHORTS
from .comparison import Aspect, Comparison, Difference, compare
from .counted import COUNTED, lacking
from .definition import Overall, Section, Tool
from .errors import ToolError
from .flaws import Flaw, flaws
from .grading import Suggestion, grade
from .kinds import Kind
from .outline import Outline, finished, outline_of, sketch
from .questions import DOES_NOT_APPLY, Option, Question
from .reading import read_outline, read_toml, starter, supplied, supplied_text
from .rule import Cap, Grading, Method
from .scale import FOUR_GRADES, MET, YES_NO, Point, Scale
from .sheet_cells import BadCell
from .sheet_reading import Places, SheetsError, read_sheets
from .sheet_writing import write_sheets
from .values import MOST_ACTIONS, Action, Answer, Finding, SetAside, is_answered, is_set_aside
from .writing import write_toml

__all__ = [
    "COHORTS",
    "COUNTED",
    "DOES_NOT_APPLY",
    "FOUR_GRADES",
    "MET",
    "MOST_ACTIONS",
    "YES_NO",
    "Action",
    "Answer",
    "AnswerError",
    "Aspect",
    "BadCell",
    "Cap",
    "Comparison",
    "Difference",
    "Finding",
    "Flaw",
    "Grading",
    "Kind",
    "Method",
    "Option",
    "Outline",
    "Overall",
    "Places",
    "Point",
    "Problem",
    "Question",
    "Scale",
    "Section",
    "SetAside",
    "SheetsError",
    "State",
    "Suggestion",
    "Tool",
    "ToolError",
    "asked",
    "clean",
    "compare",
    "finished",
    "flaws",
    "grade",
    "is_answered",
    "is_set_aside",
    "lacking",
    "outline_of",
    "problems",
    "read_outline",
    "read_sheets",
    "read_toml",
    "section_problems",
    "sketch",
    "starter",
    "state",
    "supplied",
    "supplied_text",
    "write_sheets",
    "write_toml",
]
