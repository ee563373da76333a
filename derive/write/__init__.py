"""The scribe: derivations with a reason beside every line, which `derive check` accepts.

Reading order = import order:

    steps        what to join, what to leave out, what a step is called
    pages        what is shown of a gradient: the routes from a loss to its slopes
    cases        what is said case by case, and where a gradient is 0
    assignments  whole assignments, one row each
    displays     how one derivation is typeset
    documents    Markdown, TeX
"""

from derive.write.assignments import ASSIGNMENTS, assignment
from derive.write.documents import derivation, document, solution

__all__ = ["ASSIGNMENTS", "assignment", "derivation", "document", "solution"]
