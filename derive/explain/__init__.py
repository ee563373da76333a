"""Explanations of proofs: the named moves that lead from one side of a proved step to the other.

    path(left, right, ground) -> (Change, ...)           () when nothing short was found

The deciders say that a step is true; this room looks for what a person would have done, and asks the deciders about
every single move. Nothing here can make a false step true.

Reading order = import order:

    tidy     what needs no word: collecting, multiplying out, renaming
    ground   definitions, facts, and derivatives still to be taken
    moves    the table of named moves, a law each
    rules    the rules of differentiation as such moves
    chain    the chain rule through the names between
    parts    the part of a side that a step changes
    checked  what both deciders say of a step
    trace    one side taken by moves as far as they go
    algebra  what a step of algebra is called
    path     two traces that meet, with as little to read as can be
"""

from derive.explain.checked import Change
from derive.explain.ground import Definition, Ground, Held
from derive.explain.path import path

__all__ = ["Change", "Definition", "Ground", "Held", "path"]
