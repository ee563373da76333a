"""Refuting: the smallest sizes and the plainest values at which two terms differ, certified by ball arithmetic.

Reading order: points, reals, balls, search, counterexamples.
"""

from derive.refute.counterexamples import Counterexample, counterexample

__all__ = ["Counterexample", "counterexample"]
