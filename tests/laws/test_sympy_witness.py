"""The third witness: SymPy's own derivative of the written-out loss is our derivative, at explicit shapes.

Every number that a document of tests/corpus or a built-in context defines, by every tensor it is made of.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

import pytest
import sympy

from derive.calculus.differentiate import differentiate
from derive.declarations.contexts import BUILT_IN, context
from derive.judge.check import Options
from derive.naming.scope import Scope
from derive.opening.state import opened
from derive.source.load import load
from derive.syntax.reader import read_document
from derive.terms.index import Applied, Index, Variable
from derive.terms.substitute import tensors
from derive.terms.sympy_bridge import entry_symbol, explicit
from derive.terms.term import Delta, Entry, Size, Sum, Term, walk

CORPUS = Path(__file__).parent.parent / "corpus"
DOCUMENTS = [path for path in sorted(CORPUS.rglob("*.md")) if path.stem not in ("deep",)]
SKIPPED = frozenset({"step", "relu", "abs"})  # SymPy differentiates these as distributions
Words = dict[tuple[str, tuple[int, ...]], int]  # values of index functions
MOST_PAIRS = 8  # losses and variables of one document


def scopes() -> Iterator[tuple[str, Scope]]:
    for name in BUILT_IN:
        yield name, context(name)
    for path in DOCUMENTS:
        document = read_document(load(path))
        state, notes = opened(document, Options())
        assert not notes, path
        yield path.stem, state.scopes[state.last]


def losses(scope: Scope) -> Iterator[tuple[Entry, Entry]]:
    """(loss, entry it is differentiated by), the position given by free index variables."""
    for loss in scope.tensors.values():
        if loss.axes or loss.definition is None:
            continue
        whole = scope.unfold(Entry(loss.name))
        if any(getattr(part, "function", "") in SKIPPED for part in walk(whole)):
            continue
        for name in sorted(tensors(whole)):
            axes = scope.tensors[name].axes if name in scope.tensors else ()
            yield Entry(loss.name), Entry(name, tuple(Variable(f"%p{n}", axis) for n, axis in enumerate(axes)))


def indices(term: Term) -> Iterator[Index]:
    for part in walk(term):
        if isinstance(part, Entry):
            yield from part.indices
        elif isinstance(part, Delta):
            yield from (part.left, part.right)


def table(terms: tuple[Term, ...], random: Random) -> Words:
    """Values of every index function at every position of axes of size 2 (windows of half 1)."""
    found: Words = {}
    applied = {i for term in terms for i in indices(term) if isinstance(i, Applied)}
    for index in sorted(applied, key=lambda i: i.key):
        for positions in product(*(range(-1, 2) if at.axis.half else range(1, 3) for at in index.arguments)):
            found.setdefault((index.function, positions), random.randint(1, 2))
    return found


@pytest.mark.parametrize(("name", "scope"), list(scopes()), ids=lambda value: value if isinstance(value, str) else "")
def test_sympy_agrees_with_every_gradient(name: str, scope: Scope) -> None:
    random = Random(name)
    pairs = list(losses(scope))
    for loss, by in random.sample(pairs, min(len(pairs), MOST_PAIRS)):
        whole, gradient = scope.unfold(loss), scope.unfold(differentiate(loss, by, scope))
        free = sorted(whole.free | gradient.free | set(by.free), key=lambda v: v.name)
        where = {v: random.randint(1, v.axis.fixed or 2) if not v.axis.half else 0 for v in free}
        sizes = small((whole, gradient, by))
        words = table((whole, gradient), random)
        symbol = entry_symbol(by.tensor, tuple(where[v] for v in by.indices if isinstance(v, Variable)))
        left = sympy.diff(written(whole, sizes, where, words), symbol)
        right = written(gradient, sizes, where, words)
        symbols = sorted(left.free_symbols | right.free_symbols, key=str)
        values = {s: sympy.Rational(random.randint(1, 9), 10) for s in symbols}
        difference = sympy.N((left - right).subs(values), 30)
        assert abs(difference) < 1e-20, (loss, by, difference)


def small(terms: tuple[Term, ...]) -> dict[str, int]:
    """Two positions on every axis that occurs, windows of half 1."""
    found = {i.axis for term in terms for i in indices(term)}
    for part in (part for term in terms for part in walk(term)):
        found |= {part.axis} if isinstance(part, Size) else {part.index.axis} if isinstance(part, Sum) else set()
    halves = {axis.half for axis in found if axis.half}
    plain = {axis.name: axis.fixed or 2 for axis in found if not axis.half and axis.name not in halves}
    return {"m": 1} | dict.fromkeys(halves, 1) | plain


def written(term: Term, sizes: dict[str, int], where: dict[Variable, int], words: Words) -> sympy.Expr:
    """The term at these sizes, with only the index functions it uses."""
    used = {i.function for i in indices(term) if isinstance(i, Applied)}
    here = {v: p for v, p in where.items() if v in term.free}
    return explicit(term, sizes, here, {k: w for k, w in words.items() if k[0] in used})


def test_some_gradients_are_compared() -> None:
    assert sum(len(list(losses(scope))) for _, scope in scopes()) > 60


def test_the_witness_sees_a_wrong_gradient() -> None:
    scope = context("softmax")
    (loss, by), *_ = [pair for pair in losses(scope) if pair[1].tensor == "s"]
    where = dict.fromkeys(by.free, 1)
    left = sympy.diff(explicit(scope.unfold(loss), {"K": 2}), entry_symbol("s", (1,)))
    right = explicit(-1 * scope.unfold(differentiate(loss, by, scope)), {"K": 2}, where)
    values = {s: sympy.Rational(1, 3) for s in left.free_symbols} | {entry_symbol("s", (1,)): sympy.Rational(1, 2)}
    assert abs(sympy.N((left - right).subs(values))) > 1e-3
