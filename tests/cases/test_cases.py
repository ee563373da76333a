"""Cases, truth and bounds: what is drawn, and that a bound is neither loose nor too tight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings

import derive
from derive.cases import Case, check, expected, inputs
from derive.cases.inputs import positive
from derive.losses import LIBRARY, naive_softmax, negative_sampling
from derive.losses import find as loss_named

LAX = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True)
LOSS = negative_sampling()


@pytest.mark.parametrize(
    "wanted",
    [
        lambda case: case.sizes == {"V": 1, "d": 1, "K": 0},
        lambda case: len(set(case.functions["w"].tolist())) < len(case.functions["w"]),
        lambda case: case.positions["o"] in case.functions["w"],
        lambda case: case.dtype == np.float32,
        lambda case: not case.arrays["U"].flags.writeable,
        lambda case: not case.arrays["U"].flags.c_contiguous,
        lambda case: abs(case.arrays["U"] @ case.arrays["v_c"]).max() >= 1000,
        lambda case: 0 < abs(case.arrays["U"]).min() < 1e-20,
    ],
    ids=["smallest", "repeated", "the target", "float32", "read-only", "strided", "huge", "tiny"],
)
def test_what_goes_wrong_in_practice_is_drawn(wanted: object) -> None:
    find(inputs(LOSS), wanted, settings=settings(LAX, max_examples=2000))  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a vector of length 0 has no direction
@pytest.mark.parametrize("name", LIBRARY)
def test_sizes_belong_together(name: str) -> None:
    loss = loss_named(name)
    routine = loss.numpy()

    @settings(LAX, max_examples=20)
    @given(inputs(loss))
    def law(case: Case) -> None:
        routine(*case.arguments)  # which looks at shapes and positions
        for labels, along in loss.facts.distributions:
            assert labels not in case.arrays or (case.arrays[labels].sum(axis=along) == 1).all()
        assert all((case.arrays[name] > 0).all() for name in positive(loss))

    law()


def test_what_must_be_positive() -> None:
    above = {name: set(positive(loss_named(name))) for name in LIBRARY}
    assert {name: found for name, found in above.items() if found} == {
        "batch-norm": {"epsilon"},
        "cross-entropy": {"yhat"},
        "divergence": {"y"},
        "gaussian": {"v"},
        "glove": {"X"},
        "layer-norm": {"epsilon"},
        "tempered-cross-entropy": {"tau"},
    }


CASE = Case(
    naive_softmax(),
    {"V": 3, "d": 2},
    {"U": np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]]), "v_c": np.array([0.5, -0.75])},
    {"o": 1},
    {},
)


def test_the_bound_is_a_few_units_in_the_last_place() -> None:
    for one in expected(CASE):
        assert all(1e-17 < bound < 5e-14 for bound in one.bounds.values())


@pytest.mark.parametrize("off", [1e-13, -1e-13, np.inf, np.nan])
def test_what_is_just_outside_the_bound_is_found(off: float) -> None:
    right = naive_softmax().numpy()(*CASE.arguments)
    assert not check(CASE, right)
    for place in range(3):
        wrong = [np.array(result) for result in right]
        wrong[place][(0,) * wrong[place].ndim] += off
        (found,) = check(CASE, wrong)
        assert found.result == ("loss", "dU", "dv_c")[place]
        assert "but should be" in str(found)


def test_shapes_and_kinds_are_looked_at() -> None:
    loss, by_u, by_v = naive_softmax().numpy()(*CASE.arguments)
    assert "has shape (2, 3), but should be (3, 2)" in str(check(CASE, (loss, by_u.T, by_v))[0])
    assert "is float32, but should be float64" in str(check(CASE, (loss, by_u.astype(np.float32), by_v))[0])
    assert "2 were given, but should be 3: loss, dU, dv_c" in str(check(CASE, (loss, by_u))[0])


def test_a_case_shows_its_numbers() -> None:
    assert repr(CASE).startswith("Case(naive-softmax, U=array([[ 1.")
    assert derive.testing.inputs is inputs
