"""The one evaluator, seen through worlds of symbols; surveys and places."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from derive.errors import LimitError
from derive.fields import Outcome, compare
from derive.refute.points import Point
from derive.refute.reals import Reals
from derive.terms.facts import NONE, Facts
from derive.terms.functions import exp
from derive.terms.index import Applied, Literal
from derive.terms.places import Places, UndefinedError, complete, survey
from derive.terms.term import Delta, Entry, Number, Pow, Size, Sum, Term
from derive.terms.worlds import Budget
from tests.terms.vocabulary import CENTRE, D, K, M, U, V, W, a, c, k, n, neg, o, s, score, v, w, word, x


def real(term: Term, places: Places, values: Mapping[Any, int]) -> object:
    noted = survey(term, term, NONE)
    point = Point(places, noted, {}, frozenset(), lambda: Number(0).value)
    point.values.update({key: Number(value).value for key, value in values.items()})
    return Reals(point, Budget(10_000)).value(term)


def test_survey_lists_what_is_free() -> None:
    noted = survey(Sum(k, s(neg(k))) * s(o), Sum(c, s(word(c))) + s(neg(n)), NONE)
    assert list(noted.closed) == [n, o, neg(n)]
    assert noted.functions == {"neg": ((K,), V), "word": ((W,), V)}
    assert set(noted.axes) == {"K", "V", "W"}
    assert noted.parameters() == ["K", "V", "m"]


def test_survey_takes_only_facts_that_concern_the_terms() -> None:
    facts = Facts(unequal=frozenset({(o, w), (k, n)}), avoids=frozenset({("neg", o)}))
    assert list(survey(s(w), s(w), facts).closed) == [o, w]


def test_one_name_has_one_shape() -> None:
    with pytest.raises(UndefinedError, match="two different shapes"):
        survey(Entry("u", (w,)), Entry("u", (a,)), NONE)
    assert compare(Entry("u", (w,)), Entry("u", (a,))) is Outcome.UNDEFINED


def test_sums_run_over_whole_axes() -> None:
    places = Places({"V": 2, "d": 3}, {w: 1})
    values = {("U", (1, q)): q + 1 for q in range(3)} | {("v", (q,)): 10**q for q in range(3)}
    assert real(score(w), places, values) == 321
    assert real(Sum(w, Size(V) * Size(D)) + 0 * s(w), places, {}) == 12


def test_a_bound_index_hides_the_free_one_and_gives_it_back() -> None:
    places = Places({"V": 2}, {w: 1})
    assert real(s(w) + 10 * Sum(w, s(w)) + 100 * s(w), places, {("s", (0,)): 1, ("s", (1,)): 2}) == 2 + 30 + 200


def test_windows_count_from_the_middle() -> None:
    places = Places({"m": 2})
    assert [places.shown(position, W) for position in range(places.size(W))] == [-2, -1, 0, 1, 2]
    assert places.literal(CENTRE) == 2
    assert places.counted(-2, W) == 0
    assert real(Sum(c, 1 - Delta(c, CENTRE)) - 2 * Size(M), Places({"m": 2}, {CENTRE: 2}), {}) == 0
    with pytest.raises(UndefinedError):
        places.literal(Literal(3, W))
    with pytest.raises(UndefinedError):
        Places({"V": 2}).literal(Literal(0, V))


def test_index_functions_look_up_the_table() -> None:
    places = Places({"K": 2, "V": 3}, {k: 1}, {("neg", (0,)): 2, ("neg", (1,)): 0})
    assert places.position(neg(k)) == 0
    assert real(Sum(n, s(neg(n))), places, {("s", (2,)): 5, ("s", (0,)): 7, ("s", (1,)): 100}) == 12


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        (Facts(equal=frozenset({(w, o)})), False),
        (Facts(unequal=frozenset({(w, o)})), True),
        (Facts(avoids=frozenset({("neg", w)})), True),
        (Facts(avoids=frozenset({("neg", o)})), False),
        (Facts(injective=frozenset({"neg"})), False),
    ],
)
def test_places_respect_facts(facts: Facts, holds: bool) -> None:
    noted = survey(Sum(k, s(neg(k))), s(w) * s(o), facts)
    places = Places({"K": 2, "V": 3}, {w: 0, o: 1}, {("neg", (0,)): 1, ("neg", (1,)): 1})
    assert places.respects(facts, noted) is holds


def test_completed_functions_respect_facts() -> None:
    facts = Facts(avoids=frozenset({("neg", o)}), injective=frozenset({"neg"}))
    noted = survey(Sum(k, s(neg(k))), s(o), facts)
    for seed in range(20):
        places = Places({"K": 2, "V": 3}, {o: seed % 3})
        complete(places, noted, facts, Random(seed))
        assert places.respects(facts, noted)
    with pytest.raises(UndefinedError):
        complete(Places({"K": 3, "V": 3}, {o: 0}), noted, facts, Random(0))


def test_a_delta_hides_what_is_undefined() -> None:
    places = Places({"V": 2}, {w: 0, o: 1})
    assert real(Delta(w, o) * Pow(x, Number(-1)), places, {}) == 0
    with pytest.raises(UndefinedError):
        real(Delta(w, w) * Pow(x, Number(-1)), places, {})


def test_work_is_limited() -> None:
    term = Sum(w, exp(score(w)))
    point = Point(Places({"V": 3, "d": 3}), survey(term, term, NONE), {}, frozenset(), lambda: Number(1).value)
    with pytest.raises(LimitError):
        Reals(point, Budget(5)).value(term)
    assert Reals(point, Budget(500)).value(term) > 0


def test_nested_index_functions() -> None:
    places = Places({"K": 2, "V": 2}, {k: 0}, {("neg", (0,)): 1, ("next", (1,)): 0, ("next", (0,)): 0})
    assert places.position(Applied("next", (neg(k),), V)) == 0
    assert real(U(w, a) * 0 + v(a) * 0 + s(Applied("next", (neg(k),), V)), _with(places), {("s", (0,)): 4}) == 4


def _with(places: Places) -> Places:
    return Places({**places.sizes, "d": 1}, {**places.where, w: 0, a: 0}, places.table)
