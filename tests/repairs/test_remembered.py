"""Candidates mean what their text means, whatever was read before them, and leave nothing behind."""

from collections.abc import Iterator
from itertools import islice

import pytest

from derive.declarations.statements import declare
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.faults import MeaningError
from derive.naming.frame import Frame
from derive.naming.scope import Scope
from derive.repairs import edits, letters
from derive.repairs.edits import Edit
from derive.repairs.remembered import Remembered
from derive.source.text import Source, Span
from derive.syntax.chains import Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_term
from derive.terms.canonical import canonical
from derive.terms.index import Variable

LINES = (
    r"A x",
    r"x^\top x",
    r"x x^\top",
    r"x x^\top A x",
    r"\sum_k x_k (x_k - y_k)",
    r"\sum_k x_k + \sum_k y_k",
    r"\sum_{k=1}^{N} x_k",
    r"\sum_{k=1}^{q} x_k",
    r"x_q + y",
    r"(x + y)^\top (x + y)",
    r"\frac{\partial x^\top y}{\partial x}",
    r"A x^\top",
    r"\sum_k x_k \sum_j A_{kj} y_j",
    r"\sum_j x_j \sum_k A_{jk} y_k",
    r"\sum_k y_k \sum_j A_{kj} y_j + \sum_k A_{kk}",
    r"\sum_k A_{k} x_k",
)


def frame() -> Frame:
    scope = Scope("test")
    for statement in (r"A \in \mathbb{R}^{n \times n}", r"x, y \in \mathbb{R}^n", r"j, k \in n"):
        declare(statement, scope, "declared")
    return new_frame(scope, choices=Choices())


def entries(side: object) -> object:
    """An array at common indices; a fault by its words."""
    if not isinstance(side, Array):
        assert isinstance(side, MeaningError)
        return type(side), side.message
    at = [Variable(f"i{place}", slot.axis) if slot else None for place, slot in enumerate(side.slots)]
    return side.axes, canonical(side.at(*at))


def test_what_was_read_before_changes_no_meaning():
    remembered = Remembered(frame())
    for _ in range(2):
        for line in LINES:
            assert entries(remembered.meaning(read_term(line))) == entries(Remembered(frame()).afresh(line)), line


def test_an_array_that_is_remembered_may_stand_twice():
    remembered = Remembered(frame())
    remembered.meaning(read_term("x"))
    one, two = remembered.meaning(read_term(r"x x^\top")), remembered.meaning(read_term(r"x^\top x"))
    assert isinstance(one, Array)
    assert isinstance(two, Array)
    assert len(set(one.flat())) == 2
    assert two.is_scalar
    assert not two.body.free


def test_a_candidate_leaves_nothing_behind():
    given = frame()
    before = given.scope.copy()
    remembered = Remembered(given)
    for line in LINES:
        remembered.meaning(read_term(line))
    assert given.scope == before
    assert not given.free
    assert not given.notes


@pytest.mark.parametrize(
    ("line", "changes", "expected"),
    [
        ("x_i + y_j", (("j", "i"),), "x_i + y_i"),
        (r"A x - \hat y", ((r"\hat y", "x"),), "A x - x"),
        (r"\frac{x_i}{y_i}", (("x_i", r"\hat{y}_j"),), r"\frac{\hat{y}_j}{y_i}"),
        ("A x + y", ((" x", r"^\top x"),), r"A^\top x + y"),
        (r"A^\top x + y", ((r"^\top", ""),), "A x + y"),
        ("(x + y) A", ((") A", r")^\top A"),), r"(x + y)^\top A"),
        ("(x_i + y) A", (("_i", ""), (") A", r")^\top A")), None),
        ("f (x) + y", (("f", "f^T"),), "f^T (x) + y"),
        ("f' (x) + y", (("f'", "f'^T"),), "f'^T (x) + y"),
        ("A x + y", (("x", "(x - y)"),), "A (x - y) + y"),
        (r"A + y x", (("y x", r"y \odot x"),), r"A + y \odot x"),
        (r"A + x y x", ((" y", ""),), "A + x x"),
        (r"A + x y", (("x y", "-x y"),), "A + -x y"),
        ("A x", ((" x", r"^\top x"),), r"A^\top x"),
        ("x + y", (("+", "-"),), None),
        ("x + y", (("x +", "-x +"),), "-x + y"),
        ("x + y", ((" + ", " - "),), None),
        (r"\log x y", (("x y", r"x \odot y"),), None),
        (r"\log x y + y", (("x y", r"x \odot y"),), r"\log x \odot y + y"),
    ],
)
def test_of_an_edit_only_what_it_changes_is_read(line: str, changes: tuple[tuple[str, str], ...], expected: str | None):
    """None: the whole text has to be read, since what is edited leans on what is beside it."""
    source, side, remembered = Source("test", line), read_term(line), Remembered(frame())
    assert isinstance(side, Node)
    edit = Edit(tuple(smallest(line, old, new) for old, new in changes), "any")
    tree = remembered.tree(edit, side, source)
    assert (tree is None) == (expected is None)
    if expected is not None:
        text, _ = edit.apply(source, side.span)
        read = read_term(text)
        assert isinstance(read, Node)
        assert "".join(text.split()) == "".join(expected.split())
        assert tree is remembered.one(read)


SIDES = (
    r"x_i + y_j - A x",
    r"-(x - y) \frac{x^\top y}{2} + \sum_k x_k (1 - y_k)",
    r"(x - y)^\top A x",
    r"\sum_{k=1}^{N} x_k y_k",
    r"\frac{x_i - y_i}{\sqrt{x_i}}",
    r"- \log \sigma(x^\top y) - \sum_k \log \sigma(-x_k y)",
    r"\frac{\partial}{\partial x} x^\top A x + y",
    r"\frac{\partial L}{\partial x_i} x'(y_i - 1)",
    r"[x - y] \cdot y / x_k",
)


def every_edit(side: Node, source: Source) -> Iterator[Edit]:
    names = letters.letters((side,))
    singles = letters.indices(side, names)
    yield from (*edits.signs(side, source), *edits.transposes(side, source), *edits.products(side, source))
    yield from (*singles, *letters.put_on(side, names), *letters.taken_off(side, source), *letters.exchanges(side))
    yield from edits.onehot(side, source, ("t",))
    yield from (*edits.symbols(side, (side,), source), *edits.factors(side, (side,), source), *edits.terms(side))
    yield from (edit for name in names for edit in letters.sums(side, name, source))
    yield from islice(letters.closings(side, names, names, source), 400)
    yield from islice(letters.pairs(singles), 100)


@pytest.mark.parametrize("line", SIDES)
def test_a_tree_says_what_the_edited_text_says(line: str):
    """Most edits have one; what cannot be read is seen before all of it is read."""
    source, side, remembered = Source("test", line), read_term(line), Remembered(frame())
    assert isinstance(side, Node)
    seen = []
    for edit in every_edit(side, source):
        text, _ = edit.apply(source, side.span)
        read, tree = read_term(text), remembered.tree(edit, side, source)
        assert tree is None or isinstance(tree, Node) == isinstance(read, Node), text
        assert not isinstance(tree, Node) or tree is remembered.one(read), text
        seen.append(tree is not None)
    assert sum(seen) > 0.6 * len(seen)


@pytest.mark.parametrize(
    ("line", "old", "new"), [("x y", " y", r"^\topy"), ("A (x + y)", "x + y", "x + ^y"), ("A + x", "x", "x_i_j")]
)
def test_what_cannot_be_read_is_seen_without_the_rest(line: str, old: str, new: str):
    source, side = Source("test", line), read_term(line)
    assert isinstance(side, Node)
    assert isinstance(Remembered(frame()).tree(Edit((smallest(line, old, new),), "any"), side, source), Unread)


def smallest(line: str, old: str, new: str) -> tuple[Span, str]:
    """The change without what both texts begin and end with; a whole name stays whole."""
    start, end = line.rindex(old), line.rindex(old) + len(old)
    if old[0].isspace() or not old.replace("\\", "").isalnum():
        while old and new and old[-1] == new[-1]:
            old, new, end = old[:-1], new[:-1], end - 1
        while old and new and old[0] == new[0]:
            old, new, start = old[1:], new[1:], start + 1
    return Span(start, end), new
