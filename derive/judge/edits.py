r"""Edits of an author's text that might repair a step, family by family, the likeliest first.

    sign         y - \hat y -> \hat y - y          transpose   A b -> A^\top b, a b -> b a, a^T b -> a b^T
    index        p_i -> p_j                         symbol      v_c -> u_o, y -> \hat y
    product      A b -> A \odot b                   one-hot     \hat y_w -> (\hat y_w - y_w)
    factor       2 x -> x, x -> 2 x                 term        a + b + c -> a + b
    sum          f_j -> \sum_j f_j

An edit knows nothing of what the text means: most make no sense, and the reader and the deciders say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from derive.meaning.indices import bound_letters
from derive.meaning.names import TRANSPOSE, key, letter, parts, pushed, unwrap, walk
from derive.source.text import Source, Span
from derive.syntax import nodes as n

Sides = tuple[n.Node, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replacements of stretches of raw text, and what kind of edit they are."""

    changes: tuple[tuple[Span, str], ...]
    kind: str

    def apply(self, source: Source, whole: Span) -> str:
        """The text of `whole` after the replacements."""
        text, end = "", whole.start
        for span, new in sorted(self.changes, key=lambda change: change[0].start):
            text += source.text[end : span.start] + new
            end = span.end
        return text + source.text[end : whole.end]


def _before(node: n.Node) -> Span:
    return Span(node.span.start, node.span.start)


def _after(node: n.Node) -> Span:
    return Span(node.span.end, node.span.end)


def signs(node: n.Node, source: Source) -> Iterator[Edit]:
    """A difference turned around, the whole side negated, and every + and - turned around."""
    if isinstance(node, n.Signed):
        yield Edit(((Span(node.span.start, node.body.span.start), "" if node.sign == "-" else "-"),), "sign")
    differences = [part for part in walk(node) if isinstance(part, n.Binary) and part.operator == "-"]
    if len(differences) == 1 and not isinstance(node, n.Binary):
        left, right = differences[0].left, differences[0].right
        yield Edit(((left.span, source.slice(right.span)), (right.span, source.slice(left.span))), "sign")
    if isinstance(node, n.Binary):
        yield Edit(((_before(node), "-("), (_after(node), ")")), "sign")
    elif not isinstance(node, n.Signed):
        yield Edit(((_before(node), "-"),), "sign")
    for part in walk(node):
        if isinstance(part, n.Binary) and part.operator in "+-":
            gap = Span(part.left.span.end, part.right.span.start)
            text = source.slice(gap)
            if text.count(part.operator) == 1:
                turned = text.replace(part.operator, "-" if part.operator == "+" else "+")
                yield Edit(((gap, turned),), "sign")
        elif isinstance(part, n.Signed) and part is not node:
            gap = Span(part.span.start, part.body.span.start)
            yield Edit(((gap, source.slice(gap).replace("-", "", 1)),), "sign")


def transposes(node: n.Node, source: Source) -> Iterator[Edit]:
    """Each factor transposed or not, alone and in pairs; two factors in the other order; the whole side."""
    toggles = [toggle] if (toggle := _toggle(node, source)) else []
    swaps: list[Edit] = []
    for part in walk(node):
        if isinstance(part, n.Product):
            toggles += [toggle for _, factor in part.factors if (toggle := _toggle(factor, source))]
            if len(part.factors) == 2:
                one, two = (factor.span for _, factor in part.factors)
                swaps.append(Edit(((one, source.slice(two)), (two, source.slice(one))), "transpose"))
    yield from toggles
    yield from swaps
    for first, second in combinations(toggles, 2):
        yield Edit(first.changes + second.changes, "transpose")
    before, after = Span(node.span.start, node.span.start), Span(node.span.end, node.span.end)
    yield Edit(((before, "("), (after, ")^\\top")), "transpose")


def _toggle(factor: n.Node, source: Source) -> Edit | None:
    if isinstance(factor, n.Scripted) and factor.sup is not None:
        name = key(unwrap(factor.sup))
        if name is None or letter(name) not in TRANSPOSE:
            return None
        inside = factor.sub is not None and factor.sub.span.end < factor.sup.span.start
        last = factor.sub.span.end if inside and factor.sub else factor.base.span.end
        caret = source.text.find("^", last, factor.sup.span.start + 1)
        if caret < 0:
            return None
        return Edit(((Span(caret, _closed(source, factor.sup.span.end, caret)), ""),), "transpose")
    if isinstance(factor, n.Name | n.Accent | n.Group | n.Scripted):
        return Edit(((Span(factor.span.end, factor.span.end), "^\\top"),), "transpose")
    return None


def _closed(source: Source, end: int, caret: int) -> int:
    """The end of a superscript, with the brace that closes it."""
    return end + 1 if "{" in source.text[caret:end] and source.text[end : end + 1] == "}" else end


def indices(node: n.Node, sides: Sides) -> tuple[list[Edit], Iterator[Edit]]:
    """One index letter for another that the step uses: single edits, and pairs of them."""
    letters: dict[str, None] = {}
    places: list[n.Node] = []
    for side in sides:
        for part in walk(side):
            if isinstance(part, n.Big):
                letters.update((name, None) for name in sorted(bound_letters(part.sub)))
            inner = pushed(part) if isinstance(part, n.Scripted | n.Accent) else part
            if isinstance(inner, n.Scripted) and inner.sub is not None:
                names = [s for s in walk(inner.sub) if isinstance(s, n.Name) and len(s.text) == 1]
                letters.update((s.text, None) for s in names)
                if side is node:
                    places += names
    singles = [
        Edit(((place.span, other),), "index")
        for place in dict.fromkeys(places)
        for other in letters
        if isinstance(place, n.Name) and other != place.text
    ]
    pairs = (
        Edit(first.changes + second.changes, "index")
        for first, second in combinations(singles, 2)
        if first.changes[0][0] != second.changes[0][0]
    )
    return singles, pairs


def products(node: n.Node, source: Source) -> Iterator[Edit]:
    """The entrywise product for a matrix product."""
    for part in walk(node):
        if isinstance(part, n.Product):
            for (_, one), (sign, two) in pairwise(part.factors):
                if sign in ("", "cdot", "times"):
                    yield Edit(((Span(one.span.end, two.span.start), r" \odot "),), "product")


def symbols(node: n.Node, sides: Sides, source: Source) -> Iterator[Edit]:
    """One name of the step for another, with its scripts."""
    texts = dict.fromkeys(source.slice(part.span) for side in sides for part in _atoms(side))
    for place in _atoms(node):
        own = source.slice(place.span)
        yield from (Edit(((place.span, other),), "symbol") for other in texts if other != own)


def _atoms(node: n.Node) -> Iterator[n.Node]:
    """Names with their scripts, outermost."""
    if isinstance(node, n.Accent) or (isinstance(node, n.Scripted) and isinstance(node.base, n.Name | n.Accent)):
        yield node
        return
    if isinstance(node, n.Name):
        yield node
        return
    for part in parts(node):
        yield from _atoms(part)


def factors(node: n.Node, sides: Sides, source: Source) -> Iterator[Edit]:
    """A factor left out, or one of the step's, or 2 or 1/2, put in front."""
    for part in walk(node):
        if isinstance(part, n.Product):
            for i, (_, factor) in enumerate(part.factors):
                start = part.factors[i - 1][1].span.end if i else factor.span.start
                end = factor.span.end if i else part.factors[1][1].span.start
                yield Edit(((Span(start, end), " " if i else ""),), "factor")
    texts = dict.fromkeys(source.slice(part.span) for side in sides for part in _atoms(side))
    bracket = isinstance(node, n.Binary)
    for text in ("2", r"\frac{1}{2}", *texts):
        opening, closing = (f"{text} (", ")") if bracket else (f"{text} ", "")
        yield Edit(((_before(node), opening), (_after(node), closing)), "factor")


def terms(node: n.Node, source: Source) -> Iterator[Edit]:
    """A summand left out."""
    for part in walk(node):
        if isinstance(part, n.Binary) and part.operator in "+-":
            yield Edit(((Span(part.left.span.end, part.right.span.end), ""),), "term")
            if part.operator == "+":
                yield Edit(((Span(part.left.span.start, part.right.span.start), ""),), "term")


def sums(node: n.Node, sides: Sides) -> Iterator[Edit]:
    """A lost sum over a letter that is free in the step."""
    letters = dict.fromkeys(
        s.text
        for side in sides
        for part in walk(side)
        if isinstance(part, n.Scripted) and part.sub is not None
        for s in walk(part.sub)
        if isinstance(s, n.Name) and len(s.text) == 1
    )
    for name in letters:
        yield Edit(((_before(node), rf"\sum_{name} ("), (_after(node), ")")), "sum")


def onehot(node: n.Node, source: Source, targets: tuple[str, ...]) -> Iterator[Edit]:
    r"""A prediction without its target: \hat y_w for \hat y_w - y_w."""
    for place in _atoms(node):
        bare = place.base if isinstance(place, n.Scripted) else place
        scripts = source.text[bare.span.end : place.span.end]
        for target in targets:
            yield Edit(((_before(place), "("), (_after(place), f" - {target}{scripts})")), "one-hot")
