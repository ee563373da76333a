"""Decider B: two terms are compared in random finite-field worlds, one for every pattern of equal indices.

Reading order: chains, signs, residues, patterns, extent, decide.
"""

from derive.fields.decide import Look, Outcome, compare

__all__ = ["Look", "Outcome", "compare"]
