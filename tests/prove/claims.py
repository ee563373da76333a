"""True claims, each there for a rule of decider A: left = right, if need be under facts."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Index, Literal, Variable, argument
from derive.terms.term import Delta, Number, Pow, Size, Term, mul
from tests.prove.words import (
    WINDOW,
    Axis,
    N,
    V,
    a,
    absolute,
    avoids,
    b,
    c,
    cell,
    distribution,
    e,
    equal,
    g,
    injective,
    j,
    k,
    neg,
    o,
    over,
    p,
    positive,
    q,
    r,
    relu,
    s,
    scalars,
    sqrt,
    step,
    tanh,
    token,
    unequal,
    w,
    x,
)

X, Y, T = scalars("X Y T")
Z = over(w, exp(e("s", w)))
zero, one = Literal(0, WINDOW), Literal(1, WINDOW)
first, second = Literal(1, V), Literal(2, V)

t = Variable("t", Axis("3"))
APART = avoids("cell", token(argument(0, WINDOW)))
Claim = tuple[str, Term | int, Term | int] | tuple[str, Term | int, Term | int, Facts]


def f(index: object) -> Term:
    return e("f", index)  # type: ignore[arg-type]


def h(index: object) -> Term:
    return e("h", index)  # type: ignore[arg-type]


def softmax(row: Index, place: Index) -> Term:
    return exp(e("S", row, place)) / over(x, exp(e("S", row, x)))


def chain(*indices: Index) -> Term:
    """A[a, b] A[b, c] ..."""
    return mul(*[e("A", *pair) for pair in pairwise(indices)])


def triangle(one: object, two: object, three: object) -> Term:
    return e("A", one, two) * e("A", two, three) * e("A", three, one)  # type: ignore[arg-type]


def two_triangles(*corners: Index) -> Term:
    return triangle(*corners[:3]) * triangle(*corners[3:])


def rungs(*corners: Index) -> Term:
    return mul(*[e("A", *pair) for pair in zip(corners[:3], corners[3:], strict=True)])


def prism(*corners: Index) -> Term:
    """Two triangles and the rungs between them: no corner looks different from another."""
    return over(a, b, c, o, w, x, two_triangles(*corners) * rungs(*corners))


TRUE: list[Claim] = [
    # ring
    ("distributes", (X + Y) * (X - Y), X**2 - Y**2),
    ("powers add", X**3 * X**-1, X**2),
    ("common denominator", 1 / X + 1 / Y, (X + Y) / (X * Y)),
    ("inverse of a sum", (X + Y) / (X + Y) ** 2, 1 / (X + Y)),
    ("content of a denominator", 1 / (2 * X + 4 * X * Y), 1 / (2 * X) / (1 + 2 * Y)),
    ("fraction in a denominator", 1 / (1 + 1 / X), X / (1 + X)),
    ("nested quotients", 1 / (1 + 1 / (1 + 1 / X)), (1 + X) / (1 + 2 * X)),
    ("partial fractions", 1 / (X * (1 + X)), 1 / X - 1 / (1 + X)),
    ("quotient under a sum", over(w, f(w) / (1 + f(w))), Size(V) - over(w, 1 / (1 + f(w)))),
    ("fraction in a denominator under a sum", over(w, 1 / (1 + 1 / (1 + f(w)))), over(w, (1 + f(w)) / (2 + f(w)))),
    ("partial fractions under a sum", over(w, 1 / (f(w) * (1 + f(w)))), over(w, 1 / f(w)) - over(w, 1 / (1 + f(w)))),
    (
        "partial fractions under a sum in an exponent",
        exp(over(w, 1 / (f(w) * (1 + f(w))))),
        exp(over(w, 1 / f(w)) - over(w, 1 / (1 + f(w)))),
    ),
    (
        "content under a sum in an exponent",
        exp(over(w, 1 / (2 * f(w) + 4 * h(w)))),
        exp(over(w, 1 / (f(w) + 2 * h(w))) / 2),
    ),
    (
        "unlike denominators under a sum",
        over(w, f(w) / (X + h(w))) - over(w, f(w) / (Y + h(w))),
        over(x, (Y - X) * f(x) / ((X + h(x)) * (Y + h(x)))),
    ),
    (
        "unlike denominators under two sums",
        over(w, p, (e("B", w) - e("C", w)) / ((f(w) + e("B", w)) * (f(w) + e("C", w)) * (1 + e("A", p)))),
        over(w, 1 / (f(w) + e("C", w)) - 1 / (f(w) + e("B", w))) * over(q, 1 / (1 + e("A", q))),
    ),
    ("content under a sum", over(w, 1 / (2 * f(w) + 4 * h(w))), over(w, 1 / (f(w) + 2 * h(w))) / 2),
    ("quotients of three", X / (X * Y + X * T), 1 / (Y + T)),
    ("unlike denominators", 1 / (X + Y) - 1 / (X + T), (T - Y) / ((X + Y) * (X + T))),
    ("nothing", X * 0 + Y**0, 1),
    # sums
    ("renaming", over(w, f(w)), over(x, f(x))),
    ("linear", over(w, 2 * f(w) - h(w)), 2 * over(w, f(w)) - over(x, h(x))),
    ("order", over(w, k, e("U", w, k)), over(k, w, e("U", w, k))),
    ("independent sums", over(w, k, f(w) * h(k)), over(w, f(w)) * over(k, h(k))),
    ("square of a sum", over(w, f(w)) ** 2, over(a, b, f(a) * f(b))),
    ("constant", over(w, X), X * Size(V)),
    ("window", over(j, Number(1)), 2 * Size(Axis("m")) + 1),
    ("size of a window", Size(WINDOW), 2 * Size(Axis("m")) + 1),
    ("fixed size", over(t, X), 3 * X),
    ("taken out", over(w, X * f(w)), X * over(w, f(w))),
    ("long chain", over(a, b, c, o, w, x, chain(a, b, c, o, w, x)), over(a, b, c, o, w, x, chain(x, b, o, a, c, w))),
    ("symmetric", over(a, b, e("A", a, b)), over(a, b, e("A", b, a))),
    ("cycle", over(a, b, c, triangle(a, b, c)), over(a, b, c, triangle(c, b, a))),
    ("prism", prism(a, b, c, o, w, x), prism(w, c, o, x, a, b)),
    ("trace of a product", over(a, b, e("A", a, b) * e("B", b, a)), over(a, b, e("B", a, b) * e("A", b, a))),
    ("connected by an outer sum", over(w, f(w) * over(k, e("U", w, k))), over(k, over(w, f(w) * e("U", w, k)))),
    # deltas
    ("sifting", over(w, Delta(w, o) * f(w)), f(o)),
    ("sifting an index function", over(w, Delta(neg(p), w) * f(w)), f(neg(p))),
    ("idempotent", Delta(w, o) ** 3, Delta(w, o)),
    ("symmetric delta", Delta(w, o), Delta(o, w)),
    ("reflexive", Delta(w, w), 1),
    ("literals differ", Delta(first, second), 0),
    ("excluded", over(w, (1 - Delta(w, o)) * f(w)), over(w, f(w)) - f(o)),
    ("excluded literal", over(j, (1 - Delta(j, zero)) * h(j)), over(j, h(j)) - h(zero)),
    ("substitution", Delta(a, b) * f(a), Delta(a, b) * f(b)),
    ("guard", over(p, Delta(neg(p), o) * g(f(neg(p)))), g(f(o)) * over(p, Delta(neg(p), o))),
    ("lifted out of exp", exp(Delta(a, b) * X), 1 + Delta(a, b) * (exp(X) - 1)),
    ("lifted out of a quotient", 1 / (1 + Delta(a, b)), 1 - Delta(a, b) / 2),
    ("lifted out of a root", sqrt(1 + 3 * Delta(a, b)), 1 + Delta(a, b)),
    ("lifted out of a function", g(Delta(a, b) * X), g(Number(0)) + Delta(a, b) * (g(X) - g(Number(0)))),
    ("lifted under a sum", over(w, exp(Delta(w, o) * X)), Size(V) - 1 + exp(X)),
    ("lifted out of exp, a step", exp(X * step(Y)), 1 + step(Y) * (exp(X) - 1)),
    ("softmax summed in another order", over(w, r, h(r) * softmax(r, w)), over(r, h(r))),
    (
        "parted by a distribution",
        over(c, a, b, f(a) * h(b) * e("T", a, b, c)),
        over(a, f(a)) * over(b, h(b)),
        distribution("T", 2),
    ),
    ("symmetric under a sum", over(p, Delta(neg(p), o) * h(p)), over(p, Delta(o, neg(p)) * h(p))),
    ("mask", over(w, log(Delta(w, o) * exp(f(w)) + 1 - Delta(w, o))), f(o)),
    # index cases
    ("both cases", Delta(a, b) * f(a) + (1 - Delta(a, b)) * f(b), f(b)),
    ("three indices", Delta(a, b) * Delta(b, c), Delta(a, b) * Delta(a, c)),
    ("transitive", Delta(a, b) * Delta(b, c) * (1 - Delta(a, c)), 0),
    ("given equal", f(a), f(b), equal(a, b)),
    ("given different", Delta(a, b), 0, unequal(a, b)),
    ("equal to different literals", Delta(a, first) * Delta(a, second), 0),
    ("congruence", Delta(p, q) * f(neg(p)), Delta(p, q) * f(neg(q))),
    ("closed index functions", Delta(neg(p), o) * f(neg(p)), Delta(neg(p), o) * f(o)),
    ("given value", f(neg(p)), f(o), equal(neg(p), o)),
    ("given value, nested", g(over(k, e("U", token(j), k))), g(over(k, e("U", c, k))), equal(token(j), c)),
    ("given chain", f(a), f(c), equal(a, b) | equal(b, c)),
    ("two literals of one value", over(p, Delta(neg(p), first) * Delta(neg(p), second) * h(p)), 0),
    ("different values, different arguments", Delta(p, q), 0, unequal(neg(p), neg(q))),
    ("avoided by a given value", Delta(a, b), 0, equal(neg(p), a) | avoids("neg", b)),
    ("reserved name", over(a, f(a)) - f(a), over(w, f(w)) - f(b), equal(a, b)),
    # facts
    ("avoids", over(p, Delta(neg(p), o) * f(o)), 0, avoids("neg", o)),
    ("avoids, free argument", Delta(o, neg(q)), 0, avoids("neg", o)),
    ("one-to-one", over(p, Delta(neg(p), neg(q)) * h(p)), h(q), injective("neg")),
    ("one-to-one, two arguments", over(p, Delta(cell(r, p), cell(r, q)) * h(p)), h(q), injective("cell")),
    (
        "one-to-one, first arguments equal in a case",
        Delta(cell(r, p), cell(s, q)) * Delta(r, s),
        Delta(p, q) * Delta(r, s),
        injective("cell"),
    ),
    ("avoids what belongs to its argument", over(p, Delta(cell(j, p), token(j)) * h(p)), 0, APART),
    ("avoids what belongs to its argument, in a case", Delta(cell(j, p), a) * Delta(a, token(j)), 0, APART),
    ("one-to-one, equal values", h(p), h(q), injective("neg") | equal(neg(p), neg(q))),
    ("avoids in a case", Delta(neg(p), a) * Delta(a, o), 0, avoids("neg", o)),
    ("distribution", over(w, e("y", w)), 1, distribution("y")),
    ("distribution, second place", over(r, k, e("Y", r, k)), Size(N), distribution("Y", 1)),
    (
        "distribution beside others",
        over(k, e("u", k) * over(w, e("Y", w, k))),
        over(k, e("u", k)),
        distribution("Y", 0),
    ),
    # exp and log
    ("exp of a sum", exp(X + Y), exp(X) * exp(Y)),
    ("exp of a multiple", exp(3 * X), exp(X) ** 3),
    ("log of exp", log(exp(X) * exp(Y)), X + Y),
    ("exp of log", exp(log(X)), X),
    ("log of a quotient", log(exp(X) / Z), X - log(Z)),
    ("log of integers", log(Number(12)), 2 * log(Number(2)) + log(Number(3))),
    ("log of a fraction", log(X / 2), log(X) - log(Number(2))),
    ("log of a negative multiple", log(-2 * X), log(Number(2)) + log(-X)),
    ("log of a root", 2 * log(sqrt(X + Y)), log(X + Y)),
    ("log of a size", log(Size(V) * X * Y), log(Size(V)) + log(X * Y)),
    ("log of a sum of exps", log(Z * X * Y), log(Z) + log(X * Y)),
    ("log of exps and squares", log((Z + X**2) * X * Y), log(Z + X**2) + log(X * Y)),
    ("log of a log", log(log(Number(2)) * X * Y), log(log(Number(2))) + log(X * Y)),
    ("log of a sum of squares under a sum", log(over(w, f(w) ** 2) * X * Y), log(over(w, f(w) ** 2)) + log(X * Y)),
    ("log of the power of a sum", log(over(w, f(w)) ** 3), 3 * log(over(w, f(w)))),
    ("log of a size of entries", 2 * log(absolute(X)), log(X**2)),
    ("log by cases, softplus", log(1 + exp(-absolute(X))) + relu(X), log(1 + exp(X))),
    ("log by cases, one without value", 2 * log(X * step(X)) - log(step(X) * X), log(X * step(X))),
    ("log of a positive sum", log((1 + exp(X)) * X * Y), log(1 + exp(X)) + log(X * Y)),
    ("log of a sum of squares", log((1 + X**2) * X * Y), log(1 + X**2) + log(X * Y)),
    ("log by cases", log(exp(absolute(X))), absolute(X)),
    ("positive since its log is taken", log(X) + sqrt(X**2), log(X) + X),
    ("positive since their logs are taken", over(w, log(f(w))) + sqrt(f(a) ** 2), over(w, log(f(w))) + f(a)),
    ("log of positive entries", log(f(a) * f(b)), log(f(a)) + log(f(b)), positive("f")),
    ("log of a power", log(X**3), 3 * log(X)),
    ("log of a square", log(X**4), 2 * log(X**2)),
    ("log of one unknown factor", log(exp(Y) * X), Y + log(X)),
    ("product as exp of logs", -log(exp(over(p, log(sigma(f(p)))))), -over(p, log(sigma(f(p))))),
    ("symbolic power", X ** (Y + 1), X * X**Y),
    ("derivative of a power", Y * X**Y / X, Y * X ** (Y - 1)),
    ("likelihood", -log(exp(over(w, e("y", w) * log(f(w))))), -over(w, e("y", w) * log(f(w)))),
    ("softmax sums to one", over(w, exp(f(w)) / over(x, exp(f(x)))), 1),
    (
        "softmax sums to one in each row",
        over(r, h(r) * over(w, exp(e("S", r, w)) / over(x, exp(e("S", r, x))))),
        over(r, h(r)),
    ),
    ("shift of scores", exp(f(o) - X) / over(w, exp(f(w) - X)), exp(f(o)) / over(w, exp(f(w)))),
    ("log-sum-exp", log(over(w, exp(f(w)))), X + log(over(w, exp(f(w) - X)))),
    # sigmoid, tanh
    ("sigma(-x)", sigma(-X), 1 - sigma(X)),
    ("sigma by e^-x", sigma(X), 1 / (1 + exp(-X))),
    ("tanh by sigma", tanh(X), 2 * sigma(2 * X) - 1),
    ("tanh odd", tanh(-X), -tanh(X)),
    ("tanh by exp", tanh(X), (exp(X) - exp(-X)) / (exp(X) + exp(-X))),
    (
        "sigma of a difference under a sum",
        over(w, h(w) * exp(f(w) - e("D", w)) / (1 + exp(f(w) - e("D", w)))),
        over(w, h(w) * (1 - sigma(e("D", w) - f(w)))),
    ),
    ("sigma under a sum", over(w, sigma(-f(w))), Size(V) - over(w, sigma(f(w)))),
    ("log sigma", log(sigma(X)), X - log(1 + exp(X))),
    # kinks
    ("relu", relu(X), X * step(X)),
    ("relu(-x)", relu(-X), relu(X) - X),
    ("relu by abs", relu(X), (X + absolute(X)) / 2),
    ("abs even", absolute(-X), absolute(X)),
    ("abs squared", absolute(X) ** 2, X**2),
    ("step squared", step(X) ** 2, step(X)),
    ("step scaled", step(3 * X), step(X)),
    ("step(-x)", step(-X), 1 - step(X)),
    ("step of a square times x", step(X**2 * Y), step(Y)),
    ("step of something positive", step(exp(X)), 1),
    ("step of a product", step(X * Y), step(X) * step(Y) + step(-X) * step(-Y)),
    ("step of a quotient", step(Y + 1 / (1 + exp(X))), step(Y * (1 + exp(X)) + 1)),
    ("step of a positive denominator", step(Y / (1 + X**2)), step(Y)),
    ("step of a root", step(sqrt(X) * Y), step(Y)),
    ("step of a root and more", step(1 + sqrt(X + Y)), 1),
    ("size of a product", absolute(X * Y), absolute(X) * absolute(Y)),
    ("size of a product of three", absolute(X * (X - Y) / T), absolute(X) * absolute(X - Y) / absolute(T)),
    ("root of a product of squares", sqrt(X**2 * Y**2), absolute(X * Y)),
    ("step under sums", over(a, b, e("A", a, b) * step(f(a) - f(b))), over(a, b, e("A", b, a) * step(f(b) - f(a)))),
    ("1/|x|", X / absolute(X), absolute(X) / X),
    ("relu under a sum", over(w, relu(f(w) - f(o))), over(w, (1 - Delta(w, o)) * relu(f(w) - f(o)))),
    # roots
    ("root squared", sqrt(X) ** 2, X),
    ("root of a root", sqrt(sqrt(X)), Pow(X, Number(Fraction(1, 4)))),
    ("root of a square", sqrt(X**2), absolute(X)),
    ("root of a positive product", sqrt(f(a) * f(b)), sqrt(f(a)) * sqrt(f(b)), positive("f")),
    ("root of a number", sqrt(Number(12)), 2 * sqrt(Number(3))),
    ("root of a number below", 1 / sqrt(Number(2)), sqrt(Number(2)) / 2),
    ("root of a number below, in exp", exp(X / sqrt(Number(2))), exp(X * sqrt(Number(2)) / 2)),
    ("root of a fourth power", sqrt(X**4), X**2),
    ("root of a sixth power", sqrt(X**6), absolute(X) ** 3),
    ("root of a positive square", sqrt(f(a) ** 2), f(a), positive("f")),
    ("root times root", sqrt(1 + X) * sqrt(1 + X), 1 + X),
    ("square under a positive root", sqrt(X**2 * exp(Y)), absolute(X) * exp(Y / 2)),
    ("inverse root", 1 / sqrt(1 + X), sqrt(1 + X) / (1 + X)),
    ("root of a sum of squares", X / sqrt(X**2 + Y**2), X * sqrt(X**2 + Y**2) / (X**2 + Y**2)),
    # unknown functions
    ("unknown function of equals", g(X + Y), g(Y + X)),
]


def arguments(claim: Claim) -> tuple[Term, Term, Facts]:
    left, right = (Number(t) if isinstance(t, int) else t for t in claim[1:3])
    return left, right, claim[3] if len(claim) == 4 else NONE
