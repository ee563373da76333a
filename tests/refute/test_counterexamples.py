"""Counterexamples are small, plain, certified, and true when worked out again by other means."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest

from derive.refute import Counterexample, counterexample
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Applied, Index, Literal, Variable
from derive.terms.term import ONE, ZERO, Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term
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

# A second evaluator, over plain floats, that reads nothing but what a counterexample shows.


class Redo:
    """The value of a term by the sizes, indices and values of a counterexample."""

    def __init__(self, shown: Counterexample) -> None:
        self.shown = shown

    def positions(self, index: Variable) -> range:
        if index.axis.half:
            half = self.shown.sizes[index.axis.half]
            return range(-half, half + 1)
        return range(1, self.shown.sizes[index.axis.name] + 1)

    def index(self, index: Index, bound: dict[Index, int]) -> int:
        match index:
            case Variable(name, _):
                return bound[index] if index in bound else self.shown.indices[name]
            case Literal(value, _):
                return value
            case Applied(function, arguments, _):
                return self.shown.indices[f"{function}({','.join(str(self.index(q, bound)) for q in arguments)})"]
        raise TypeError(index)

    def value(self, term: Term, bound: dict[Index, int]) -> float:
        match term:
            case Number(number):
                return float(number)
            case Size(axis):
                return len(self.positions(Variable("any", axis)))
            case Entry(tensor, ()):
                return float(Fraction(self.shown.values[tensor]))
            case Entry(tensor, indices):
                places = ",".join(str(self.index(q, bound)) for q in indices)
                return float(Fraction(self.shown.values[f"{tensor}[{places}]"]))
            case Delta(left, right):
                return float(self.index(left, bound) == self.index(right, bound))
            case Sum(index, body):
                return math.fsum(self.value(body, {**bound, index: place}) for place in self.positions(index))
            case Add(terms):
                return math.fsum(self.value(part, bound) for part in terms)
            case Mul(factors):
                made = 1.0
                for factor in sorted(factors, key=lambda factor: not isinstance(factor, Delta)):
                    made *= self.value(factor, bound) if made else 0.0
                return made
            case Pow(base, exponent):
                return float(self.value(base, bound) ** self.value(exponent, bound))
            case Apply(function, argument):
                return self.known(function, self.value(argument, bound))
        raise TypeError(term)

    def known(self, function: str, at: float) -> float:
        if function in FLOATS:
            return FLOATS[function](at)
        for name, value in self.shown.values.items():
            found = re.fullmatch(re.escape(function) + r"\((.*)\)", name)
            if found and abs(float(Fraction(found[1])) - at) < 1e-4:
                return float(Fraction(value))
        raise KeyError(function, at)


FLOATS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sigma": lambda at: 1 / (1 + math.exp(-at)),
    "tanh": math.tanh,
    "relu": lambda at: max(at, 0.0),
    "abs": abs,
    "step": lambda at: float(at > 0),
    "sqrt": math.sqrt,
}


def check(left: Term, right: Term, shown: Counterexample) -> None:
    """Worked out again, the sides differ and are what was shown."""
    again = Redo(shown)
    values = again.value(left, {}), again.value(right, {})
    assert abs(values[0] - values[1]) > 1e-9
    assert shown.left != shown.right
    for value, text in zip(values, (shown.left, shown.right), strict=True):
        assert float(Fraction(text)) == pytest.approx(value, rel=2e-3, abs=1e-3)


GRADIENT = Sum(w, U(w, b) * (yhat(w) - Delta(w, o)))
SAMPLED = Sum(k, Delta(o, neg(k)) * sigma(score(neg(k))) * v(b)) + (sigma(score(o)) - 1) * v(b)

FALSE: dict[str, tuple[Term, Term, dict[str, int]]] = {
    "wrong sign": (GRADIENT, Sum(w, yhat(w) * U(w, b)) + U(o, b), {"V": 1, "d": 1}),
    "wrong sign of sigma'": (sigma(x) * (1 - sigma(x)), sigma(x) * (1 + sigma(x)), {}),
    "wrong index": (p(i) * (Delta(i, j) - p(j)), p(i) * (Delta(i, j) - p(i)), {"V": 2}),
    "sum left out": (Sum(w, p(w) * s(w)), p(w) * s(w), {"V": 2}),
    "transposed": (Sum(b, Entry("A", (a, b)) * v(b)), Sum(b, Entry("A", (b, a)) * v(b)), {"d": 2}),
    "logs": (-log(p(o)), log(Sum(w, exp(s(w)))) + s(o), {"V": 1}),
    "negatives": (negative_sampling(), negative_sampling() - 2 * score(o), {"K": 1, "V": 1, "d": 1}),
    "a negative may be o": (SAMPLED, (sigma(score(o)) - 1) * v(b), {"K": 1, "V": 1, "d": 1}),
    "size": (Size(V), Number(3), {"V": 1}),
    "size 1 is not enough": (Size(V), ONE, {"V": 2}),
    "size 2 is not enough": (Size(V) ** 2, 3 * Size(V) - 2, {"V": 3}),
    "window": (Sum(c, 1 - Delta(c, CENTRE)), Number(2), {"m": 2}),
    "words": (Sum(c, s(word(t, c)) * (1 - Delta(c, CENTRE))), Sum(c, s(word(t, c))), {"T": 1, "V": 1, "m": 1}),
    "sizes of a window and its half": (Size(W), 3 * Size(M), {"m": 2}),
    "unknown function": (Apply("g", x + y), Apply("g", x) + Apply("g", y), {}),
    "its derivative": (Apply("g'", exp(x)), Apply("g", exp(x)), {}),
    "relu": (Apply("relu", x), x, {}),
    "step": (Apply("step", x), ONE, {}),
    "root": (Apply("sqrt", x**2), x, {}),
    "reciprocal": (1 / x, x, {}),
    "e": (exp(ONE), Number(4), {}),
    "nearly e": (exp(ONE), Number(Fraction(271828, 10**5)), {}),
    "literal": (s(Literal(5, V)), s(w), {"V": 5}),
    "tanh": (1 - Apply("tanh", x) ** 2, 1 + Apply("tanh", x) ** 2, {}),
    "tiny": (x + Number(Fraction(1, 10**6)), x, {}),
    "huge power": (Pow(x, Number(10**9)), x, {}),
    "real power": (Pow(exp(x), y), exp(x + y), {}),
}


@pytest.mark.parametrize("name", FALSE)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_false_is_refuted_at_the_smallest_sizes(name: str, seed: int) -> None:
    left, right, sizes = FALSE[name]
    shown = counterexample(left, right, seed=seed)
    assert shown is not None
    assert shown.sizes == sizes
    check(left, right, shown)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(GRADIENT, Sum(w, yhat(w) * U(w, b)) - U(o, b), id="gradient"),
        pytest.param(sigma(-x), 1 - sigma(x), id="reflection"),
        pytest.param(-log(p(o)), log(Sum(w, exp(s(w)))) - s(o), id="log softmax"),
        pytest.param(Apply("relu", x) - Apply("relu", -x), x, id="relu"),
        pytest.param(2 * Apply("step", x) - 1, 1 - 2 * Apply("step", -x), id="step, but for the jump"),
        pytest.param(x / x, ONE, id="division, but for 0"),
        pytest.param(log(x * y), log(x) + log(y), id="logs, where there are any"),
        pytest.param(exp(log(x)), x, id="exp log, where there is one"),
        pytest.param(Apply("g", sigma(x) + sigma(-x)), Apply("g", ONE), id="one argument, two ways"),
        pytest.param(log(-exp(x)), x, id="defined nowhere"),
        pytest.param(x / (y - y), x, id="defined nowhere either"),
        pytest.param(s(w), Entry("s", (a,)), id="ill-shaped"),
        pytest.param(x, x, id="the same term"),
    ],
)
def test_what_is_true_is_never_refuted(left: Term, right: Term) -> None:
    assert all(counterexample(left, right, seed=seed) is None for seed in range(4))


def test_plain_values_and_exact_sides() -> None:
    shown = counterexample(sigma(x) * (1 - sigma(x)), sigma(x) * (1 + sigma(x)))
    assert shown == Counterexample({}, {}, {"x": "0"}, "1/4", "3/4")
    shown = counterexample(Sum(w, p(w) * s(w)), p(o) * s(o))
    assert shown == Counterexample({"V": 2}, {"o": 1}, {"s[1]": "0", "s[2]": "1"}, "0.7311", "0")


def test_decimals_where_a_side_is_not_rational() -> None:
    shown = counterexample(-log(p(o)), ZERO)
    assert shown == Counterexample({"V": 2}, {"o": 1}, {"s[1]": "0", "s[2]": "0"}, "0.6931", "0")


def test_close_sides_are_shown_with_more_digits() -> None:
    shown = counterexample(log(Number(2)), Number(Fraction(693147, 10**6)))
    assert shown is not None
    assert (shown.left, shown.right) == ("0.693147181", "693147/1000000")


def test_indices_are_counted_from_one_and_windows_from_minus_m() -> None:
    shown = counterexample(s(neg(k)) * v(a), s(o) * v(a), Facts(unequal=frozenset({(neg(k), o)})))
    assert shown is not None
    assert set(shown.indices) == {"a", "k", "o", "neg(1)"}
    assert {shown.indices["o"], shown.indices["neg(1)"]} == {1, 2}
    shown = counterexample(Entry("q", (c,)), Entry("q", (CENTRE,)))
    assert shown is not None
    assert abs(shown.indices["c"]) == 1
    assert set(shown.values) == {"q[0]", f"q[{shown.indices['c']}]"}


def test_only_what_is_used_is_listed() -> None:
    shown = counterexample(U(o, a) + 1, U(o, a))
    assert shown is not None
    assert set(shown.values) == {"U[1,1]"}
    shown = counterexample(s(word(t, CENTRE)), s(w))
    assert shown is not None
    assert set(shown.indices) == {"t", "w", "word(1,0)"}


DISTRIBUTION = Facts(distributions=frozenset({("y", 0)}))


def label(index: Index) -> Term:
    return Entry("y", (index,))


def test_distributions_are_respected() -> None:
    shown = counterexample(Sum(w, label(w) * s(w)), s(o), DISTRIBUTION)
    assert shown is not None
    shares = [Fraction(value) for name, value in shown.values.items() if name.startswith("y")]
    assert sum(shares) == 1
    assert min(shares) >= 0
    assert counterexample(Sum(w, label(w) * x), x, DISTRIBUTION) is None
    assert counterexample(Sum(w, label(w) * x), x) is not None


def test_positive_distributions_have_no_zero() -> None:
    facts = DISTRIBUTION | Facts(positive=frozenset({"y"}))
    shown = counterexample(Sum(w, label(w) ** 2), ONE, facts)
    assert shown is not None
    assert shown == Counterexample({"V": 2}, {}, {"y[1]": "1/2", "y[2]": "1/2"}, "1/2", "1")


def test_positive_entries_are_positive() -> None:
    facts = Facts(positive=frozenset({"x"}))
    assert counterexample(Apply("abs", x), x, facts) is None
    shown = counterexample(Apply("sqrt", x), x, facts)
    assert shown is not None
    assert Fraction(shown.values["x"]) > 0


def test_facts_about_indices_are_respected() -> None:
    assert counterexample(SAMPLED, (sigma(score(o)) - 1) * v(b), Facts(avoids=frozenset({("neg", o)}))) is None
    facts = Facts(avoids=frozenset({("neg", o)}), injective=frozenset({"neg"}))
    shown = counterexample(SAMPLED, (sigma(score(o)) + 1) * v(b), facts)
    assert shown is not None
    assert shown.indices["neg(1)"] != shown.indices["o"]
    assert shown.sizes == {"K": 1, "V": 2, "d": 1}
    assert counterexample(s(w), s(o), Facts(equal=frozenset({(w, o)}))) is None
    four = [w, o, i, j]
    apart = Facts(unequal=frozenset((q, r) for q, r in product(four, four) if q.key < r.key))
    shown = counterexample(s(w), s(o), apart)
    assert shown is not None
    assert len(set(shown.indices.values())) == 4


def test_contradicting_facts_refute_nothing() -> None:
    assert counterexample(s(w), s(o), Facts(equal=frozenset({(w, o)}), unequal=frozenset({(w, o)}))) is None
    both = Facts(distributions=frozenset({("U", 0), ("U", 1)}))
    assert counterexample(U(w, a), ONE, both) is None
    assert counterexample(y, ONE, DISTRIBUTION) is None


# random claims

LEAVES: tuple[Term, ...] = (x, z, s(w), s(o), Delta(w, o), Number(2), Number(-1), Size(V), Sum(j, s(j)), p(w), label(w))
STEPS = ("exp", "sigma", "tanh", "abs", "relu", "g")


def build(rng: random.Random, depth: int) -> Term:
    """A random term."""
    if not depth:
        return rng.choice(LEAVES)
    kind = rng.randrange(5)
    if kind == 0:
        return Apply(rng.choice(STEPS), build(rng, depth - 1))
    if kind == 1:
        return Sum(rng.choice([w, j]), build(rng, depth - 1))
    if kind == 2:
        return build(rng, depth - 1) ** rng.choice([2, -1])
    if kind == 3:
        return build(rng, depth - 1) + build(rng, depth - 1)
    return build(rng, depth - 1) * build(rng, depth - 1)


@pytest.mark.parametrize("seed", range(60))
def test_random_counterexamples_are_true(seed: int) -> None:
    rng = random.Random(seed)
    left, right = build(rng, 3), build(rng, 3)
    facts = rng.choice([NONE, DISTRIBUTION, Facts(unequal=frozenset({(w, o)}))])
    shown = counterexample(left, right, facts, seed=seed)
    if shown is not None and len(shown.left) + len(shown.right) < 60:
        check(left, right, shown)
        assert not facts.unequal or shown.indices.get("w", 1) != shown.indices.get("o", 2)


def test_random_claims_are_mostly_refuted() -> None:
    found = 0
    for seed in range(40):
        rng = random.Random(seed)
        found += counterexample(build(rng, 2), build(rng, 2)) is not None
    assert found >= 35


def test_same_seed_same_counterexample() -> None:
    left, right, _ = FALSE["wrong index"]
    assert counterexample(left, right, seed=5) == counterexample(left, right, seed=5)


def test_sizes_without_names_are_empty() -> None:
    assert counterexample(x, ZERO) == Counterexample({}, {}, {"x": "1"}, "1", "0")
    assert {K.name, D.name, V.name} == {"K", "d", "V"}
