"""What is made of the same parts is found again, as long as anybody holds it."""

from derive.terms.interned import Interned


class Made:
    pass


def test_an_object_is_found_by_its_key_while_it_lives():
    known: Interned[Made] = Interned()
    made = Made()
    known.put(("a", 1), made)
    assert known.get(("a", 1)) is made
    assert known.get(("a", 2)) is None
    del made
    assert known.get(("a", 1)) is None
    assert len(known) == 0


def test_the_end_of_one_object_does_not_take_the_next_with_its_key():
    known: Interned[Made] = Interned()
    old, new = Made(), Made()
    known.put("a", old)
    known.put("a", new)
    del old
    assert known.get("a") is new
