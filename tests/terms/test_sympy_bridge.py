"""To SymPy and back keeps the meaning; SymPy at explicit sizes is an oracle for derivatives."""

from __future__ import annotations

import pytest
import sympy

from derive.errors import DeriveError
from derive.fields import Outcome, compare
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Axis, Variable, fresh
from derive.terms.places import Positions
from derive.terms.sympy_bridge import base, entry_symbol, explicit, from_sympy, size, to_sympy
from derive.terms.term import ONE, Apply, Delta, Entry, Number, Pow, Size, Sum, Term
from tests.terms.vocabulary import (
    CENTRE,
    D,
    K,
    M,
    T,
    U,
    V,
    W,
    a,
    b,
    c,
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
)

AXES = {axis.name: axis for axis in (V, D, K, T, W, M)} | {
    "w": V, "o": V, "j": V, "a": D, "b": D, "k": K, "t": T, "c": W, "neg": V, "word": V,
}  # fmt: skip

TERMS = {
    "softmax": p(o),
    "gradient": Sum(w, U(w, b) * (yhat(w) - Delta(w, o))),
    "negative sampling": negative_sampling(),
    "window": Sum(c, s(word(t, c)) * (1 - Delta(c, CENTRE))) / Size(W),
    "sizes": Size(V) * Size(M) ** 2 - Size(D),
    "nested, one name": Sum(w, s(w) * Sum(w, s(w))) * s(w),
    "fresh names": Sum(index := fresh(V, "q"), s(index) * x),
    "functions": Apply("tanh", x) + Apply("sqrt", exp(y)) * Apply("abs", x) + Apply("relu", x) * Apply("step", y),
    "unknown functions": Apply("g", x * y) * Apply("g'", x) + Apply("g''", x + y),
    "powers": Pow(exp(x), y) + Pow(x, Number(-2)) / 3,
    "constants": exp(ONE) + log(Number(2)) + Number(5) / 7,
}


@pytest.mark.parametrize("name", TERMS)
def test_there_and_back(name: str) -> None:
    term = TERMS[name]
    again = from_sympy(to_sympy(term), AXES)
    assert compare(again, term) is Outcome.AGREES
    assert compare(again, term + 1) is Outcome.DIFFERS


def bound_indices(expr: sympy.Expr) -> list[sympy.Symbol]:
    return [limit[0] for total in expr.atoms(sympy.Sum) for limit in total.limits]


def test_every_sum_has_an_index_of_its_own() -> None:
    made = to_sympy(Sum(w, s(w)) * Sum(w, s(w) ** 2) * s(w))
    names = [symbol.name for symbol in bound_indices(made)]
    assert len(set(names)) == len(names) == 2
    assert "w" not in names


def test_diff_does_not_capture() -> None:
    made = to_sympy(Sum(w, exp(s(w))))
    slope = sympy.diff(made, base("s", (V,))[sympy.Symbol("w", integer=True)])
    assert compare(from_sympy(slope, AXES), exp(s(w))) is Outcome.AGREES


def test_user_names_are_never_parsed() -> None:
    wicked = "__import__('os').abort()"
    term = Entry(wicked) * Entry(wicked + "2", (Variable("sin(1)", V),))
    again = from_sympy(to_sympy(term), {"V": V, "sin(1)": V})
    assert again is term or compare(again, term) is Outcome.AGREES


def test_a_size_and_a_scalar_of_one_name_stay_apart() -> None:
    term = Size(V) * Entry("V")
    assert compare(from_sympy(to_sympy(term), AXES), term) is Outcome.AGREES


def test_expressions_written_in_sympy() -> None:
    scores = sympy.IndexedBase("s")
    first, second = sympy.symbols("i1 i2", integer=True)
    loss = -scores[sympy.Symbol("o", integer=True)] + sympy.log(
        sympy.Sum(sympy.exp(scores[first]), (first, 1, size(V)))
    )
    assert compare(from_sympy(loss, AXES), -log(p(o))) is Outcome.AGREES
    double = sympy.Sum(scores[first] * scores[second], (first, 1, size(V)), (second, 1, size(V)))
    assert compare(from_sympy(double, AXES), Sum(w, s(w)) ** 2) is Outcome.AGREES
    assert compare(from_sympy(sympy.sign(sympy.Symbol("x")), {}), 2 * Apply("step", x) - 1) is Outcome.AGREES


J, N = sympy.symbols("i N", integer=True)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (sympy.sin(J), "no term for sin"),
        (sympy.Sum(J, (J, 1, size(V))), "index i is used as a number"),
        (sympy.Sum(base("s", (V,))[J], (J, 1, N)), "the range of i is 1..N, which is no axis"),
        (sympy.Sum(base("s", (V,))[J], (J, 0, size(V))), "the range of i is 0..V"),
        (sympy.IndexedBase("u")[J], "the axis of the index i is unknown"),
        (base("s", (V,))[sympy.Symbol("o", integer=True) + 1], "no index term for o \\+ 1|unknown"),
        (sympy.Float(0.5), "no term for Float"),
        (sympy.Piecewise((1, sympy.Symbol("x") > 0), (0, True)), "no term for Piecewise"),
        (sympy.Integral(sympy.Symbol("x"), sympy.Symbol("x")), "no term for Integral"),
        (sympy.Derivative(sympy.Function("g")(x_ := sympy.Symbol("x"), N), x_), "no term for the derivative"),
        ("s[1]", "a SymPy expression is expected, not str"),
    ],
)
def test_what_is_no_term_is_refused(expr: sympy.Expr, message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        from_sympy(expr, AXES)


def test_explicit_writes_sums_out() -> None:
    entries = [entry_symbol("U", (2, column)) * entry_symbol("v", (column,)) for column in (1, 2, 3)]
    assert explicit(score(w), {"V": 2, "d": 3}, {w: 2}) == sum(entries)
    assert explicit(Sum(c, s(word(t, c))), {"V": 2, "T": 1, "m": 1}, {t: 1}, {
        ("word", (1, -1)): 1, ("word", (1, 0)): 2, ("word", (1, 1)): 2,
    }) == entry_symbol("s", (1,)) + 2 * entry_symbol("s", (2,))  # fmt: skip
    assert explicit(Delta(w, o) + Size(W), {"V": 2, "m": 2}, {w: 1, o: 1}) == 6
    with pytest.raises(DeriveError, match="free index w has no position"):
        explicit(s(w), {"V": 2})
    with pytest.raises(DeriveError, match="an index function has no value"):
        explicit(Sum(k, s(neg(k))), {"V": 2, "K": 1})


def gradient_cases() -> list[tuple[Term, str, tuple[Variable, ...], Term]]:
    slope = Sum(w, (yhat(w) - Delta(w, o)) * U(w, b))
    sampled = (sigma(score(o)) - 1) * U(o, b) + Sum(k, sigma(score(neg(k))) * U(neg(k), b))
    return [
        (-log(yhat(o)), "v", (b,), slope),
        (-log(yhat(o)), "U", (j, b), (yhat(j) - Delta(j, o)) * v(b)),
        (negative_sampling(), "v", (b,), sampled),
        (Apply("tanh", score(w)), "v", (b,), (1 - Apply("tanh", score(w)) ** 2) * U(w, b)),
    ]


@pytest.mark.parametrize(("loss", "tensor", "indices", "gradient"), gradient_cases())
@pytest.mark.parametrize("factor", [1, 2])
def test_sympy_at_explicit_sizes_judges_gradients(
    loss: Term, tensor: str, indices: tuple[Variable, ...], gradient: Term, factor: int
) -> None:
    sizes: dict[str, int] = {"V": 3, "d": 2, "K": 2}
    table: dict[tuple[str, Positions], int] = {("neg", (1,)): 1, ("neg", (2,)): 3}
    where = {w: 2, o: 1, j: 3, b: 2}
    used = table if "neg" in repr(loss) else {}
    symbol = entry_symbol(tensor, tuple(where[index] for index in indices))
    slope = sympy.diff(explicit(loss, sizes, where, used), symbol)
    claimed = explicit(factor * gradient, sizes, where, used)
    symbols = sorted((slope.free_symbols | claimed.free_symbols), key=str)
    values = {made: sympy.Rational(7 * number % 11 - 4, 5) for number, made in enumerate(symbols)}
    gap = abs((slope - claimed).subs(values).evalf(30))
    assert (gap < 1e-20) is sympy.true if factor == 1 else gap > 1e-3


def test_bound_index_of_a_window() -> None:
    made = to_sympy(Sum(c, s(word(t, c))))
    ((_, low, high),) = made.limits
    assert (low, high) == (-size(Axis("m")), size(Axis("m")))
    assert a in score(w).body.free  # type: ignore[attr-defined]
