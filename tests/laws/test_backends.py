"""The law of backends: each equals the interpreter of the terms and the code by hand, whatever is drawn."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import numeric
from derive.backends import BackendError, Compiled, Kernel, Sizes, Updates, aligned, batches, kernel, routine, updates
from derive.backends.compiling import compiler
from derive.backends.kernels import called, planned
from derive.coders.blocks import NAMES
from derive.coders.kernels_in_c import kernel_source
from derive.coders.vectors import Unit
from derive.losses import find
from derive.plans.windows import LONGEST
from derive.testing import Case, check, inputs
from numeric.word2vec import blocks as by_hand_blocks
from numeric.word2vec.adapter import Bags, Centres
from numeric.word2vec.blocks import Block
from numeric.word2vec.window import SharedNegatives

LAX = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True)
LOSSES = ("negative-sampling", "skip-gram-negative-sampling", "shared-negatives", "naive-softmax", "skip-gram")
SOFTMAXES = ("naive-softmax", "skip-gram")
SIZES = (  # one vector, several; fewer outputs than half a vector, more than one; no drawn words
    Sizes(1, 1, 0),
    Sizes(7, 2, 3),
    Sizes(20, 3, 11),
    Sizes(33, 5, 20),
    Sizes(5, 2, 4, "float64"),
    Sizes(18, 2, 9, "float64"),
)


def backends(*names: str) -> list[Any]:
    """Those of this machine; the others are skipped."""
    return [pytest.param(name, id=name) for name in names or ("c", "numba", "numpy")]


def made(make: Any, *arguments: Any) -> Any:
    try:
        return make(*arguments)
    except BackendError as error:
        pytest.skip(str(error))


@lru_cache
def compiled(name: str, backend: str) -> Compiled:
    return routine(find(name), backend)


@pytest.mark.parametrize("backend", backends("c", "numba"))
@pytest.mark.parametrize("name", LOSSES)
def test_routines_are_the_truth(name: str, backend: str) -> None:
    run = made(compiled, name, backend)

    @LAX
    @given(inputs(find(name)))
    def law(case: Case) -> None:
        assert not check(case, run(*case.arguments))

    law()


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("name", SOFTMAXES)
def test_an_error_and_a_vector_are_the_gradient_of_a_softmax(name: str, backend: str) -> None:
    run = made(compiled, name, backend)

    @LAX
    @given(inputs(find(name), huge=False))
    def law(case: Case) -> None:
        loss, error, slope = run.factored(*case.arguments)
        outer = np.outer(error, case.arrays["v_c"]).astype(case.dtype)
        kinds = (case.dtype.type(loss), outer, slope.astype(case.dtype))
        wanted = routine(find(name), "numpy")(*case.arguments)
        digits = 1e-4 if case.dtype == np.float32 else 1e-11
        for found, right in zip(kinds, wanted, strict=True):
            assert np.allclose(found, right, rtol=digits, atol=digits)

    law()


def by_hand(name: str) -> Any:
    return getattr(numeric, name.replace("-", "_"))


@st.composite
def batch(draw: st.DrawFn, name: str, most: int = 3) -> tuple[Any, ...]:
    """U, V, rows of V and positions for some examples; few words, so that rows stand twice and the target is drawn."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows, size, examples = draw(st.integers(1, 4)), draw(st.sampled_from((1, 5, 40))), draw(st.integers(0, 6))
    near, drawn = draw(st.integers(1, 2)) * 2, draw(st.integers(0, most))
    shapes = {
        "negative-sampling": [(examples,), (examples, drawn)],
        "skip-gram-negative-sampling": [(examples, near), (examples, near, drawn)],
        "naive-softmax": [(examples,)],
        "skip-gram": [(examples, near)],
    }
    U, V = rng.normal(size=(2, rows, size))  # noqa: N806
    return U, V, rng.integers(0, rows, examples), *(rng.integers(0, rows, shape) for shape in shapes[name])


STEPS = ("negative-sampling", "skip-gram-negative-sampling")


def goes_down(run: Updates, name: str, given_: tuple[Any, ...]) -> bool:
    """Whether a step is one down the sum of the gradients by hand, and the loss their sum."""
    U, V, chosen, *places = given_  # noqa: N806
    before, slopes, total = (U.copy(), V.copy()), (np.zeros_like(U), np.zeros_like(V)), 0.0
    loss = run(U, V, chosen, *places, 0.125, told=True)
    for n, c in enumerate(chosen):
        value, to_matrix, to_vector = by_hand(name)(before[0], before[1][c], *(p[n] for p in places))
        total += float(value)
        slopes[0][:] += to_matrix
        slopes[1][c] += to_vector
    near = [
        np.allclose(now, was - 0.125 * slope, rtol=1e-11, atol=1e-11)
        for now, was, slope in zip((U, V), before, slopes, strict=True)
    ]
    return bool(np.isclose(loss, total)) and all(near)


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("name", STEPS)
def test_a_step_goes_down_the_sum_of_all_gradients(name: str, backend: str) -> None:
    runs = {size: made(updates, find(name), size, "float64", backend) for size in (1, 5, 40)}

    @LAX
    @given(batch(name))
    def law(given_: tuple[Any, ...]) -> None:
        assert goes_down(runs[given_[0].shape[1]], name, given_)

    law()


@pytest.mark.parametrize("name", SOFTMAXES)
def test_a_batch_is_all_its_examples(name: str) -> None:
    run = batches(find(name))

    @LAX
    @given(batch(name).filter(lambda drawn: len(drawn[2]) > 0))
    def law(given_: tuple[Any, ...]) -> None:
        U, V, chosen, *places = given_  # noqa: N806
        vectors = V[chosen]
        loss, slope, moved = run(U, vectors, *places)
        each = [by_hand(name)(U, vector, *(p[n] for p in places)) for n, vector in enumerate(vectors)]
        assert np.isclose(loss, sum(float(value) for value, _, _ in each))
        assert np.allclose(slope, sum(to_matrix for _, to_matrix, _ in each))
        assert np.allclose(moved, np.stack([to_vector for _, _, to_vector in each]))

    law()


# kernels

WINDOWS: dict[str, Any] = {  # a loss that windows are trained by, and the same by hand
    "shared-negatives": SharedNegatives,
    "skip-gram": lambda width, window, _: Centres(numeric.skip_gram, width, window),
    "cbow": lambda width, window, _: Bags(numeric.cbow, width, window),
    "cbow-mean": lambda width, window, _: Bags(numeric.cbow_mean, width, window),
    "cbow-negative-sampling": lambda *sizes: Bags(numeric.cbow_negative_sampling, *sizes),
    "cbow-mean-negative-sampling": lambda *sizes: Bags(numeric.cbow_mean_negative_sampling, *sizes),
}
SHARED, BAG, SCAN = "shared-negatives", "cbow-mean-negative-sampling", "skip-gram"
IN_NUMBA = {(SHARED, SIZES[1]), *((name, SIZES[4]) for name in WINDOWS)}  # each takes long to compile
OTHERS = (SIZES[0], SIZES[2], SIZES[4])  # of the sizes, for windows that take the walk of the first


@st.composite
def blocks(draw: st.DrawFn, sizes: Sizes) -> Block:
    """A block of sentences over few words, empty ones among them; rates at which steps do not overshoot."""
    words, scale = draw(st.sampled_from((1, 2, 9, 35))), draw(st.sampled_from((0.0, 0.3, 3.0)))
    lengths = draw(st.lists(st.sampled_from((0, 1, 2, 5, 30)), min_size=1, max_size=4))
    rate = min(0.02, 0.3 / (sizes.size * scale**2 + 1))
    seed, first = draw(st.integers(0, 2**32)), draw(st.integers(0, len(lengths)))
    return block_of(sizes, words, lengths, scale=scale, rate=rate, seed=seed, first=first)


def block_of(
    sizes: Sizes, words: int, lengths: list[int], *, scale: float, rate: float, seed: int, first: int = 0
) -> Block:
    rng = np.random.default_rng(seed)
    offsets = np.concatenate([[3], 3 + np.cumsum(lengths)]).astype(np.int64)
    arrays = []
    for _ in range(2):
        array = aligned(words, sizes)
        array[:, : sizes.size] = rng.normal(size=(words, sizes.size)) * scale
        arrays.append(array)
    ids = rng.integers(0, words, offsets[-1]).astype(np.int32)
    keep = rng.choice([0.2, 0.7, 2.0], words).astype(np.float32)
    threshold = rng.choice([0, 2**31, 2**32 - 1], words).astype(np.uint32)
    alias = rng.integers(0, words, words).astype(np.int32)
    state = np.array([seed * 2**31 + 1], np.uint64)
    return Block(*arrays, ids, offsets, first, len(lengths), keep, threshold, alias, rate, rate / 20, state)


def test_a_block_is_the_same_for_kernels_in_every_language() -> None:
    assert Block._fields == NAMES
    assert LONGEST == by_hand_blocks.LONGEST


@lru_cache
def fast(name: str, sizes: Sizes, backend: str) -> Kernel:
    return kernel(find(name), sizes, backend)


def copied(block: Block, sizes: Sizes) -> Block:
    """The same block with arrays of its own for what is learned."""
    V, U = (aligned(len(block.V), sizes) for _ in range(2))  # noqa: N806
    V[:], U[:] = block.V, block.U
    return block._replace(V=V, U=U, state=block.state.copy())


def agree(run: Any, name: str, block: Block, sizes: Sizes) -> bool:
    """The same pairs, the same random numbers, and the same changes of vectors but for rounding."""
    theirs, ours = copied(block, sizes), copied(block, sizes)
    pairs = WINDOWS[name](sizes.width, sizes.window, sizes.negatives)(theirs)
    same = run(ours) == pairs and ours.state[0] == theirs.state[0]
    unit = float(np.finfo(sizes.dtype).eps)
    for now, right, was in zip(ours[:2], theirs, block, strict=False):
        rounding = 8 * unit * (pairs + 1) ** 0.5 * float(np.abs(right).max())
        near = np.abs(now - right).max() <= 1e-3 * float(np.abs(right - was).max()) + rounding
        same = same and near and not now[:, sizes.size :].any()
    return bool(same)


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("name", WINDOWS)
def test_kernels_obey_the_law_of_a_window(name: str, sizes: Sizes, backend: str) -> None:
    if backend == "numba" and (name, sizes) not in IN_NUMBA:
        pytest.skip("takes long to compile; a few stand for all")
    if name != SHARED and sizes not in OTHERS:
        pytest.skip("a few sizes stand for all")
    run = made(fast, name, sizes, backend)

    @settings(LAX, max_examples=12)
    @given(blocks(sizes))
    def law(block: Block) -> None:
        assert agree(run, name, block, sizes)

    law()


@pytest.mark.parametrize("backend", backends())
def test_a_long_sentence_is_cut(backend: str) -> None:
    sizes = SIZES[1]
    block = block_of(sizes, 9, [1500, 3], scale=0.3, rate=0.001, seed=1)
    block.keep[:] = 0.9
    assert agree(made(fast, SHARED, sizes, backend), SHARED, block, sizes)


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("name", ["skip-gram", "cbow"])
def test_a_softmax_of_large_scores_is_one(name: str, backend: str) -> None:
    """Scores of hundreds, the largest of them in the last rows: what was added up before counts for nothing."""
    sizes = SIZES[4]
    block = block_of(sizes, 35, [30, 4], scale=0.3, rate=1e-6, seed=2)
    block.V[:, 0], block.U[:, 0] = 30, np.linspace(-30, 30, 35)
    assert agree(made(fast, name, sizes, backend), name, block, sizes)


@pytest.mark.parametrize("unit", [Unit(16, 16), Unit(32, 16), Unit(64, 32)], ids=str)
@pytest.mark.parametrize(
    ("name", "sizes"),
    [*((SHARED, sizes) for sizes in SIZES[1:]), (BAG, SIZES[2]), (BAG, SIZES[4]), (SCAN, SIZES[2]), (SCAN, SIZES[4])],
    ids=str,
)
def test_every_width_of_a_vector_obeys_it(name: str, sizes: Sizes, unit: Unit) -> None:
    """A processor without such vectors takes them in parts."""
    run = made(of_source, name, sizes, unit, "")

    @settings(LAX, max_examples=5)
    @given(blocks(sizes))
    def law(block: Block) -> None:
        assert agree(run, name, block, sizes)

    law()


FAULTS = (
    (SHARED, "drawn == centre ? 0 : -rate", "-rate"),  # a drawn word that is the centre counts
    (SHARED, "count = 0;\n", "count = 0; rate = -rate;\n"),
    (SHARED, "= ahead[o - 1];", "= ahead[0];"),
    (SHARED, "e[j * ROOM + 1]; d1_0", "e[j * ROOM]; d1_0"),
    (SHARED, "v0 += g * w1_0;", "v0 += g * w0_0;"),
    (SHARED, "v1 += g * w1_1;", "v1 += g * w1_0;"),  # the second vector of two
    (SHARED, "AT(u2, c) += d2_0;", "AT(u2, c) = w2_0 + d2_0;"),  # a row drawn twice is changed once
    (SHARED, "j != i", "1"),
    (SHARED, "(real)(-1.0), (real)(1.0)", "(real)(1.0), (real)(1.0)"),
    (SHARED, "keep[ids[at]] >= number", "keep[ids[at]] > number + 0.2f"),
    (BAG, "d *= share_of_a_row;", ""),  # as word2vec.c and gensim have it
    (BAG, "AT(u2, c) += e[2] * v;", "AT(u2, c) = w2 + e[2] * v;"),
    (BAG, "drawn == centre ? 0 : -rate", "-rate"),
    (BAG, "sum * share_of_a_row", "sum"),
    (SCAN, "+= e[w] * AT(h, c);", "+= 0 * AT(h, c);"),  # the last step of a block is forgotten
    (SCAN, "before[c] = h[c];", "before[c] = h[0];"),
    (SCAN, "share /= sum;", "share /= sum * 1.01f;"),
    (SCAN, "*total *= less;", ""),
    (SCAN, "if (w < words)", "if (w + 1 < words)"),  # the last row is forgotten where it is alone
    (SCAN, "e[hit] +=", "e[hit] ="),  # a word that stands around twice counts once
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0]}: {fault[2]}")
def test_a_kernel_with_a_fault_is_caught(fault: tuple[str, str, str]) -> None:
    name, *edit = fault
    sizes = SIZES[1]
    run = made(of_source, name, sizes, Unit(16, 16), edit)
    found = []

    @settings(LAX, max_examples=25)
    @given(blocks(sizes))
    def law(block: Block) -> None:
        found.append(agree(run, name, block, sizes))

    law()
    assert not all(found)


def of_source(name: str, sizes: Sizes, unit: Unit, fault: list[str] | str) -> Any:
    """A kernel in C for a vector unit, as it is written or with a fault in it."""
    compiler()
    plan, sizes = planned(find(name), sizes)
    source = kernel_source(plan, sizes, unit, "a test")
    if fault:
        assert fault[0] in source
        source = source.replace(*fault, 1)
    run, _ = called(source, sizes.dtype)
    return lambda block: run(*block)
