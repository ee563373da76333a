"""Code of a person's own in tests of their own.

    def test_mine():
        derive.testing.agrees(naiveSoftmaxLossAndGradient, "naive-softmax")

    @given(derive.testing.inputs(loss))
    def test_mine(case):
        assert not derive.testing.check(case, mine(*case.arguments))

A door, with nothing behind it of its own: cases are drawn in the room `cases`, code is looked at in the room `trial`.
"""

from derive.cases import Case, Disagreement, check, disagreements, expected, inputs
from derive.testing.agreeing import agrees

__all__ = ["Case", "Disagreement", "agrees", "check", "disagreements", "expected", "inputs"]
