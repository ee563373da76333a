"""What code for a loss must give, at sizes and values that belong together.

    @given(derive.testing.inputs(loss))
    def test_mine(case):
        assert not derive.testing.check(case, mine(*case.arguments))

Reading order:

    cases       sizes, arrays and positions of a loss
    inputs      Hypothesis strategies that draw them
    truth       the loss and its gradients there, in balls as small as is asked for
    bounds      how far floats may be off: a running error bound
    agreement   what code gave against both
"""

from derive.testing.agreement import Disagreement, check, disagreements, expected
from derive.testing.cases import Case
from derive.testing.inputs import inputs

__all__ = ["Case", "Disagreement", "check", "disagreements", "expected", "inputs"]
