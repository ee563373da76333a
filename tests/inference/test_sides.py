"""Sides of arrays: joined where one length is due, and kept apart where it is settled."""

from __future__ import annotations

from derive.inference.sides import LITERAL, NUMBER, ONE, Shape, Sides


def test_joined_sides_are_one() -> None:
    sides = Sides()
    a, b, c = sides.new(), sides.new(), sides.new()
    assert sides.join(a, b)
    assert sides.join(b, c)
    assert sides.find(a) == sides.find(c)


def test_two_names_are_two_lengths() -> None:
    sides = Sides()
    n, m, a = sides.named("n"), sides.named("m"), sides.new()
    assert sides.named("n") == n
    assert not sides.join(n, m)
    assert sides.join(a, n)
    assert not sides.join(a, m)


def test_a_length_of_one_is_no_unknown() -> None:
    sides = Sides()
    assert not sides.join(sides.new(), ONE)
    assert sides.join(ONE, ONE)


def test_settled_sides_stay_apart_and_take_in_new_ones() -> None:
    sides = Sides()
    a, b = sides.new(), sides.new()
    sides.settle({a, b, ONE})
    assert ONE not in sides.settled
    assert not sides.may_be_one(a, b)
    c, d = sides.new(), sides.new()
    assert sides.join(c, a)
    assert not sides.join(c, b)
    assert sides.join(d, c)
    assert not sides.join(d, b)


def test_shapes_fit_as_a_whole_or_not_at_all() -> None:
    sides = Sides()
    n, m, a = sides.named("n"), sides.named("m"), sides.new()
    assert not sides.fit(Shape(a, n), Shape(m, m))
    assert sides.find(a) != sides.find(m)
    assert sides.fit(Shape(a, n), Shape(m, n))
    assert sides.find(a) == sides.find(m)


def test_kinds_of_shapes() -> None:
    sides = Sides()
    n, m = sides.new(), sides.new()
    assert NUMBER.is_number
    assert LITERAL.literal
    assert Shape(n, m).is_matrix
    assert not Shape(n, ONE).is_matrix
    assert not Shape(n, ONE).is_number
    assert Shape(n, m).turned == Shape(m, n)
