"""A look sees a difference where the worlds do, and says nothing where they say nothing."""

from __future__ import annotations

import pytest

from derive.fields import Look, Outcome, compare
from derive.terms.facts import Facts
from derive.terms.functions import exp, log
from derive.terms.term import ZERO, Apply, Delta, Entry, Number, Size, Sum, Term
from tests.terms.vocabulary import D, U, a, i, o, s, w, x


def test_a_look_sees_a_difference_where_the_worlds_do() -> None:
    look = Look(Sum(w, s(w) * U(w, a)))
    assert look.differs(Sum(w, s(w) * U(w, a)) * 2)
    assert look.differs(ZERO)
    assert not look.differs(Sum(o, U(o, a) * s(o)))


@pytest.mark.parametrize("other", [s(o) * U(w, a), log(1 + exp(s(w))), Apply("relu", s(w)), Number(2) * Size(D)])
def test_a_look_makes_a_world_for_what_the_others_have_no_room_for(other: Term) -> None:
    """Another free index, a logarithm, a sign, another axis."""
    look = Look(s(w) * x)
    known = len(look.views)
    assert compare(s(w) * x, other) is Outcome.DIFFERS
    assert look.differs(other) or other is log(1 + exp(s(w)))  # that may be undefined in one world
    assert len(look.views) > known


def test_a_look_sees_behind_a_delta_that_is_0_where_letters_differ() -> None:
    look = Look(Delta(o, w) * s(w))
    assert look.differs(Delta(o, w) * s(w) * 2)
    assert not look.differs(Delta(o, w) * s(o))


def test_a_look_says_nothing_of_what_has_no_value() -> None:
    assert not Look(s(w)).differs(1 / (s(w) - s(w)))


def test_a_look_keeps_to_the_facts() -> None:
    facts = Facts(distributions=frozenset([("y", 0)]))
    total = Sum(w, Entry("y", (w,)))
    assert not Look(total * s(o), facts).differs(s(o))
    assert Look(total * s(o)).differs(s(o))


def test_a_world_that_shows_what_the_fields_see_is_asked_from_there_on() -> None:
    """Equal where all three letters are equal, and where none are."""
    more = Delta(o, w) * (1 - Delta(o, i))
    look = Look(s(w) * x)
    assert not look.differs(s(w) * x + more)
    assert look.is_unequal(s(w) * x + more)
    assert look.differs(s(w) * x + more * 2)
    assert not look.is_unequal(x * s(w))
