"""Derived gradients as NumPy source that a person can read.

Reading order:

    tree        what a routine may say
    printing    the one place where it becomes text
    functions   functions, and the stable ones that a routine brings along
    naming      names in code, none of them taken from a document
    stable      terms in a form fit for floats
    products    matrix forms in NumPy
    arrays      terms over whole arrays
    scatter     sums of deltas as additions into places
    sharing     repeated parts are worked out once
    program     from a problem to statements
    routine     source, docstring, function
"""

from derive.codegen.errors import NotCodedError
from derive.codegen.program import Parameter, Problem, Result
from derive.codegen.routine import Routine, routine

__all__ = ["NotCodedError", "Parameter", "Problem", "Result", "Routine", "routine"]
