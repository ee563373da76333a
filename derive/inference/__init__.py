"""What a document leaves undeclared: shapes, sizes, functions and losses, inferred from how its symbols are used.

    chains of a section, Scope  --inferred()-->  statements of the declaration language

Every statement is a guess that the report shows and a declaration of the document's own replaces.
"""

from derive.inference.differentials import differentials, differentiated
from derive.inference.statements import anew, at_other_times, inferred, times
from derive.inference.survey import LARGEST, Survey, are_told, share_told, survey
from derive.inference.symbols import is_known

__all__ = [
    "LARGEST",
    "Survey",
    "anew",
    "are_told",
    "at_other_times",
    "differentials",
    "differentiated",
    "inferred",
    "is_known",
    "share_told",
    "survey",
    "times",
]
