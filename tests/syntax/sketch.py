"""A node on one line, without spans, and a document as lists of what was read: for tests to compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from derive.source.text import Source, Span
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Document, Unread
from derive.syntax.reader import read_document, read_term


def sketch(node: n.Node | Unread | None) -> str:
    """`a b` is [a b], x_i^2 is x_i^2, \\log x is log<x>, (a, b) is (a, b), \\frac{a}{b} is {a / b}."""
    match node:
        case None:
            return ""
        case Unread():
            return f"?{node.message}"
        case n.Numeral() | n.Label() | n.Text():
            return node.text if isinstance(node, n.Numeral) else f"'{node.text}'"
        case n.Name():
            return f"{node.font}:{node.text}" if node.font else node.text
        case n.Accent():
            return f"{node.accent}<{sketch(node.body)}>"
        case n.Scripted():
            return sketch(node.base) + scripts(node)
        case n.Group():
            items = [("| " if node.given == i else "") + sketch(item) for i, item in enumerate(node.items)]
            return f"{node.open}{', '.join(items)}{node.close}".replace(", |", " |")
        case n.Signed():
            return f"{node.sign}{sketch(node.body)}"
        case n.Binary():
            return f"({sketch(node.left)} {node.operator} {sketch(node.right)})"
        case n.Product():
            return "[" + " ".join((f"{sign} " if sign else "") + sketch(factor) for sign, factor in node.factors) + "]"
        case n.Fraction():
            return f"{{{sketch(node.top)} / {sketch(node.bottom)}}}"
        case n.Root():
            return f"root<{sketch(node.body)}>"
        case n.Big():
            return f"{node.operator}{bounds(node)}<{sketch(node.body)}>"
        case n.Function():
            return f"{node.name}{scripts(node)}<{sketch(node.argument)}>"
        case n.Differential():
            return f"d{'^' + sketch(node.order) if node.order else ''}<{sketch(node.body)}>"
        case n.Derivative():
            return f"{node.style}<{sketch(node.body)} by {sketch(node.by)}>"
        case n.Relations():
            pairs = zip(node.signs, node.terms[1:], strict=True)
            return f"{sketch(node.terms[0])}" + "".join(f" {sign} {sketch(term)}" for sign, term in pairs)
        case n.Sequence():
            return "; ".join(map(sketch, node.items))
        case n.Cases():
            return "cases<" + " / ".join(f"{sketch(r.value)} if {sketch(r.condition)}" for r in node.rows) + ">"
        case n.Matrix():
            return "matrix<" + " / ".join(" & ".join(map(sketch, row)) for row in node.rows) + ">"
        case n.Dots():
            return "..."
    raise TypeError(type(node).__name__)


def scripts(node: n.Scripted | n.Function) -> str:
    sub = f"_{sketch(node.sub)}" if node.sub else ""
    return sub + (f"^{sketch(node.sup)}" if node.sup else "") + "'" * node.primes


def bounds(node: n.Big) -> str:
    return (f"_{sketch(node.sub)}" if node.sub else "") + (f"^{sketch(node.sup)}" if node.sup else "")


def term(text: str) -> str:
    return sketch(read_term(text))


def document(text: str, path: str = "a.md") -> Document:
    return read_document(Source(path, text))


def chains(text: str, path: str = "a.md") -> list[str]:
    """Each chain as `a = b = c`, with ` if condition`; a term alone is left out."""
    read = document(text, path)
    return [shown(read.source, chain) for chain in read.chains if chain.relations]


def shown(source: Source, chain: Chain) -> str:
    parts = [raw(source, chain.terms[0])]
    for relation, right in zip(chain.relations, chain.terms[1:], strict=True):
        parts += [relation.sign, raw(source, right)]
    return " ".join(parts) + "".join(f" if {source.slice(condition.span)}" for condition in chain.conditions)


def raw(source: Source, node: n.Node | Unread) -> str:
    return "?" if isinstance(node, Unread) else source.slice(node.span)


def every_node(value: object) -> Iterator[n.Node]:
    """A node and all nodes inside."""
    if isinstance(value, n.Node):
        yield value
    if isinstance(value, n.Node | n.Case) and is_dataclass(value):
        for field in fields(value):
            yield from every_node(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from every_node(item)


def sign_spans(chain: Chain) -> list[Span]:
    """Where the signs of a chain stand, with those of chains inside its case distinctions."""
    spans = [relation.span for relation in chain.relations]
    for node in every_node(tuple(term for term in chain.terms if not isinstance(term, Unread))):
        if isinstance(node, n.Cases):
            spans += [span for row in node.rows if isinstance(row.value, n.Relations) for span in row.value.spans]
    return spans
