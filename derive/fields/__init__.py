"""Decider B: two terms are compared in random finite-field worlds, one for every pattern of equal indices.

Reading order: chains, signs, residues, patterns, extent, decide, look.
"""

from derive.fields.decide import Outcome, compare
from derive.fields.look import Look

__all__ = ["Look", "Outcome", "compare"]
