"""What a document leaves undeclared: shapes, sizes, functions and losses, inferred from how its symbols are used.

    chains of a section, Scope  --inferred()-->  statements of the declaration language

Every statement is a guess that the report shows and a declaration of the document's own replaces.
"""

from derive.inference.statements import inferred
from derive.inference.survey import survey

__all__ = ["inferred", "survey"]
