r"""Edits of an author's text that might repair a step, family by family, the likeliest first.

    sign         y - \hat y -> \hat y - y          transpose   A b -> A^\top b, a b -> b a, a^T b -> a b^T
    symbol       v_c -> u_o, y -> \hat y           one-hot     \hat y_w -> \hat y_w - y_w, p_i - 1 -> p_i - y_i
    product      A b -> A \odot b                   factor      2 x -> x, x -> 2 x
    term         a + b + c -> a + b

The families of index letters are in `letters`. An edit knows nothing of what the text means: most make no sense, and
the reader and the deciders say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from derive.naming.names import TRANSPOSE, key, letter, parts, unwrap, walk
from derive.source.text import Source, Span
from derive.syntax import nodes as n

Change = tuple[Span, str]
Sides = tuple[n.Node, ...]
TURNED = {"+": "-", "-": "+"}
MIRRORED = {"<": ">", ">": "<", r"\le": r"\ge", r"\ge": r"\le", r"\leq": r"\geq", r"\geq": r"\leq"}
WRITTEN = re.compile(r"[A-Za-z)\]]\^(\{(?:T|\\top|\\intercal)\}|T(?![A-Za-z])|\\(?:top|intercal)(?![A-Za-z]))")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replacements of stretches of raw text, what kind of edit they are, and of how many edits they are made."""

    changes: tuple[Change, ...]
    kind: str
    steps: int = 1

    def apply(self, source: Source, whole: Span) -> tuple[str, tuple[int, ...]]:
        """The text of `whole` after the replacements, and the places in it where they begin and end."""
        text, end = "", whole.start
        places: list[int] = []
        for span, new in sorted(self.changes, key=lambda change: change[0].start):
            text += source.text[end : span.start]
            places += [len(text), len(text) + len(new)]
            text += new
            end = span.end
        return text + source.text[end : whole.end], tuple(places)

    def then(self, other: Edit) -> Edit | None:
        """Both edits at once, what this one puts in first; None where one would write over the other."""
        if any(_collide(a, b) or _collide(b, a) for a, _ in self.changes for b, _ in other.changes):
            return None
        kinds = dict.fromkeys((*self.kind.split(", "), *other.kind.split(", ")))
        return Edit(self.changes + other.changes, ", ".join(kinds), self.steps + other.steps)


def _collide(one: Span, two: Span) -> bool:
    """The second begins inside the first, which replaces something."""
    return one.start < one.end and one.start <= two.start < one.end


def before(node: n.Node) -> Span:
    """The empty stretch in front of a node."""
    return Span(node.span.start, node.span.start)


def after(node: n.Node) -> Span:
    """The empty stretch behind a node."""
    return Span(node.span.end, node.span.end)


def around(node: n.Node, opening: str, closing: str) -> tuple[Change, Change]:
    """Something put around a node."""
    return (before(node), opening), (after(node), closing)


def body(node: n.Node) -> n.Node:
    """What follows the sign of a side, if it has one."""
    return node.body if isinstance(node, n.Signed) else node


def summands(node: n.Node) -> list[n.Node]:
    """The terms of a sum in order, the first with its sign."""
    if isinstance(node, n.Binary) and node.operator in TURNED:
        return [*summands(node.left), node.right]
    return [node]


def signs(node: n.Node, source: Source) -> Iterator[Edit]:
    """The whole side negated, a difference turned around, and every + and - turned around."""
    if isinstance(node, n.Signed):
        yield negation(node)
    differences = [part for part in walk(node) if isinstance(part, n.Binary) and part.operator == "-"]
    plain = len(differences) == 1 and not isinstance(differences[0].left, n.Signed)
    if plain and (node is differences[0] or not isinstance(node, n.Binary)):
        yield _exchanged(differences[0].left, differences[0].right, source, "sign")
    if isinstance(node, n.Binary):
        yield Edit(tuple(_negated(node, source)), "sign")
    elif not isinstance(node, n.Signed):
        yield negation(node)
    for part in walk(node):
        if part is not node or not isinstance(part, n.Signed):
            yield from _turned(part, source)
    yield from (Edit(((before(part), "-"),), "sign") for part in _unsigned(node))


def negation(node: n.Node) -> Edit:
    """A minus in front of a side, or the one that is there taken away."""
    if isinstance(node, n.Signed):
        return Edit(((Span(node.span.start, node.body.span.start), "" if node.sign == "-" else "-"),), "sign")
    return Edit(around(node, "-(", ")") if isinstance(node, n.Binary) else ((before(node), "-"),), "sign")


def _exchanged(one: n.Node, two: n.Node, source: Source, kind: str) -> Edit:
    return Edit(((one.span, source.slice(two.span)), (two.span, source.slice(one.span))), kind)


def _negated(node: n.Node, source: Source) -> Iterator[Change]:
    """The sign of every summand turned around."""
    if isinstance(node, n.Binary) and node.operator in TURNED:
        yield from _negated(node.left, source)
        yield from _operator(node, source)
    elif isinstance(node, n.Signed):
        yield Span(node.span.start, node.body.span.start), "" if node.sign == "-" else "-"
    else:
        yield before(node), "-"


def _operator(node: n.Binary, source: Source) -> Iterator[Change]:
    """The other sign between two summands."""
    gap = Span(node.left.span.end, node.right.span.start)
    text = source.slice(gap)
    if text.count(node.operator) == 1:
        yield gap, text.replace(node.operator, TURNED[node.operator])


def _turned(part: n.Node, source: Source) -> Iterator[Edit]:
    """One sign inside a side turned around, or put in front of what a function is applied to."""
    match part:
        case n.Binary(operator="+" | "-"):
            yield from (Edit((change,), "sign") for change in _operator(part, source))
        case n.Signed():
            gap = Span(part.span.start, part.body.span.start)
            yield Edit(((gap, source.slice(gap).replace("-", "", 1)),), "sign")
        case n.Function(argument=n.Group(items=(n.Node() as only,))) if not isinstance(only, n.Signed | n.Binary):
            yield Edit(((before(only), "-"),), "sign")
        case n.Relations(spans=spans):
            texts = ((span, source.slice(span)) for span in spans)
            yield from (Edit(((span, MIRRORED[text]),), "sign") for span, text in texts if text in MIRRORED)
        case n.Product(factors=factors):
            for (_, name), (_, group) in pairwise(factors):
                first = group.items[0] if isinstance(group, n.Group) and applied(name, group) else None
                if first is not None and not isinstance(first, n.Signed | n.Binary | n.Relations):
                    yield Edit(((before(first), "-"),), "sign")


def _unsigned(node: n.Node) -> Iterator[n.Node]:
    """What may have lost its sign: the first term of a sum, a case."""
    for part in walk(node):
        heads = [row.value for row in part.rows] if isinstance(part, n.Cases) else []
        heads += [part.left] if isinstance(part, n.Binary) else []
        yield from (head for head in heads if not isinstance(head, n.Signed | n.Binary | n.Relations))


def applied(name: n.Node, group: n.Node) -> bool:
    """Brackets after a name that may be its arguments: f(x), J(u, o, U), J_{naive}(v)."""
    if not isinstance(group, n.Group) or not group.items:
        return False
    if isinstance(name, n.Scripted):
        return len(group.items) > 1 or isinstance(name.sub, n.Label | n.Text)
    return isinstance(name, n.Name | n.Accent | n.Function)


# transposes


def mark(source: Source, node: n.Node) -> str:
    """How the author writes a transpose, as far as the document has shown before the end of this side."""
    found = WRITTEN.findall(source.text, 0, node.span.end) or [r"\top"]
    written = found[-1].strip("{}")
    return f"^{written}"


def transposes(node: n.Node, source: Source) -> Iterator[Edit]:
    """Each factor transposed or not, alone and in pairs; two factors in the other order; the whole side."""
    sign = mark(source, node)
    toggles = [toggle] if (toggle := _toggle(node, source, sign)) else []
    swaps: list[Edit] = []
    for part in walk(node):
        if isinstance(part, n.Product):
            toggles += [toggle for _, factor in part.factors if (toggle := _toggle(factor, source, sign))]
            swaps += _swapped([factor for _, factor in part.factors], source, sign)
    yield from toggles
    yield from swaps
    for first, second in combinations(toggles, 2):
        yield Edit(first.changes + second.changes, "transpose")
    yield from _reversed(body(node), source, sign)
    yield Edit(around(node, "(", f"){sign}"), "transpose")


def _swapped(factors: list[n.Node], source: Source, sign: str) -> Iterator[Edit]:
    """Two factors in the other order, as they are or one of them transposed."""
    if len(factors) != 2:
        return
    one, two = factors
    yield _exchanged(one, two, source, "transpose")
    for factor in factors:
        if (toggle := _toggle(factor, source, sign)) is not None:
            texts = [toggle.apply(source, f.span)[0] if f is factor else source.slice(f.span) for f in factors]
            yield Edit(((one.span, texts[1]), (two.span, texts[0])), "transpose")


def _toggle(factor: n.Node, source: Source, sign: str) -> Edit | None:
    if isinstance(factor, n.Scripted) and factor.sup is not None:
        name = key(unwrap(factor.sup))
        if name is None or letter(name) not in TRANSPOSE:
            return None
        inside = factor.sub is not None and factor.sub.span.end < factor.sup.span.start
        last = factor.sub.span.end if inside and factor.sub else factor.base.span.end
        caret = source.text.find("^", last, factor.sup.span.start + 1)
        if caret < 0:
            return None
        return Edit(((Span(caret, closed(source, factor.sup.span.end, caret)), ""),), "transpose")
    entry = isinstance(factor, n.Scripted) and isinstance(factor.sub, n.Product | n.Sequence)
    if isinstance(factor, n.Name | n.Accent | n.Group | n.Scripted) and not entry:
        return Edit(((after(factor), sign),), "transpose")
    return None


def closed(source: Source, end: int, start: int) -> int:
    """The end of a script that starts there, with the brace that closes it."""
    return end + 1 if "{" in source.text[start:end] and source.text[end : end + 1] == "}" else end


def _reversed(node: n.Node, source: Source, sign: str) -> Iterator[Edit]:
    """(A b)^T as b^T A^T; numbers stay in front."""
    if not isinstance(node, n.Product) or any(sign in ("/", "odot") for sign, _ in node.factors):
        return
    numbers, arrays = [], []
    for _, factor in node.factors:
        toggle = _toggle(factor, source, sign)
        if toggle is None:
            numbers.append(source.slice(factor.span))
        else:
            arrays.append(toggle.apply(source, factor.span)[0])
    if len(arrays) > 1:
        yield Edit(((node.span, " ".join([*numbers, *arrays[::-1]])),), "transpose")


# products, names, factors, terms


def products(node: n.Node, source: Source) -> Iterator[Edit]:
    """The entrywise product for a matrix product."""
    for part in walk(node):
        if isinstance(part, n.Product):
            for (_, one), (sign, two) in pairwise(part.factors):
                if sign in ("", "cdot", "times"):
                    yield Edit(((Span(one.span.end, two.span.start), r" \odot "),), "product")


def symbols(node: n.Node, sides: Sides, source: Source) -> Iterator[Edit]:
    """One name of the step for another, with its scripts."""
    texts = dict.fromkeys(source.slice(part.span) for side in sides for part in atoms(side))
    for place in atoms(node):
        own = source.slice(place.span)
        yield from (Edit(((place.span, other),), "symbol") for other in texts if other != own)


def atoms(node: n.Node) -> Iterator[n.Node]:
    """Names with their scripts, outermost."""
    if isinstance(node, n.Accent) or (isinstance(node, n.Scripted) and isinstance(node.base, n.Name | n.Accent)):
        yield node
        return
    if isinstance(node, n.Name):
        yield node
        return
    for part in parts(node):
        yield from atoms(part)


def factors(node: n.Node, sides: Sides, source: Source) -> Iterator[Edit]:
    """A factor left out, or one of the step's, or 2 or 1/2, put in front; what a function is applied to stays."""
    for part in walk(node):
        if isinstance(part, n.Product):
            for i, (_, factor) in enumerate(part.factors):
                if i and applied(part.factors[i - 1][1], factor):
                    continue
                start = part.factors[i - 1][1].span.end if i else factor.span.start
                end = factor.span.end if i else part.factors[1][1].span.start
                yield Edit(((Span(start, end), " " if i else ""),), "factor")
    texts = dict.fromkeys(source.slice(part.span) for side in sides for part in atoms(side))
    inner = body(node)
    bracket = isinstance(inner, n.Binary)
    for text in ("2", r"\frac{1}{2}", *texts):
        yield Edit(around(inner, f"{text} (" if bracket else f"{text} ", ")" if bracket else ""), "factor")


def terms(node: n.Node) -> Iterator[Edit]:
    """A summand left out."""
    for part in walk(node):
        if isinstance(part, n.Binary) and part.operator in TURNED:
            yield Edit(((Span(part.left.span.end, part.right.span.end), ""),), "term")
            if part.operator == "+":
                yield Edit(((Span(part.left.span.start, part.right.span.start), ""),), "term")


def onehot(node: n.Node, source: Source, targets: tuple[str, ...]) -> Iterator[Edit]:
    r"""A prediction without its target: \hat y_w for \hat y_w - y_w; \hat y_w - 1 for it, and \hat y_w v - v."""
    for part in walk(node):
        if isinstance(part, n.Binary) and part.operator == "-":
            scripts = dict.fromkeys(_scripts(place, source) for place in atoms(part.left))
            one = isinstance(part.right, n.Numeral) and part.right.text == "1"
            for text in (target + script for target in targets for script in scripts if script):
                yield Edit(((part.right.span, text) if one else (before(part.right), f"{text} "),), "one-hot")
    for place in atoms(node):
        if source.slice(place.span).startswith(targets):
            continue
        for target in targets:
            yield Edit(around(place, "(", f" - {target}{_scripts(place, source)})"), "one-hot")


def _scripts(place: n.Node, source: Source) -> str:
    """The raw scripts of a name."""
    base = place.base if isinstance(place, n.Scripted) else place
    return source.text[base.span.end : place.span.end]
