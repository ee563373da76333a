"""The scribe: derivations with a reason beside every line, which `derive check` accepts.

Reading order = import order:

    texts        a document before it has a format
    pages        what is shown of a gradient: the routes from a loss to its slopes
    assignments  whole assignments, one row each
    displays     how one derivation is typeset
    prose        the sentences beside the formulas
    documents    what a person asks
"""

from derive.write.assignments import ASSIGNMENTS, assignment
from derive.write.documents import derivation, solution, text_of

__all__ = ["ASSIGNMENTS", "assignment", "derivation", "solution", "text_of"]
