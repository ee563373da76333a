"""The arbiter of what is false: it encloses what floats find, keeps every law, and claims nothing it cannot show."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from flint import arb, ctx

from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp, sigma
from derive.terms.index import Applied, Axis, Variable, argument
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Sum, Term
from tests.laws.certain import BALL, BITS, EXACT, Certain, certified, confirmed
from tests.laws.floats import OutsideError, World, differ
from tests.laws.mutants import mutant
from tests.laws.reading import everything, steps

V, PLACE = Axis("V"), Axis("places")
w, k, i, j = Variable("w", V), Variable("k", Axis("K")), Variable("i", PLACE), Variable("j", PLACE)
x, y, p = Entry("x"), Entry("y"), Entry("p", (w,))
FALSE: list[tuple[str, Term, Term, str]] = [
    ("rational", x, x + 1, EXACT),
    ("rational, small", x, x + Fraction(1, 10**80), EXACT),
    ("irrational", exp(x), exp(x) + 1, BALL),
    ("irrational, small", exp(x), exp(x) + Fraction(1, 10**20), BALL),
    ("of size and sign", Apply("abs", x), -Apply("abs", x), EXACT),
    ("unknown function", Apply("g", x), Apply("g'", x), BALL),
]
OPEN: list[tuple[str, Term, Term]] = [
    ("true", (x + y) ** 2, x * x + 2 * x * y + y * y),
    ("true in balls", sigma(-x), 1 - sigma(x)),
    ("closer than the balls", sigma(Number(200)), Number(1)),
    ("no value", 1 / (x - x), x),
    ("no value for sure", 1 / (sigma(-x) - 1 + sigma(x)), x),
    ("a kink", Apply("step", x - x), x),
    ("a root of something negative", Pow(-x * x, Number(Fraction(1, 2))), x),
    ("a logarithm of something negative", Apply("log", -x * x), x),
]


@pytest.mark.parametrize(("left", "right", "how"), [row[1:] for row in FALSE], ids=[row[0] for row in FALSE])
def test_a_difference_is_certain(left: Term, right: Term, how: str) -> None:
    assert certified(left, right, World(Random(1), (left, right), NONE)) == how


@pytest.mark.parametrize(("left", "right"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN])
def test_nothing_is_claimed(left: Term, right: Term) -> None:
    assert certified(left, right, World(Random(1), (left, right), NONE)) == ""


def test_no_true_step_is_certainly_false() -> None:
    rng = Random(2)
    for step in everything():
        for _ in range(2):
            try:
                world = World(rng, (step.left, step.right), step.held)
            except OutsideError:
                continue
            assert not certified(step.left, step.right, world), step.row.name


def test_balls_enclose_what_floats_find() -> None:
    rng, seen = Random(3), 0
    for step in steps():
        try:
            world = World(rng, (step.left,), step.held)
            near = world.value(step.left)
        except OutsideError:
            continue
        with ctx.workprec(BITS):
            assert abs(arb(Certain(world).value(step.left)) - arb(near)) < 1e-9 * max(1.0, world.peak), step.row.name
        seen += 1
    assert seen > 0.8 * len(steps())


def test_a_world_that_breaks_a_fact_shows_nothing() -> None:
    held = Facts(distributions=frozenset([("p", 0)]), positive=frozenset(["p"]))
    left, right = Sum(w, p), Number(2)
    world = World(Random(4), (left, right), held)
    assert certified(left, right, world) == EXACT
    world.rationals[next(iter(world.rationals))] += Fraction(1, 10**30)
    assert certified(left, right, world) == ""


def test_a_negative_of_a_place_avoids_the_word_of_that_place_alone() -> None:
    around, drawn = (lambda at: Applied("around", (at,), V)), (lambda at: Applied("drawn", (at, k), V))
    held = Facts(avoids=frozenset([("drawn", around(argument(0, PLACE)))]))
    own, other = Delta(around(j), drawn(j)), Delta(around(i), drawn(j))
    assert not differ(own, Number(0), held, Random(6), 400)
    assert differ(other, Number(0), held, Random(6), 400)


def test_a_mutant_that_only_floats_call_false_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert confirmed(exp(x), exp(x) + 1, NONE, Random(5)) == BALL
    monkeypatch.setattr("tests.laws.certain.certified", lambda *_: "")
    assert confirmed(exp(x), exp(x) + 1, NONE, Random(5)) == ""
    assert mutant(steps()[0], Random(5)) is None
