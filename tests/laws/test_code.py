"""The law of code: hand-coded = generated = the interpreter of terms = SymPy, to within a running error bound."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
import sympy
from flint import arb, ctx
from hypothesis import HealthCheck, Phase, given, settings

import numeric
from derive.cases import Case, disagreements, expected, inputs
from derive.cases.agreement import Expected
from derive.codegen import Routine
from derive.explain.ground import Ground
from derive.losses import LIBRARY, Loss, find
from derive.terms.index import Variable
from derive.terms.places import Positions
from derive.terms.sympy_bridge import entry_symbol, explicit
from derive.terms.term import Term
from tests.laws.code_mutants import mutants

EXAMPLES = 40
WIDE = {"lstm": 3, "gru": 3, "recurrent-network": 8, "language-model": 8, "network-of-a-batch": 8}  # fewer examples
LONG = frozenset(["lstm", "gru"])  # whose laws but the first take seconds each
LAX = settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True)


HOLES = frozenset(  # where there is no slope: at a kink, at a vector or a deviation of 0
    ["hinge", "relu-network", "leaky-relu-network", "unit-vector", "cosine", "batch-norm"]
)


def apart(names: frozenset[str]) -> list[Any]:
    """All losses, these where time is."""
    return [pytest.param(name, marks=pytest.mark.slow) if name in names else name for name in LIBRARY]


@lru_cache
def routine(name: str) -> tuple[Loss, Routine]:
    loss = find(name)
    return loss, loss.numpy()


def codes(name: str) -> list[Callable[..., Sequence[Any]]]:
    """What is to be right: the generated code, and the hand-coded."""
    return [routine(name)[1], getattr(numeric, name.replace("-", "_"))]


def is_whole(case: Case, wanted: Sequence[Expected]) -> bool:
    """There is a slope at every entry."""
    return all(len(one.bounds) == prod(case.shape(tuple(i.axis for i in one.slots))) for one in wanted)


def faults(case: Case, wanted: Sequence[Expected], code: Callable[..., Sequence[Any]]) -> list[object]:
    """What is wrong with code at a case: its results, or what it did to its arguments."""
    before = [np.array(value) for value in case.arguments]
    results = code(*case.arguments)
    found: list[object] = list(disagreements(wanted, results))
    found += [f"argument {n} changed" for n, old in enumerate(before) if not np.array_equal(old, case.arguments[n])]
    arrays = [value for value in case.arguments if isinstance(value, np.ndarray)]
    found += ["a result is an argument" for r, a in product(results, arrays) if np.shares_memory(np.asarray(r), a)]
    return found


@pytest.mark.parametrize("name", LIBRARY)
def test_generated_and_hand_coded_are_the_truth(name: str) -> None:
    loss, _ = routine(name)

    @settings(LAX, max_examples=WIDE.get(name, EXAMPLES))
    @given(inputs(loss))
    def law(case: Case) -> None:
        wanted = expected(case)
        whole = is_whole(case, wanted)
        assert whole or name in HOLES
        with warnings.catch_warnings():
            warnings.simplefilter("error" if whole else "ignore")  # nothing overflows, nothing is divided by 0
            assert not [found for code in codes(name) for found in faults(case, wanted, code)]

    law()


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_at_many_more_cases(name: str) -> None:
    loss, _ = routine(name)

    @settings(LAX, max_examples=2000)
    @given(inputs(loss))
    def law(case: Case) -> None:
        wanted = expected(case)
        with warnings.catch_warnings():
            warnings.simplefilter("error" if is_whole(case, wanted) else "ignore")
            assert not [found for code in codes(name) for found in faults(case, wanted, code)]

    law()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a vector of length 0 has no direction
@pytest.mark.parametrize("name", LIBRARY)
def test_one_gradient_is_that_of_all(name: str) -> None:
    loss, made = routine(name)

    @settings(LAX, max_examples=5)
    @given(inputs(loss))
    def law(case: Case) -> None:
        for gradient, whole in zip(loss.gradients(), made(*case.arguments)[1:], strict=True):
            alone = gradient.numpy()(*case.arguments)
            assert np.allclose(alone, whole, rtol=1e-4, atol=1e-6, equal_nan=True)

    law()


# SymPy


@pytest.mark.parametrize("name", apart(LONG | {"tanh-network"}))
def test_sympy_agrees_at_explicit_shapes(name: str) -> None:
    loss, _ = routine(name)

    @settings(LAX, max_examples=3, phases=[Phase.generate])
    @given(inputs(loss, huge=False, largest=2))
    def law(case: Case) -> None:
        value = written(case, Ground(loss.definitions).unfolded(loss.term))
        at = {entry_symbol(q, tuple(i + 1 for i in place)): rational(case, q, place) for q, place in entries(case)}
        for one in expected(case)[1:]:
            for place, truth in one.values.items():
                theirs = sympy.N(
                    sympy.diff(value, entry_symbol(one.name[1:], tuple(i + 1 for i in place))).subs(at), 30
                )
                assert near(truth, theirs), (one.name, place)

    law()


def entries(case: Case) -> list[tuple[str, Positions]]:
    return [(name, place) for name, array in case.arrays.items() for place in np.ndindex(*array.shape)]


def rational(case: Case, name: str, place: Positions) -> sympy.Rational:
    return sympy.Rational(float(case.arrays[name][place]))


def written(case: Case, term: Term) -> sympy.Expr:
    """The loss written out at the sizes of the case."""
    places = case.places
    where = {i: places.shown(p, i.axis) for i, p in places.where.items() if isinstance(i, Variable)}
    table = {}
    for (function, at), word in places.table.items():
        axes = [i.axis for i in case.loss.applied[function].arguments]
        shown = tuple(places.shown(p, axis) for p, axis in zip(at, axes, strict=True))
        table[function, shown] = word + 1
    return explicit(term, dict(case.sizes), where, table)


def near(truth: arb, theirs: sympy.Expr) -> bool:
    with ctx.workprec(128):
        return bool(abs(truth - arb(str(theirs))) < 1e-12 * (1 + abs(truth)))


# seen to fail


def is_huge(case: Case) -> bool:
    return any(abs(array).max() >= 1000 for array in case.arrays.values())


@lru_cache
def cases(name: str) -> list[tuple[Case, list[Expected]]]:
    """Cases of all kinds, and some beyond what exp can take."""
    found: list[Case] = []
    some = inputs(routine(name)[0])
    for strategy, count in ((some, 60), (some.filter(is_huge), 12)):

        @settings(LAX, max_examples=count, phases=[Phase.generate])
        @given(strategy)
        def draw(case: Case) -> None:
            found.append(case)

        draw()
    return [(case, expected(case)) for case in found]


def is_caught(name: str, source: str) -> bool:
    module: dict[str, Any] = {}
    exec(compile(source, "<mutant>", "exec"), module)
    code = module[name.replace("-", "_")]
    for case, wanted in cases(name):
        try:
            if faults(case, wanted, code):
                return True
        except (ValueError, IndexError, TypeError):
            return True
    return False


@pytest.mark.parametrize("name", apart(frozenset(WIDE) | {"leaky-relu-network", "relu-network"}))
def test_every_wrong_routine_is_caught(name: str) -> None:
    _, made = routine(name)
    assert not is_caught(name, made.source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrong = list(mutants(made.source))
        assert len(wrong) > 3
        assert not [label for label, source in wrong if not is_caught(name, source)]
