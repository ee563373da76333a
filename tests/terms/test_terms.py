"""The term language: one object a term, substitution without capture, printing."""

from __future__ import annotations

import gc
from fractions import Fraction

import pytest

from derive.fields import Outcome, compare
from derive.terms.functions import derivative, exp
from derive.terms.index import Literal, Variable, fresh
from derive.terms.printing import plain
from derive.terms.substitute import map_entries, substitute, tensors
from derive.terms.term import ONE, ZERO, Add, Apply, Delta, Entry, Number, Pow, Size, Sum, Term, add, mul, walk
from tests.terms.vocabulary import D, U, V, a, i, j, k, neg, o, p, s, v, w, x, y


def test_equal_terms_are_one_object() -> None:
    assert Sum(w, U(w, a) * v(a)) is Sum(Variable("w", V), U(w, a) * v(a))
    assert Number(Fraction(2, 4)) is Number(Fraction(1, 2))
    assert neg(k) is neg(k)
    assert s(w) is not s(o)
    assert Variable("w", V) is not Variable("w", D)


def test_terms_that_nobody_holds_are_forgotten() -> None:
    made = Entry("passing")
    count = len(Term._known)
    del made
    gc.collect()
    assert len(Term._known) < count


def test_free_indices() -> None:
    assert Sum(w, U(w, a)).free == {a}
    assert (Delta(neg(k), o) * s(w)).free == {k, o, w}


def test_sums_and_products_are_flat() -> None:
    assert add(x, add(y, x)) is Add((x, y, x))
    assert add() is ZERO
    assert mul() is ONE
    assert mul(x, ZERO, y) is ZERO
    assert x + 0 is x
    assert x * 1 is x


def test_substitution_replaces_what_is_free_only() -> None:
    assert substitute(Sum(w, s(w)) * s(w), {w: o}) is Sum(w, s(w)) * s(o)
    assert substitute(s(neg(k)), {k: Literal(2, k.axis)}) is s(neg(Literal(2, k.axis)))


def test_substitution_does_not_capture() -> None:
    inside = Sum(w, U(w, a) * s(o))
    made = substitute(inside, {o: w})
    assert made is not Sum(w, U(w, a) * s(w))
    assert made.free == {w, a}
    assert compare(made, s(w) * Sum(i, U(i, a))) is Outcome.AGREES
    assert compare(Sum(w, U(w, a) * s(w)), s(w) * Sum(i, U(i, a))) is Outcome.DIFFERS


def test_substitution_does_not_capture_through_index_functions() -> None:
    made = substitute(Sum(k, s(o) * s(neg(k))), {o: neg(k)})
    assert made.free == {k}
    other = fresh(k.axis)
    assert compare(made, s(neg(k)) * Sum(other, s(neg(other)))) is Outcome.AGREES


def test_simultaneous_substitution() -> None:
    assert substitute(U(w, a) * s(o), {w: o, o: w}) is U(o, a) * s(w)


def test_definitions_are_put_in_without_capture() -> None:
    def unfold(entry: Entry) -> Term:
        return p(entry.indices[0]) if entry.tensor == "yhat" else entry

    named = Sum(j, Entry("yhat", (j,)) * s(j))
    assert compare(map_entries(named, unfold), Sum(w, p(w) * s(w))) is Outcome.AGREES
    assert tensors(map_entries(named, unfold)) == {"s"}


def test_what_holds_none_of_the_names_stays_as_it_is() -> None:
    untouched = Sum(w, U(w, a) * x)
    made = map_entries(untouched + s(o), lambda entry: y, frozenset(["s"]))
    assert made is untouched + y


def test_bound_indices_are_renamed_only_where_something_is_brought_in() -> None:
    """Sum_w s_w where s is U[., w] for the outer w: the sum must not bind it."""
    term = Sum(w, s(w) * x)
    names = frozenset(["s"])
    kept = map_entries(term, lambda entry: v(a) * p(entry.indices[0]), names, frozenset([a]))
    assert kept is Sum(w, v(a) * p(w) * x)
    made = map_entries(term, lambda entry: s(w) * p(entry.indices[0]), names, frozenset([w]))
    assert made.free == {w}
    assert compare(made, s(w) * x * Sum(i, p(i))) is Outcome.AGREES


def test_walk_meets_every_subterm_once() -> None:
    assert sorted(map(plain, walk(x * x + exp(x)))) == ["exp(x)", "x", "x x", "x x + exp(x)"]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Number(Fraction(-3, 2)) * x, "(-3/2) x"),
        (x + y * x, "x + y x"),
        ((x + y) * x, "(x + y) x"),
        (Pow(x + y, Number(-1)), "(x + y)^(-1)"),
        (Sum(w, s(w) + x), "sum_w (s[w] + x)"),
        (Delta(neg(k), Literal(2, V)), "[neg(k) = 2]"),
        (exp(-U(w, a)) * Size(V), "exp((-1) U[w,a]) |V|"),
    ],
)
def test_printing(term: Term, text: str) -> None:
    assert plain(term) == text


def test_derivatives_of_functions() -> None:
    assert derivative("exp", x) is exp(x)
    assert derivative("g", x) is Apply("g'", x)
    assert compare(derivative("tanh", x), 1 - Apply("tanh", x) ** 2) is Outcome.AGREES
