"""naiveSoftmaxLossAndGradient differs from naive-softmax: dU.

It looks like: dU: y never subtracted.
Needs NumPy and pytest; run it with `pytest test_answer.py`.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parent / "answer.py"
RIGHT = {  # by result: the place at which the function gives it, the true values, and how far floats may be off
    "loss": (0, np.array(0.0, np.float64), np.array(1.7763568757961974e-15, np.float64)),
    "dU": (2, np.array([[0.0]], np.float64), np.array([[6.661338220542833e-15]], np.float64)),
    "dv_c": (1, np.array([0.0], np.float64), np.array([8.900295450606898e-308], np.float64)),
}


def results():
    """What the function gives at the smallest example."""
    sys.path.insert(0, str(FILE.parent))
    spec = importlib.util.spec_from_file_location("under_test", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.naiveSoftmaxLossAndGradient(
        centerWordVec=np.array([1.0], np.float64),
        outsideWordIdx=0,
        outsideVectors=np.array([[0.0]], np.float64),
        dataset=None,
    )
    return found if isinstance(found, tuple | list) else (found,)


@pytest.mark.parametrize("name", RIGHT)
def test_naiveSoftmaxLossAndGradient(name):
    place, right, bound = RIGHT[name]
    given = results()
    assert len(given) == len(RIGHT), f"{len(given)} results, but should be {len(RIGHT)}: {', '.join(RIGHT)}"
    found = np.asarray(given[place])
    assert found.shape == right.shape
    assert found.dtype.kind == "f"
    known = np.isfinite(right)  # elsewhere there is a kink
    assert (np.abs(found - right) <= bound)[known].all(), f"{name} is {found}, but should be {right}"
