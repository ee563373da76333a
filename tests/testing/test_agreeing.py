"""agrees: what is right passes, what is wrong fails with all that is known of it."""

from __future__ import annotations

import numpy as np
import pytest

import derive
import numeric
from derive.errors import UsageError
from derive.losses import LIBRARY, find
from derive.testing import agrees

sampled: list[object] = []


def getNegativeSamples(*asked: object) -> list[int]:
    sampled.append(asked)
    return [0]


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):  # type: ignore[no-untyped-def]
    drawn = np.array(getNegativeSamples(outsideWordIdx, dataset, K), int)
    loss, by_outside, by_centre = numeric.negative_sampling(outsideVectors, centerWordVec, outsideWordIdx, drawn)
    return loss, by_centre, by_outside


def wrong(U, v_c, o):  # type: ignore[no-untyped-def]
    loss, by_outside, by_centre = numeric.naive_softmax(U, v_c, o)
    return loss, by_outside.T, by_centre


def test_what_is_right_passes() -> None:
    assert agrees(numeric.naive_softmax, "naive-softmax").cases >= 30
    assert agrees(numeric.sigmoid, "sigmoid")
    assert agrees(numeric.naive_softmax, derive.losses.naive_softmax(), extreme=False)
    assert derive.testing.agrees is agrees


def test_the_sampler_of_the_test_module_is_lent() -> None:
    assert agrees(negSamplingLossAndGradient, "negative-sampling", extreme=False)
    assert not sampled
    assert getNegativeSamples(1, None, 2) == [0]


def test_what_is_wrong_is_said_in_full() -> None:
    with pytest.raises(AssertionError) as caught:
        agrees(wrong, "naive-softmax")
    message = str(caught.value)
    assert message.startswith("wrong differs from naive-softmax [D501]\n  dU: has shape (2, 1), but should be (1, 2)")
    assert r"expected: \frac{\partial J}{\partial U} = " in message
    assert "looks like: dU is transposed" in message
    assert "smallest example: V = 1, d = 2" in message


def test_what_it_raised_is_its_cause() -> None:
    def raises(U, v_c, o):  # type: ignore[no-untyped-def]
        raise ZeroDivisionError("no")

    with pytest.raises(AssertionError, match="the call: raised ZeroDivisionError: no") as caught:
        agrees(raises, "naive-softmax")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_extremes_are_named() -> None:
    def textbook(U, v_c, o):  # type: ignore[no-untyped-def]
        _, by_outside, by_centre = numeric.naive_softmax(U, v_c, o)
        with np.errstate(divide="ignore"):
            return -np.log(numeric.softmax(U @ v_c)[o]), by_outside, by_centre

    assert agrees(textbook, "naive-softmax", extreme=False)
    with pytest.raises(AssertionError, match=r"at extreme numbers alone(.|\n)*extreme=False leaves such numbers out"):
        agrees(textbook, "naive-softmax")


def test_results_that_change_from_call_to_call_are_said() -> None:
    calls: list[int] = []

    def changing(U, v_c, o):  # type: ignore[no-untyped-def]
        calls.append(o)
        loss, by_outside, by_centre = numeric.naive_softmax(U, v_c, o)
        return loss + (len(calls) == 5), by_outside, by_centre

    with pytest.raises(AssertionError, match="they are not the same at every call"):
        agrees(changing, "naive-softmax", extreme=False)


def test_large_sizes_are_asked_at_too() -> None:
    def short(U, v_c, o):  # type: ignore[no-untyped-def]
        loss, by_outside, by_centre = numeric.naive_softmax(U, v_c, o)
        by_outside[256:] = 0
        return loss, by_outside, by_centre

    assert agrees(short, "naive-softmax", extreme=False)
    with pytest.raises(
        AssertionError, match=r"at large sizes alone(.|\n)*dU: is 0.0 at \[256, 0\](.|\n)*V = 300, d = 4"
    ):
        agrees(short, "naive-softmax", extreme=False, sizes={"V": 300, "d": 4})
    assert agrees(numeric.naive_softmax, "naive-softmax", extreme=False, sizes={"V": 300}).cases > 45


def test_arguments_are_said_and_never_changed() -> None:
    def other(a, b, c):  # type: ignore[no-untyped-def]
        found = numeric.naive_softmax(c, a, b)
        a += 1
        return found[0], found[2], found[1]

    assert agrees(other, "naive-softmax", arguments={"a": "v_c", "b": "o", "c": "U"})
    with pytest.raises(UsageError, match="the argument a is not known"):
        agrees(other, "naive-softmax")


@pytest.mark.parametrize("asked", ["naive-sofmax", "cupy"])
def test_what_is_not_known_is_said(asked: str) -> None:
    with pytest.raises(UsageError, match=r"did you mean naive-softmax|expected one of numpy, torch, jax"):
        agrees(wrong, asked, arrays="cupy" if asked == "cupy" else "numpy")


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_code_of_other_libraries(library: str) -> None:
    module = pytest.importorskip(library)

    def softplus(x):  # type: ignore[no-untyped-def]
        return module.sigmoid(x) if library == "torch" else module.nn.sigmoid(x)

    assert agrees(softplus, "sigmoid", arrays=library, extreme=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_hand_coded_losses_agree(name: str) -> None:
    said = {"W": "I"} if name == "language-model" else None
    assert agrees(getattr(numeric, name.replace("-", "_")), find(name), arguments=said)
