"""Matrices of blocks mean what NumPy makes of the same blocks; what does not fit is not understood."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

import numpy as np
import pytest

from derive.declarations.contexts import context
from derive.declarations.statements import declare
from derive.links.comparison import generic
from derive.links.readings import meaning
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array, blocks
from derive.naming.choices import Choices
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.syntax.reader import read_term
from derive.terms.blocks import MOST_BLOCKS, at_block, joined, parted, summed
from derive.terms.facts import NONE
from derive.terms.index import Axis, Variable
from derive.terms.term import Delta, Entry, Sum
from tests.laws.floats import World

SHAPES = [
    r"A \in \mathbb{R}^{m \times n}", r"B \in \mathbb{R}^{m \times k}", r"C, F \in \mathbb{R}^{l \times n}",
    r"D \in \mathbb{R}^{l \times k}", r"u, v \in \mathbb{R}^n", r"q \in \mathbb{R}^k", r"b \in \mathbb{R}^m",
    r"s \in \mathbb{R}", r"X \in \mathbb{R}^{K \times m}, rows x_i",
]  # fmt: skip
SIDE_BY_SIDE, STACKED = "side by side", "one above the other"
Arrays = dict[str, np.ndarray]
CASES: list[tuple[str, str, Callable[[Arrays], np.ndarray]]] = [
    ("[A, B]", SIDE_BY_SIDE, lambda g: np.hstack([g["A"], g["B"]])),
    ("[A, C]", STACKED, lambda g: np.vstack([g["A"], g["C"]])),
    ("[A; C]", STACKED, lambda g: np.vstack([g["A"], g["C"]])),
    ("[u, v]", SIDE_BY_SIDE, lambda g: np.hstack([g["u"], g["v"]])),
    ("[u, v]", STACKED, lambda g: np.vstack([g["u"], g["v"]])),
    ("[u; s]", STACKED, lambda g: np.vstack([g["u"], g["s"]])),
    ("[A, B; C, D]", STACKED, lambda g: np.block([[g["A"], g["B"]], [g["C"], g["D"]]])),
    ("[A, B][u; q]", STACKED, lambda g: np.hstack([g["A"], g["B"]]) @ np.vstack([g["u"], g["q"]])),
    (r"\sigma([u; q])^\top [v; q]", STACKED, lambda g: (1 / (1 + np.exp(-stack(g, "uq")))).T @ stack(g, "vq")),
    (r"\|[u; q]\|^2", STACKED, lambda g: np.array([[np.sum(stack(g, "uq") ** 2)]])),
    (r"[A, b]^\top b", STACKED, lambda g: np.hstack([g["A"], g["b"]]).T @ g["b"]),
    (r"\begin{bmatrix} A & 0 \\ 0 & s \end{bmatrix} [u; s]", "", lambda g: np.vstack([g["A"] @ g["u"], g["s"] ** 2])),
    (r"[b, -x_1, \dots, -x_K]", "", lambda g: np.hstack([g["b"], -g["X"].T])),
    (r"[b, x_1, \dots, x_K, 2b]", "", lambda g: np.hstack([g["b"], g["X"].T, 2 * g["b"]])),
    (r"[b, x_1, \dots, x_K] [b, x_1, \dots, x_K]^\top b", "", lambda g: gram(g) @ g["b"]),
]  # fmt: skip


def stack(given: Arrays, names: str) -> np.ndarray:
    return np.vstack([given[name] for name in names])


def gram(given: Arrays) -> np.ndarray:
    return given["b"] @ given["b"].T + given["X"].T @ given["X"]


def frame_of(way: str = "") -> Frame:
    scope = context("none")
    for statement in SHAPES:
        declare(statement, scope)
    return new_frame(scope, choices=Choices({"a list of arrays": way} if way else {}))


@pytest.mark.parametrize(("text", "way", "expected"), CASES, ids=[f"{text} {way}" for text, way, _ in CASES])
def test_blocks_are_those_of_numpy(text: str, way: str, expected: Callable[[Arrays], np.ndarray]) -> None:
    made = meaning(read_term(text), frame_of(way))
    assert isinstance(made, Array), made
    parts = blocks(made)
    for seed in range(5):
        world = World(Random(seed), [every.at(*every.generic) for every in drawn()], NONE)
        world.sizes["2"] = 2
        given = {name: values(every, world) for name, every in zip(NAMES, drawn(), strict=True)}
        found = assembled(parts, made, world)
        assert np.allclose(found, expected(given)), (found, expected(given))


NAMES = ("A", "B", "C", "D", "u", "v", "q", "b", "s", "X")


def drawn() -> list[Array]:
    frame = frame_of()
    return [frame.read(node) for node in map(read_term, NAMES) if not isinstance(node, str)]


def values(array: Array, world: World) -> np.ndarray:
    """All entries of an array without blocks, in a world."""
    ranges = [list(world.positions(axis)) if axis else [0] for axis in array.axes]
    found = np.zeros([len(places) for places in ranges])
    for at in product(*(range(len(places)) for places in ranges)):
        for slot, place, places in zip(array.slots, at, ranges, strict=True):
            if slot:
                world.where[slot] = places[place]
        found[at] = world.value(parted(array.body))
    return found


def assembled(parts: list[Array], whole: Array, world: World) -> np.ndarray:
    """The blocks side by side and one above the other, as the axes of the whole say."""
    numbers = [len(axis.parts) if axis and axis.parts else 1 for axis in whole.axes]
    found = [values(block, world) for block in parts]
    rows = [found[i * numbers[1] : (i + 1) * numbers[1]] for i in range(numbers[0])]
    return np.block(rows)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("[A, u]", ""),
        (r"\begin{bmatrix} A & D \end{bmatrix}", ""),
        ("[A, B; C]", ""),
        ("[A, B] + [B, A]", SIDE_BY_SIDE),
    ],
)
def test_blocks_that_do_not_fit_are_not_understood(text: str, way: str) -> None:
    assert isinstance(meaning(read_term(text), frame_of(way)), NotUnderstoodError)


def test_a_product_with_too_few_blocks_is_ill_formed() -> None:
    assert isinstance(meaning(read_term("[A, B] u"), frame_of(SIDE_BY_SIDE)), IllFormedError)


# the law of blocks, on terms

N, K = Axis("n"), Axis("K")
BOTH = joined((None, N, K))
S, T = Variable("s", BOTH), Variable("t", BOTH)


def test_a_sum_over_blocks_is_the_sum_over_each() -> None:
    term = parted(summed(S, Entry("W", (S,)) * Entry("z", (S,))))
    assert "|1" in repr(term)
    world = World(Random(1), (term,), NONE)
    sizes = {"|1": [()], "|2": [(i,) for i in world.positions(N)], "|3": [(i,) for i in world.positions(K)]}
    expected = sum(world.entry(f"W{p}", at) * world.entry(f"z{p}", at) for p, places in sizes.items() for at in places)
    assert abs(world.value(term) - expected) < 1e-9


def test_positions_in_two_blocks_differ_and_in_one_are_those_of_the_block() -> None:
    (first, _), (other, i), (again, j) = at_block(S, 0), at_block(S, 1), at_block(S, 1)
    assert i is not None
    assert j is not None
    assert parted(Delta(first, other)) == 0 * Entry("x")
    assert parted(Delta(first, first) * Entry("x")) is Entry("x")
    assert parted(Delta(other, again)) is Delta(i, j)


def test_a_sum_over_an_axis_without_blocks_stays() -> None:
    k = Variable("k", K)
    assert summed(k, Entry("x", (k,))) is Sum(k, Entry("x", (k,)))


def test_each_block_is_compared_with_a_number_of_its_own() -> None:
    scope = frame_of().scope
    stacked = meaning(read_term("[u; q]"), frame_of())
    turned = meaning(read_term("[u; 2q]"), frame_of())
    assert isinstance(stacked, Array)
    assert isinstance(turned, Array)
    assert generic(stacked, scope) is generic(stacked, scope)
    assert generic(stacked, scope) is not generic(turned, scope)


def test_what_has_no_length_is_said_to_have_none() -> None:
    scope = context("none")
    declare(r"A \in \mathbb{R}^{m \times n}", scope)
    side = meaning(read_term("[A, I]"), new_frame(scope, choices=Choices({})))
    assert isinstance(side, NotUnderstoodError)
    assert "nothing says how long" in str(side)


def test_no_side_has_more_than_a_few_blocks() -> None:
    few, many = (f"[{'; '.join('u' * number)}]" for number in (MOST_BLOCKS, MOST_BLOCKS + 1))
    assert isinstance(meaning(read_term(few), frame_of()), Array)
    assert isinstance(meaning(read_term(many), frame_of()), NotUnderstoodError)
    doubled = "u"
    for _ in range(12):  # 2^12 blocks in 12 brackets
        doubled = f"[{doubled}; {doubled}]" if len(doubled) < 200 else doubled
    assert isinstance(meaning(read_term(doubled), frame_of()), NotUnderstoodError)
