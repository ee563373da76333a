"""Names as keys: `\\hat{\\mathbf y}`, `\\hat y` and `\\hat{y}` are one name unless bold and plain are both declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from derive.syntax import nodes as n
from derive.terms import spelling

letter, spelled = spelling.letter, spelling.spelled

BOLD = {"bf", "vec"}
PLAIN = {"", "it", "rm", "op", "sf", "tt"}
TRANSPOSE = {"T", "\\top", "\\intercal", "\\mathsf T", "t"}
MARK = re.compile(r"(?:\^[\[(][^\])]*[\])])?(?:_(?:\d+|\\?\w(?:[+-]\d+)?))?$")  # of h^{(t)}, W^{[1]}, a_1, h_{t-1}


def unwrap(node: n.Node) -> n.Node:
    """Without brackets around a single item."""
    while (
        isinstance(node, n.Group)
        and node.open in ("(", "[", "\\{", ".")
        and len(node.items) == 1
        and node.given is None
    ):
        node = node.items[0]
    return node


def key(node: n.Node | None) -> str | None:
    """The name a node spells, with its font: `\\bf U`; None when it is no name."""
    if type(node) is n.Name:  # most are
        font = "bf" if node.font in BOLD else "" if node.font in PLAIN else node.font
        return f"{font}:{node.text}" if font else node.text
    match node:
        case n.Accent(accent="vec", body=body):
            inside = key(body)
            return inside if inside is None or inside.startswith("bf:") else f"bf:{inside}"
        case n.Accent(accent=accent, body=body):
            inside = key(body)
            if inside is None:
                return None
            font, _, letter = inside.rpartition(":")
            accent = {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}.get(accent, accent)
            return f"{font}:\\{accent} {letter}" if font else f"\\{accent} {letter}"
        case n.Label(text=text):
            return text
        case n.Text(text=text):
            return text.strip()
        case n.Function(name=name, argument=None, sub=None, sup=None, primes=0):
            return name
        case n.Group():
            return key(unwrap(node)) if unwrap(node) is not node else None
        case _:
            return None


def script_text(node: n.Node | None) -> str | None:
    """A subscript as part of a name: W_1, W_{xh}, J_{naive}, W^{(1)}; None for anything else."""
    match node:
        case n.Numeral(text=text):
            return text
        case n.Product(factors=factors) if all(sign == "" for sign, _ in factors):
            texts = [script_text(factor) for _, factor in factors]
            return "".join(letter(text) for text in texts if text) if all(texts) else None
        case n.Binary(operator="+" | "-" as sign, left=n.Name() as left, right=n.Numeral(text=text)):
            return f"{letter(key(left) or '')}{sign}{text}"
        case n.Group(open="(" | "[", items=(only,), given=None):
            inside = script_text(only)
            return f"{node.open}{inside}{node.close}" if inside else None
        case _:
            return key(node)


def label_text(node: n.Node | None) -> str | None:
    """What stands below a name that was declared with it as a label: also x^{(t)}, as in L_{x^{(t)}}."""
    if isinstance(node, n.Scripted):
        base, mark = key(node.base), name_mark(node.sup)
        return f"{base}^{mark}" if base and mark and node.sub is None and not node.primes else None
    return script_text(node)


def name_mark(sup: n.Node | None) -> str | None:
    """A superscript that belongs to the name: v^{new}, W^{(1)}; None for powers and transposes."""
    match sup:
        case n.Label() | n.Text():
            return key(sup)
        case n.Name(text=text) if len(text) > 2 and text.isalpha():
            return text
        case n.Group():
            return script_text(sup)
    return None


def transposes(sup: n.Node | None) -> bool:
    """Whether a superscript is a sign of transposition; the (t) of h^{(t)} is a time."""
    return sup is not None and not isinstance(sup, n.Group) and (key(sup) or "") in TRANSPOSE


def lowered(node: n.Scripted) -> n.Scripted | None:
    r"""x^{(i)}_j as x_{ij}: an index may stand above, in brackets; None where no letter stands there."""
    match node.sup:
        case n.Group(open="(", items=(n.Name(text=text) as above,), given=None) if len(text.lstrip("%")) == 1:
            below = subscripts(node.sub)
            sub = n.Sequence(above.span, (above, *below)) if below else above
            return replace(node, sub=sub, sup=None)
    return None


def labelled(node: n.Scripted, names: frozenset[str], times: frozenset[str]) -> n.Scripted:
    r"""W_{xh}, h_{t-1} and \delta^{t+1} with what stands beside them as a label: a part of the name.

    A time above is one with brackets and without: \delta^{t} is \delta^{(t)}. So is a list with a set in it, as below
    U_{o,\{w_1,\dots,w_K\}}: whether these are columns, and with which signs, only the document says.
    """

    if several := _several_text(node.sub):
        return replace(node, sub=n.Label(node.span, several))
    if not (names or times):
        return node
    if times:
        first, *others = subscripts(node.sub) or (node,)
        if others and isinstance(timed := _moment(first, "{}", times), n.Label):  # y_{t,k} is the entry k of y_t
            node = replace(node, sub=n.Sequence(node.span, (timed, *others)))
        sub, sup = _moment(node.sub, "{}", times), _moment(node.sup, "({})", times)
        node = node if sub is node.sub and sup is node.sup else replace(node, sub=sub, sup=sup)
    text = label_text(node.sub) if isinstance(node.sub, n.Name | n.Product | n.Scripted) else None
    if text and node.sub and names:
        mark = name_mark(node.sup) if node.sup is not None else None
        if f"{key(node.base)}{f'^{mark}' if mark else ''}_{text}" in names:
            return replace(node, sub=n.Label(node.sub.span, text))
    return node


_NO_SPELLING = "?"


def names_several(sub: n.Node | None) -> bool:
    """Whether a label is that of U_{o,\\{w_1,\\dots,w_K\\}}, of which only its definition says what it is."""
    return isinstance(sub, n.Label) and r"\{" in sub.text


def _several_text(sub: n.Node | None) -> str:
    """A subscript that lists a set of indices, as text; '' for any other, and where some part of it has no spelling."""
    listed = subscripts(sub)
    if not any(isinstance(item, n.Group) and item.open == "\\{" and len(item.items) > 1 for item in listed):
        return ""
    text = ",".join(map(_listed_text, listed))
    return "" if _NO_SPELLING in text else text


def _listed_text(node: n.Node) -> str:
    match node:
        case n.Group(open="\\{", items=items):
            return rf"\{{{','.join(map(_listed_text, items))}\}}"
        case n.Dots():
            return r"\dots"
        case n.Scripted(base=base, sub=n.Node() as sub, sup=None):
            return f"{_listed_text(base)}_{{{_listed_text(sub)}}}"
    return letter(script_text(node) or _NO_SPELLING)


def _moment(script: n.Node | None, spelling: str, times: frozenset[str]) -> n.Node | None:
    """A script that is a time as a label, spelled so; any other as it is."""
    text = script_text(script) if isinstance(script, n.Name | n.Binary) else None
    timed = text is not None and text.partition("+")[0].partition("-")[0] in times
    return n.Label(script.span, spelling.format(text)) if script and text and timed else script


def numbered(node: n.Scripted) -> tuple[str, n.Scripted] | None:
    r"""b_{2,j} as the entry j of b_2, with that name; None where no number stands before other indices."""
    first, *others = subscripts(node.sub) or (None,)
    if not others or node.primes or not isinstance(first, n.Numeral | n.Label):
        return None
    base, mark = key(node.base), name_mark(node.sup)
    if base is None:
        return None
    name = f"{base}{f'^{mark}' if mark else ''}_{script_text(first)}"
    sub = others[0] if len(others) == 1 else n.Sequence(others[0].span, tuple(others))
    return name, replace(node, base=n.Name(node.base.span, name), sub=sub, sup=None if mark else node.sup)


@lru_cache(maxsize=4_000)
def candidates(name: str) -> tuple[str, ...]:
    """The spellings under which a name may be declared, exact first, then another weight or font."""
    font, _, letter = name.rpartition(":")
    others = [f"{other}:{letter}" for other in ("bf", "cal", "bb", "frak") if other != font]
    return (name, *([letter] if font else []), *others)


def is_open(name: str) -> bool:
    """One letter, maybe with an accent, a number or a time: every document may mean something else by it."""
    plain = letter(MARK.sub("", name)).rpartition(" ")[2]
    return len(plain) == 1 or plain.startswith("\\")


def pushed(node: n.Node) -> n.Node:
    """An accent or bracket around a scripted name moved inside: \\hat{w_i} is (\\hat w)_i."""
    if isinstance(node, n.Accent) and isinstance(node.body, n.Scripted):
        inner = node.body
        return replace(inner, span=node.span, base=n.Accent(node.span, node.accent, inner.base))
    if isinstance(node, n.Scripted):
        base = pushed(node.base)
        if isinstance(base, n.Scripted) and base is not node.base and base.sup is None and base.primes == 0:
            if node.sub is None:
                return replace(node, base=base.base, sub=base.sub)
            return replace(node, base=base)
    return node


def subscripts(sub: n.Node | None) -> tuple[n.Node, ...]:
    """The indices in a subscript: `_{ij}` and `_{i,j}` hold two."""
    match sub:
        case None:
            return ()
        case n.Product(factors=factors) if all(sign == "" for sign, _ in factors):
            return tuple(factor for _, factor in factors)
        case n.Sequence(items=items):
            return items
        case _:
            return (sub,)


def runs_into(node: n.Node, numeral: n.Numeral) -> bool:
    r"""3\,000 or 2^10: digits that may go on the number before them."""
    if isinstance(node, n.Numeral):
        return True
    last = node.sup or node.sub if isinstance(node, n.Scripted) else node.body if isinstance(node, n.Root) else None
    return isinstance(last, n.Numeral) and node.span.end == numeral.span.start


def walk(node: n.Node) -> Iterator[n.Node]:
    """Every node of a tree, outermost first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        if inside := _PARTS.get(type(top)):  # not of names and numbers, which most are
            stack += inside(top)[::-1]


def parts(node: n.Node) -> tuple[n.Node, ...]:
    """The nodes directly inside."""
    inside = _PARTS.get(type(node))
    return inside(node) if inside else ()


def _given(*nodes: n.Node | None) -> tuple[n.Node, ...]:
    return tuple([node for node in nodes if node is not None])


_PARTS: dict[type[n.Node], Callable[[Any], tuple[n.Node, ...]]] = {
    n.Accent: lambda node: (node.body,),
    n.Signed: lambda node: (node.body,),
    n.Root: lambda node: (node.body,),
    n.Scripted: lambda node: _given(node.base, node.sub, node.sup),
    n.Group: lambda node: node.items,
    n.Sequence: lambda node: node.items,
    n.Binary: lambda node: (node.left, node.right),
    n.Product: lambda node: tuple([factor for _, factor in node.factors]),
    n.Fraction: lambda node: (node.top, node.bottom),
    n.Big: lambda node: _given(node.sub, node.sup, node.body),
    n.Function: lambda node: _given(node.sub, node.sup, node.argument),
    n.Differential: lambda node: _given(node.body, node.order),
    n.Derivative: lambda node: _given(node.body, node.by),
    n.Relations: lambda node: node.terms,
    n.Cases: lambda node: tuple([part for row in node.rows for part in _given(row.value, row.condition)]),
    n.Matrix: lambda node: tuple([entry for row in node.rows for entry in row if entry]),
}
