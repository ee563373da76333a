"""Equality patterns: as many as there are partitions, fewer with facts."""

from __future__ import annotations

import pytest

from derive.fields.patterns import patterns
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index, Literal
from derive.terms.places import survey
from derive.terms.term import Delta, Term, add
from tests.terms.vocabulary import V, i, k, n, neg, o, s, w

ONE_, TWO = Literal(1, V), Literal(2, V)


def count(facts: Facts, *indices: Index) -> int:
    term: Term = add(*(s(index) for index in indices))
    return len(list(patterns(survey(term, term, facts), facts)))


@pytest.mark.parametrize(("size", "bell"), [(1, 1), (2, 2), (3, 5)])
def test_bell_numbers(size: int, bell: int) -> None:
    assert count(NONE, *[w, o, i][:size]) == bell


def test_literals_are_apart() -> None:
    assert count(NONE, ONE_, TWO) == 1
    assert count(NONE, ONE_, TWO, w) == 3


def test_facts_prune() -> None:
    assert count(Facts(unequal=frozenset({(w, o)})), w, o, i) == 3
    assert count(Facts(equal=frozenset({(o, w)})), w, o, i) == 2


def test_values_of_index_functions_are_terms_of_their_own() -> None:
    assert count(NONE, neg(k), o) == 2
    assert count(Facts(avoids=frozenset({("neg", o)})), neg(k), o) == 1
    assert count(NONE, neg(k), neg(n)) == 3  # k = n forces neg(k) = neg(n)
    assert count(Facts(injective=frozenset({"neg"})), neg(k), neg(n)) == 2


def test_axes_are_independent() -> None:
    assert len(list(patterns(survey(Delta(w, o), Delta(k, n), NONE), NONE))) == 4
