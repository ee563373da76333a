"""Decider B agrees with true identities and differs on false ones, each kind seen both ways."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from derive.fields import Outcome, compare
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied, Axis, Index, Literal, Variable, argument
from derive.terms.substitute import substitute
from derive.terms.term import ONE, ZERO, Apply, Delta, Entry, Number, Pow, Size, Sum, Term
from tests.terms.vocabulary import (
    CENTRE,
    D,
    K,
    M,
    U,
    V,
    W,
    a,
    b,
    c,
    i,
    j,
    k,
    n,
    neg,
    negative_sampling,
    o,
    p,
    s,
    score,
    t,
    v,
    w,
    word,
    x,
    y,
    yhat,
    z,
)

HALF = Number(Fraction(1, 2))


def relu(term: Term) -> Term:
    return Apply("relu", term)


def step(term: Term) -> Term:
    return Apply("step", term)


def magnitude(term: Term) -> Term:
    return Apply("abs", term)


def root(term: Term) -> Term:
    return Apply("sqrt", term)


def f(term: Term) -> Term:
    return Apply("f", term)


def y_(index: Variable) -> Term:
    return Entry("y", (index,))


NEG_O = Sum(k, Delta(o, neg(k)) * sigma(score(neg(k))) * v(b)) + (sigma(score(o)) - 1) * v(b)
ENTROPY = -Sum(w, p(w) * log(p(w)))
BATCH = Variable("B", K)


def batch(index: Variable, word: Variable) -> Term:
    return Entry("S", (index, word))


TRUE = {
    "softmax sums to 1": (Sum(w, p(w)), ONE),
    "log softmax": (-log(yhat(o)), log(Sum(w, exp(score(w)))) - score(o)),
    "softmax gradient": (Sum(w, U(w, b) * (yhat(w) - Delta(w, o))), Sum(w, yhat(w) * U(w, b)) - U(o, b)),
    "reflection": (sigma(-x), 1 - sigma(x)),
    "log exp": (log(exp(x)), x),
    "exp log": (exp(log(exp(x) + 1)), exp(x) + 1),
    "log of a product": (log(exp(x) * 6), x + log(Number(2)) + log(Number(3))),
    "larger constants": (log(Number(26)), log(Number(2)) + log(Number(13))),
    "tanh": (Apply("tanh", x), 2 * sigma(2 * x) - 1),
    "exp inside exp": (sigma(sigma(-x)), sigma(1 - sigma(x))),
    "four layers": (sigma(sigma(sigma(sigma(-x)))), sigma(sigma(sigma(1 - sigma(x))))),
    "symbolic powers": (Pow(exp(x), y) * Pow(exp(x), z), exp(x * (y + z))),
    "power of itself": (Pow(exp(x), exp(x)), exp(x * exp(x))),
    "entropy mixes levels": (ENTROPY, log(Sum(j, exp(s(j)))) - Sum(w, p(w) * s(w))),
    "size as exponent": (Pow(x, Size(V)) * x, Pow(x, Size(V) + 1)),
    "delta picks": (Sum(w, Delta(w, o) * s(w)), s(o)),
    "delta picks a literal": (Sum(w, Delta(w, Literal(40, V)) * s(w)), s(Literal(40, V))),
    "literals are apart": (Delta(Literal(1, V), Literal(2, V)), ZERO),
    "sum of ones": (Sum(w, ONE), Size(V)),
    "bound and free index of one name": (Sum(w, s(w)) * s(w), Sum(j, s(j) * s(w))),
    "double sum": (Sum(w, s(w)) ** 2, Sum(w, Sum(o, s(w) * s(o)))),
    "negative sampling": (negative_sampling(), log(1 + exp(-score(o))) + Sum(k, log(1 + exp(score(neg(k)))))),
    "logs in a batch": (
        Sum(BATCH, -log(exp(batch(BATCH, o)) / Sum(j, exp(batch(BATCH, j))))),
        Sum(BATCH, log(Sum(j, exp(batch(BATCH, j)))) - batch(BATCH, o)),
    ),
    "window without its centre": (Sum(c, 1 - Delta(c, CENTRE)), 2 * Size(M)),
    "size of a window": (Size(W), 2 * Size(M) + 1),
    "words of a window": (Sum(c, s(word(t, c))) - s(word(t, CENTRE)), Sum(c, s(word(t, c)) * (1 - Delta(c, CENTRE)))),
    "relu splits": (relu(x) - relu(-x), x),
    "relu scales": (relu(3 * x), 3 * relu(x)),
    "relu of nothing": (relu(x * 0 + Delta(Literal(1, V), Literal(2, V)) * x), ZERO),
    "abs": (magnitude(x), x * (2 * step(x) - 1)),
    "abs of a product": (magnitude(x * y), magnitude(x) * magnitude(y)),
    "abs of what is positive": (magnitude(1 + exp(x)), 1 + exp(x)),
    "abs of what is negative": (magnitude(-exp(x) - y**2), exp(x) + y**2),
    "relu below exp": (exp(relu(x)), step(x) * exp(x) + 1 - step(x)),
    "sign of a sum below exp": (x * exp(relu(x + y)), x * (step(2 * x + 2 * y) * (exp(x + y) - 1) + 1)),
    "root of a square": (root(x**2), magnitude(x)),
    "root of a positive square": (root((1 + x**2) ** 2), 1 + x**2),
    "a sum of squares that is 0": (root(exp(x)) + Sum(w, (z - z) ** 2), exp(x / 2)),
    "root of exp": (root(exp(x)), exp(x / 2)),
    "unknown function": (f(x + y) * f(z), f(z) * f(y + x)),
}

FALSE = {
    "softmax sums to 2": (Sum(w, p(w)), Number(2)),
    "wrong sign": (Sum(w, U(w, b) * (yhat(w) - Delta(w, o))), Sum(w, yhat(w) * U(w, b)) + U(o, b)),
    "wrong index": (p(i) * (Delta(i, j) - p(j)), p(i) * (Delta(i, j) - p(i))),
    "sum left out": (Sum(w, p(w) * U(w, b)), p(w) * U(w, b)),
    "matrix transposed": (Sum(b, Entry("A", (a, b)) * v(b)), Sum(b, Entry("A", (b, a)) * v(b))),
    "no reflection": (sigma(-x), sigma(x)),
    "e is no number": (exp(ONE), Number(4)),
    "e is no number of any seed": (exp(ONE), Number(Fraction(2718281828, 10**9))),
    "log of a sum": (log(exp(x) + exp(y)), x + y),
    "one size is not all": (Size(V), Number(3)),
    "nor two": ((Size(V) - 2) * (Size(V) - 3), ZERO),
    "nor three": ((Size(V) - 2) * (Size(V) - 3) * (Size(V) - 4), ZERO),
    "sizes differ": (Size(V), Size(D)),
    "sizes of several axes": (Size(V) * Size(T_ := Axis("T")), Size(D) * Size(T_)),
    "sum of ones is no number": (Sum(w, ONE), Number(3)),
    "the window is not of one size": (Sum(c, 1 - Delta(c, CENTRE)), Number(2)),
    "window with its centre": (Sum(c, s(word(t, c))), Sum(c, s(word(t, c)) * (1 - Delta(c, CENTRE)))),
    "a negative may be o": (NEG_O, (sigma(score(o)) - 1) * v(b)),
    "negatives may coincide": (Sum(k, Delta(neg(k), neg(n)) * v(b)), v(b)),
    "different words": (s(w), s(o)),
    "even for one letter": (Delta(w, o), ZERO),
    "abs is not x": (magnitude(x), x),
    "root is not x": (root(x**2), x),
    "relu is not linear": (relu(x + y), relu(x) + relu(y)),
    "f' is not f": (f(x), Apply("f'", x)),
    "f is not linear": (f(x + y), f(x) + f(y)),
    "y does not sum to 1": (Sum(w, y_(w)), ONE),
    "p log p": (-Sum(w, p(w) * log(p(w))), log(Sum(j, exp(s(j)))) + Sum(w, p(w) * s(w))),
}


@pytest.mark.parametrize("name", TRUE)
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_what_is_true(name: str, seed: int) -> None:
    assert compare(*TRUE[name], seed=seed) is Outcome.AGREES


@pytest.mark.parametrize("name", FALSE)
@pytest.mark.parametrize("seed", range(3))
def test_differs_on_what_is_false(name: str, seed: int) -> None:
    assert compare(*FALSE[name], seed=seed) is Outcome.DIFFERS


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(log(-exp(x)), x, id="log of what is negative"),
        pytest.param(log(-(x**2)), log(x**2), id="log of a negative square"),
        pytest.param(x / (y - y), x, id="division by zero"),
        pytest.param(step(x - x), ONE, id="a jump"),
        pytest.param(root(Number(-1)), ONE, id="root of what is negative"),
        pytest.param(s(Literal(1, V)), Entry("s", (Literal(1, D),)), id="one tensor, two shapes"),
    ],
)
def test_undefined_where_nothing_can_be_drawn(left: Term, right: Term) -> None:
    assert compare(left, right) is Outcome.UNDEFINED


def test_log_of_x_and_of_minus_x_never_agree() -> None:
    assert all(compare(log(-x), log(x), seed=seed) is not Outcome.AGREES for seed in range(5))
    assert all(compare(log(-x), -log(x), seed=seed) is not Outcome.AGREES for seed in range(5))


def test_too_deep_or_too_much_is_undefined() -> None:
    deep: Term = x
    for _ in range(9):
        deep = sigma(deep)
    assert compare(deep, deep + 0 * x) is Outcome.UNDEFINED
    tall: Term = ONE
    for number in range(9):
        tall = Sum(Variable(f"i{number}", V), tall * s(Variable(f"i{number}", V)) + z)
    assert compare(tall, tall + 1 - ONE) in (Outcome.UNDEFINED, Outcome.AGREES)
    many = [Variable(f"w{number}", V) for number in range(9)]
    wide: Term = Sum(w, s(w))
    for index in many:
        wide = wide + s(index)
    assert compare(wide, wide) is Outcome.UNDEFINED


FACTS = {
    "w = o": (s(w), s(o), Facts(equal=frozenset({(w, o)}))),
    "w != o": (Delta(w, o), ZERO, Facts(unequal=frozenset({(w, o)}))),
    "o = w, backwards": (Delta(w, o), ZERO, Facts(unequal=frozenset({(o, w)}))),
    "a chain of equals": (s(w), s(i), Facts(equal=frozenset({(w, o), (o, i)}))),
    "o is no negative": (NEG_O, (sigma(score(o)) - 1) * v(b), Facts(avoids=frozenset({("neg", o)}))),
    "negatives differ": (Sum(k, Delta(neg(k), neg(n)) * v(b)), v(b), Facts(injective=frozenset({"neg"}))),
    "y sums to 1": (
        Sum(w, y_(w) * (s(o) - s(w))),
        s(o) - Sum(w, y_(w) * s(w)),
        Facts(distributions=frozenset({("y", 0)})),
    ),
    "rows sum to 1": (Sum(a, U(w, a) * x), x, Facts(distributions=frozenset({("U", 1)}))),
    "x is positive": (root(x**2), x, Facts(positive=frozenset({"x"}))),
    "relu of a positive": (relu(x), x, Facts(positive=frozenset({"x"}))),
    "fixed word": (Delta(neg(k), o), ONE, Facts(equal=frozenset({(neg(k), o)}))),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_makes_it_true(name: str) -> None:
    left, right, facts = FACTS[name]
    assert compare(left, right, facts) is Outcome.AGREES
    assert compare(left, right) is Outcome.DIFFERS


def test_facts_do_not_make_everything_true() -> None:
    facts = Facts(avoids=frozenset({("neg", o)}), injective=frozenset({"neg"}), unequal=frozenset({(w, o)}))
    assert compare(NEG_O, (sigma(score(o)) + 1) * v(b), facts) is Outcome.DIFFERS
    assert compare(Sum(w, U(a_ := Variable("r", V), b) * 0 + s(a_)), s(a_), facts) is Outcome.DIFFERS
    assert compare(Sum(a, U(w, a)), ONE, Facts(distributions=frozenset({("U", 0)}))) is Outcome.DIFFERS


def test_facts_about_other_things_do_not_count() -> None:
    other = Variable("q", Axis("Q"))
    facts = Facts(unequal=frozenset({(other, Variable("r", Axis("Q")))}), avoids=frozenset({("gone", o)}))
    assert compare(Sum(w, p(w)), ONE, facts) is Outcome.AGREES


def test_contradicting_facts_decide_nothing() -> None:
    facts = Facts(equal=frozenset({(w, o)}), unequal=frozenset({(w, o)}))
    assert compare(s(w), s(o), facts) is Outcome.UNDEFINED


@pytest.mark.parametrize("seed", range(8))
def test_the_place_that_a_sum_leaves_out_is_told_apart(seed: int) -> None:
    """Σ_j and Σ_{j /= 0} differ where w_{t+0} = w alone, however large the vocabulary has to be."""
    middle = Literal(0, W)
    place = Variable("place", W)
    counted = Delta(w, word(place)) * yhat(w) * s(o) * s(w)
    apart = Facts(unequal=frozenset({(o, w)}))
    whole, rest = Sum(place, counted), Sum(place, (1 - Delta(place, middle)) * counted)
    assert compare(whole, rest, apart, seed=seed) is Outcome.DIFFERS
    assert compare(whole, rest + Delta(w, word(middle)) * yhat(w) * s(o) * s(w), apart, seed=seed) is Outcome.AGREES


def test_one_to_one_functions_get_room() -> None:
    facts = Facts(injective=frozenset({"neg"}), avoids=frozenset({("neg", o), ("neg", w)}))
    claim = Sum(k, Delta(neg(k), neg(n))) - Sum(k, Delta(neg(k), o))
    assert compare(claim, ONE, facts) is Outcome.AGREES


def cell(place: Index, draw: Index) -> Index:
    return Applied("cell", (place, draw), V)


def test_words_are_drawn_anew_for_each_place() -> None:
    here, there = Variable("here", W), Variable("there", W)
    apart = Facts(avoids=frozenset({("cell", word(argument(0, W)))}), injective=frozenset({"cell"}))
    met = Delta(cell(here, k), word(there)) * s(cell(here, k))
    assert compare(Sum(k, met), ZERO, apart) is Outcome.DIFFERS
    assert compare(Delta(here, there) * Sum(k, met), ZERO, apart) is Outcome.AGREES
    assert compare(Delta(here, there) * Sum(k, met), ZERO) is Outcome.DIFFERS
    again = Sum(k, Delta(cell(here, k), cell(there, n)) * s(cell(here, k)))
    assert compare(again, s(cell(there, n)), apart) is Outcome.DIFFERS
    assert compare(Delta(here, there) * again, Delta(here, there) * s(cell(here, n)), apart) is Outcome.AGREES
    assert compare(Delta(cell(here, k), o) * Delta(o, word(here)), ZERO, apart) is Outcome.AGREES


def test_renaming_a_free_index_keeps_the_answer() -> None:
    left, right = (substitute(side, {o: i}) for side in (NEG_O, (sigma(score(o)) - 1) * v(b)))
    assert compare(left, right, Facts(avoids=frozenset({("neg", i)}))) is Outcome.AGREES


def output(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_same_seed_same_answer() -> None:
    code = (
        "from tests.terms.vocabulary import *\nfrom derive.fields import compare\n"
        "print([compare(log(x + y) - log(x), log(1 + y), seed=n).name for n in range(4)],"
        " compare(negative_sampling(), negative_sampling() + score(w) * 0).name)"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    }
    assert len(runs) == 1


def test_imports_neither_sympy_nor_numpy_nor_flint() -> None:
    code = "import sys, derive.fields; print({'sympy', 'numpy', 'flint'} & set(sys.modules))"
    assert output(code).strip() == "set()"


def test_default_facts_are_none() -> None:
    assert compare(Size(K), Size(K), NONE) is compare(Size(K), Size(K)) is Outcome.AGREES


def test_patience_finds_worlds_in_which_all_roots_are_defined() -> None:
    i, k = Variable("i", Axis("d")), Variable("k", Axis("d"))
    mean = Sum(k, Entry("x", (k,))) / Size(Axis("d"))
    spread = Entry("e") + Sum(k, (Entry("x", (k,)) - mean) ** 2) / Size(Axis("d"))
    unit = (Entry("x", (i,)) - mean) / Pow(spread, Number(Fraction(1, 2)))
    total = Sum(i, Entry("g", (i,)) * unit)
    left, right = total / Pow(spread, Number(Fraction(1, 2))), total * Pow(spread, Number(Fraction(1, 2))) / spread
    assert compare(left, right, patience=40) is Outcome.AGREES
    assert compare(left, 2 * right, patience=40) is Outcome.DIFFERS
