"""Large cases: what bounds whole arrays holds the truth, right code is never accused, and a small error is found."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import numeric
from derive.cases import Case, apart, expected, inputs, large_cases
from derive.cases.bounded import Bounded
from derive.cases.inputs import parameters
from derive.errors import LimitError, UsageError
from derive.losses import LIBRARY, find, naive_softmax, negative_sampling

UNIT = float(np.finfo(np.float64).eps) / 2
TINY = float(np.finfo(np.float64).tiny)
WIDE = frozenset(["lstm", "gru"])
SIZES = {"V": 300, "d": 7}


@pytest.mark.parametrize("name", LIBRARY)
def test_the_truth_lies_within_the_bound(name: str) -> None:
    loss = find(name)
    routine = loss.numpy()

    @settings(
        max_examples=3 if name in WIDE else 10,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(loss, huge=False, kinds=["float64"]))
    def law(case: Case) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = routine.call(*(Bounded.of(value, UNIT) for value in case.arguments))
        for one, found in zip(expected(case), results, strict=True):
            for at, truth in one.values.items():
                assert abs(float(truth.mid()) - found.value[at]) <= found.error[at] + TINY, (one.name, at)

    law()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", LIBRARY)
def test_right_code_agrees_at_large_sizes(name: str) -> None:
    loss = find(name)
    routine, names = loss.numpy(), ("loss", *(f"d{q.name}" for q in loss.learned))
    code = getattr(numeric, name.replace("-", "_"))
    sizes = {axis: 3 if axis == "m" else 11 + n for n, axis in enumerate(parameters(loss))}
    cases = list(large_cases(loss, sizes, 4, ("float64", "float32")))
    assert [str(case.dtype) for case in cases] == ["float64", "float32"] * 2
    for case in cases:
        assert not apart(case, routine, names, code(*case.arguments))


def spoiled(results: Any, place: int, at: Any, change: Any) -> list[Any]:
    found = [np.array(one) for one in results]
    found[place][at] = change(found[place][at])
    return found


@pytest.mark.parametrize(
    ("place", "at", "change", "said"),
    [
        (1, 17, lambda row: 0 * row, r"dU: is 0.0 at \[17, 0\], but should be .* \(7 of 2100 entries are off\)"),
        (1, 17, lambda row: 1.01 * row, r"\(7 of 2100 entries are off\)"),
        (2, 3, lambda x: x + 1e-6, r"dv_c: .* at \[3\].* \(1 of 7 entries are off\)"),
        (2, 3, lambda x: np.nan, "dv_c: is nan"),
        (0, (), lambda x: x + 1e-10, "loss: "),
    ],
)
def test_a_small_error_is_found(place: int, at: Any, change: Any, said: str) -> None:
    loss = naive_softmax()
    (case,) = large_cases(loss, SIZES, 1, ("float64",))
    right = loss.numpy().call(*case.arguments)
    names = ("loss", "dU", "dv_c")
    assert not apart(case, loss.numpy(), names, right)
    (found,) = apart(case, loss.numpy(), names, spoiled(right, place, at, change))
    assert re.search(said, str(found))


def test_words_occur_again_in_every_second_case() -> None:
    first, second = large_cases(negative_sampling(), {"V": 1000, "d": 3, "K": 5}, 2, ("float64",))
    assert len(set(first.functions["w"].tolist())) > 1
    assert len(set(second.functions["w"].tolist())) < 5


def test_sizes_that_do_not_exist_are_said() -> None:
    with pytest.raises(UsageError, match="naive-softmax has no size W; it has V, d"):
        next(large_cases(naive_softmax(), {"W": 3}, 1, ("float64",)))
    with pytest.raises(UsageError, match="V = 0: a size is at least 1"):
        next(large_cases(naive_softmax(), {"V": 0}, 1, ("float64",)))


def test_what_has_no_rule_is_said() -> None:
    array = Bounded.of(np.ones(3), UNIT)
    with pytest.raises(LimitError, match=r"no rule for how far numpy\.sin may be off"):
        np.sin(array)
    with pytest.raises(LimitError, match=r"numpy\.linalg\.norm|numpy\.norm"):
        np.linalg.norm(array)
