"""Every formula at hand, and what two trees have in common when their places are left aside."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from random import Random

from derive.source.load import load
from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_document
from tests.laws.soup import PLACES, SUFFIXES

AT = Span(0, 0)


def shape(value: object) -> object:
    """A tree without spans, as tuples."""
    if isinstance(value, n.Node | n.Case):
        kept = [field.name for field in fields(value) if field.name not in ("span", "spans")]
        return (type(value).__name__, *(shape(getattr(value, name)) for name in kept))
    return tuple(map(shape, value)) if isinstance(value, tuple) else value


@cache
def sources() -> tuple[Source, ...]:
    """Every document of tests/corpus, and of the folders beside the checkout where they are."""
    files = [path for place in PLACES if place.is_dir() for path in sorted(place.rglob("*")) if path.suffix in SUFFIXES]
    return tuple(load(path) for path in files if path.name != "README.md")


@cache
def terms() -> tuple[tuple[str, n.Node], ...]:
    """(raw text, tree) of every term and condition that was read; a condition not understood is kept as words."""
    found: dict[tuple[str, object], n.Node] = {}
    for source in sources():
        for chain in read_document(source).chains:
            for term in (*chain.terms, *(one for one in chain.conditions if not isinstance(one, n.Text))):
                if not isinstance(term, Unread):
                    found.setdefault((source.slice(term.span), shape(term)), term)
    return tuple((text, term) for (text, _), term in found.items())


# trees that a formula can be read as


def tree(rng: Random, depth: int) -> n.Node:
    """Any tree of a term, of at most this depth."""
    return rng.choice(_INNER if depth > 0 else _LEAVES)(rng, depth - 1)


def _name(rng: Random, _: int) -> n.Node:
    text = rng.choice(("a", "x", "K", "\\theta", "\\ell", "\\nabla", "CE", "loss", "d_out", "v'", "y^*"))
    return n.Name(AT, text, rng.choice(("", "", "", "bf", "cal", "sf")))


def _leaf(rng: Random, _: int) -> n.Node:
    return rng.choice(
        (n.Numeral(AT, "2"), n.Numeral(AT, "0.5"), n.Dots(AT), n.Name(AT, "R", "bb"), n.Name(AT, "word", "rm"))
    )


def _chain(rng: Random, depth: int) -> n.Node:
    signs = tuple(
        rng.choice(("=", "<=", "!=", "in", "!in", "~", "=!", "!subset", "->")) for _ in range(rng.randint(1, 2))
    )
    return n.Relations(AT, tuple(tree(rng, depth) for _ in (*signs, "")), signs)


def _item(rng: Random, depth: int) -> n.Node:
    return (_chain if rng.random() < 0.2 else tree)(rng, depth)


def _script(rng: Random, depth: int) -> n.Node | None:
    kind = rng.randrange(6)
    if kind == 0:
        return n.Label(AT, rng.choice(("new", "naive-softmax", "a word")))
    if kind == 1:
        return n.Sequence(AT, (_item(rng, depth), _item(rng, depth)))
    item = None if kind == 2 else _item(rng, depth)
    column = isinstance(item, n.Matrix) and all(len(row) == 1 for row in item.rows)
    return n.Group(AT, "(", ")", (item,)) if item and column else item  # a bare column is a list below: \substack


def _scripted(rng: Random, depth: int) -> n.Node:
    sub, sup = _script(rng, depth), _script(rng, depth)
    return n.Scripted(AT, tree(rng, depth), sub, sup) if sub or sup else tree(rng, depth)


def _group(rng: Random, depth: int) -> n.Node:
    """Square brackets around a matrix are part of it."""
    items = tuple(_item(rng, depth) for _ in range(rng.randint(1, 3)))
    given = rng.choice((None, None, None, *range(len(items) + 1)))
    opening, closing = rng.choice(("()", "()", "[]", "[)", "||"))
    if opening == "[" and isinstance(items[0], n.Matrix):
        opening, closing = "()"
    return n.Group(AT, opening, closing, items, given)


def _product(rng: Random, depth: int) -> n.Node:
    factors = [tree(rng, depth) for _ in range(rng.randint(2, 4))]
    signs = ("", "", "cdot", "times", "otimes", "odot", "*", "/")
    return n.Product(AT, (("", factors[0]), *((rng.choice(signs), factor) for factor in factors[1:])))


def _operator(rng: Random, depth: int) -> n.Node:
    sub, sup, body = _script(rng, depth), _script(rng, depth), tree(rng, depth)
    if rng.random() < 0.5:
        return n.Big(AT, rng.choice(("sum", "prod", "int")), sub, sup, body)
    argument = rng.choice((body, body, None))
    return n.Function(AT, rng.choice(("log", "softmax", "argmax", "KL")), sub, sup, rng.choice((0, 0, 2)), argument)


def _derivative(rng: Random, depth: int) -> n.Node:
    by: n.Node = n.Name(AT, rng.choice(("x", "\\theta")))
    style = rng.choice(("fraction", "operator", "nabla"))
    if style != "nabla" and rng.random() < 0.3:
        by = n.Product(AT, (("", n.Differential(AT, by)), ("", n.Differential(AT, tree(rng, 0)))))
    return n.Derivative(AT, tree(rng, depth), by, style)


def _table(rng: Random, depth: int) -> n.Node:
    rows, columns = rng.randint(1, 3), rng.randint(1, 3)
    if rng.random() < 0.5:
        return n.Matrix(AT, tuple(tuple(tree(rng, depth) for _ in range(columns)) for _ in range(rows)))
    conditions = [rng.choice((_chain(rng, depth), n.Text(AT, "otherwise"), None)) for _ in range(rows)]
    return n.Cases(AT, tuple(n.Case(AT, _item(rng, depth), condition) for condition in conditions))


def _around(rng: Random, depth: int) -> n.Node:
    node = tree(rng, depth)
    match rng.randrange(5):
        case 0:
            return n.Accent(AT, rng.choice(("hat", "bar", "tilde", "underline")), node)
        case 1:
            return n.Root(AT, node)
        case 2:
            return n.Signed(AT, rng.choice("+-"), node)
        case 3:
            return n.Fraction(AT, node, tree(rng, depth))
    return n.Binary(AT, rng.choice(("+", "-", "\\pm", "\\cup")), node, tree(rng, depth))


_LEAVES = (_name, _name, _leaf)
_INNER = (*_LEAVES, _scripted, _scripted, _group, _product, _product, _operator, _derivative, _table, _around, _around)
