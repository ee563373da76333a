"""Characters keep the raw stretch they stand for."""

from derive.source.strips import strip_of
from derive.source.text import Span


def test_patches() -> None:
    strip = strip_of("abcdef", offset=10).patched([(1, 3, "XYZ"), (4, 4, "!"), (5, 6, "")])
    assert strip.text == "aXYZd!e"
    assert [strip.span(i, i + 1) for i in range(7)] == [
        Span(10, 11),
        Span(11, 13),
        Span(11, 13),
        Span(11, 13),
        Span(13, 14),
        Span(14, 14),
        Span(14, 15),
    ]
    assert strip.span(0, 7) == Span(10, 15)


def test_patched_twice() -> None:
    strip = strip_of("ab").patched([(0, 1, "xx")]).patched([(1, 2, "yy")])
    assert strip.text == "xyyb"
    assert strip.span(1, 3) == Span(0, 1)


def test_empty() -> None:
    assert strip_of("").patched([(0, 0, "a")]).span(0, 1) == Span(0, 0)
