"""What code for a loss must give, at sizes and values that belong together.

Reading order:

    case        sizes, arrays and positions of a loss
    inputs      Hypothesis strategies that draw them
    truth       the loss and its gradients there, in balls as small as is asked for
    bounds      how far floats may be off: a running error bound
    agreement   what code gave against both
    bounded     whole arrays with a running error bound
    large       cases of sizes that are asked for
"""

from derive.cases.agreement import Disagreement, Expected, check, disagreements, expected
from derive.cases.case import Case
from derive.cases.inputs import LARGEST, inputs
from derive.cases.large import apart, large_cases

__all__ = [
    "LARGEST",
    "Case",
    "Disagreement",
    "Expected",
    "apart",
    "check",
    "disagreements",
    "expected",
    "inputs",
    "large_cases",
]
