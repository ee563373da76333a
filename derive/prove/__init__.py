"""Decider A."""

from derive.prove.conditions import Condition
from derive.prove.decide import Proof, prove

__all__ = ["Condition", "Proof", "prove"]
