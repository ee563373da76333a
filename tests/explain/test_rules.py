"""Every rule of differentiation is seen to act and to refuse; what it makes is equal by both deciders."""

from __future__ import annotations

import pytest

from derive.explain import Change
from derive.explain.checked import holds
from derive.explain.rules import CHAIN, DERIVATIVES, SOFTMAX, opened
from derive.terms.functions import exp, log, sigma
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Sum, Term
from tests.explain.words import a, b, e, ground, i, k, x
from tests.terms.vocabulary import o, w

RULES = {move.rule: move for move in DERIVATIVES}
AT_V, AT_S = e("v", i), e("s", w)
ACTS: list[tuple[str, Term, Entry]] = [
    ("derivative of log", log(e("p", o)), AT_S),
    ("derivative of exp", exp(e("s", o)), AT_S),
    ("derivative of sigma", sigma(e("s", o)), AT_V),
    ("derivative of tanh", Apply("tanh", e("s", o)), AT_V),
    ("chain rule", Apply("g", e("s", o)), AT_S),
    ("power rule", e("s", o) ** Number(2), AT_S),
    ("quotient rule", exp(e("s", o)) / Sum(x, exp(e("s", x))), AT_S),
    ("product rule", e("s", o) * exp(e("s", o)), AT_S),
    ("derivative of an inner product", Sum(k, e("U", o, k) * e("v", k)), AT_V),
    ("derivative of an entry", e("s", o), AT_S),
]
REFUSES: list[tuple[str, Term, Entry]] = [
    ("derivative of log", exp(e("p", o)), AT_S),
    ("derivative of exp", log(e("s", o)), AT_S),
    ("derivative of sigma", exp(e("s", o)), AT_S),
    ("derivative of tanh", sigma(e("s", o)), AT_S),
    ("chain rule", e("s", o) * exp(e("s", o)), AT_S),
    ("power rule", Pow(a, e("s", o)), AT_S),
    ("quotient rule", e("s", o) * exp(e("s", o)), AT_S),
    ("product rule", exp(e("s", o)) / Sum(x, exp(e("s", x))), AT_S),
    ("derivative of an inner product", Sum(k, e("U", o, k) * e("h", k)), AT_V),
    ("derivative of an entry", e("p", o), AT_S),
]


@pytest.mark.parametrize(("rule", "body", "target"), ACTS)
def test_acts(rule: str, body: Term, target: Entry) -> None:
    base = ground()
    before = base.hold(body, target)
    made = RULES[rule].law(before, base)
    assert made is not None
    assert holds(Change(rule, before, made), base)


@pytest.mark.parametrize(("rule", "body", "target"), REFUSES)
def test_refuses(rule: str, body: Term, target: Entry) -> None:
    base = ground()
    assert RULES[rule].law(base.hold(body, target), base) is None
    assert RULES[rule].law(body, base) is None


def test_every_rule_is_tested() -> None:
    assert set(RULES) == {rule for rule, *_ in ACTS} == {rule for rule, *_ in REFUSES}


def test_softmax() -> None:
    base = ground()
    before = base.hold(e("p", o), AT_V)
    made = SOFTMAX.law(before, base)
    assert made is not None
    assert holds(Change(SOFTMAX.rule, before, made), base)
    assert SOFTMAX.law(base.hold(e("s", o), AT_V), base) is None


def test_chain_rule_read_backwards() -> None:
    base = ground()
    middle = e("s", x)
    before = Sum(x, base.hold(e("J"), middle) * base.hold(middle, AT_V))
    made = CHAIN.law(before, base)
    assert made is base.hold(e("J"), AT_V)
    assert holds(Change(CHAIN.rule, before, made), base)
    assert CHAIN.law(Sum(x, base.hold(e("J"), middle) * base.hold(e("s", w), AT_V)), base) is None


def test_definitions_open_one_at_a_time() -> None:
    base = ground()
    assert opened(base.hold(e("J"), AT_V), base) == ("J", base.hold(-log(e("p", o)), AT_V))
    assert opened(base.hold(log(e("p", o)), AT_V), base) is None


def test_what_does_not_depend_is_a_constant() -> None:
    base = ground()
    assert base.hold(e("y", w) * b, AT_V) is Number(0)
    assert base.hold(Delta(w, o) * e("v", i), e("v", i)) is not Number(0)
