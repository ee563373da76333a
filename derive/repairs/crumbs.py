"""What an edit leaves behind, swept up: brackets around what needs none, a factor 1, a summand 0, doubled spaces.

    tidied(text, places, before)    the text of one term without the crumbs at the places where an edit acted

Only what an edit touched and made needless is swept: what was needless in the text before it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.naming.names import parts, unwrap
from derive.repairs.edits import applied
from derive.source.text import Span
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.syntax.reader import read_term

SUM, PRODUCT, ATOM = 1, 2, 3  # how tightly a term binds
MOST = 8  # crumbs of one edit
LOOSE = (n.Binary, n.Signed)
ATOMS = (n.Name, n.Accent, n.Scripted, n.Fraction, n.Group, n.Numeral)


def tidied(text: str, places: tuple[int, ...], before: str) -> str:
    """The same term without what the edit left behind."""
    kept = {before[around.start : around.end] for around, _ in _crumbs(read_term(before), None)}
    for _ in range(MOST):
        crumbs = _crumbs(read_term(text), None)
        new = ((around, cuts) for around, cuts in crumbs if text[around.start : around.end] not in kept)
        cuts = next((cuts for around, cuts in new if _touches(around, places)), None)
        if cuts is None:
            break
        for cut in sorted(cuts, key=lambda cut: -cut.start):
            text = text[: cut.start] + text[cut.end :]
            places = tuple(place - max(0, min(place, cut.end) - cut.start) for place in places)
    return re.sub(r"(?<=[(\[]) +| +(?=[)\]])", "", re.sub(r" {2,}", " ", text)).strip()


def _touches(span: Span, places: tuple[int, ...]) -> bool:
    return any(span.start <= place <= span.end for place in places)


def _crumbs(node: n.Node | Unread, parent: n.Node | None) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Where each crumb lies, and what to cut, outermost first."""
    if isinstance(node, Unread):
        return
    match node:
        case n.Group(open="(", items=(only,), given=None) if _needless(node, only, parent):
            yield node.span, (Span(node.span.start, only.span.start), Span(only.span.end, node.span.end))
        case n.Product(factors=factors):
            yield from _ones([factor for _, factor in factors])
        case n.Binary(operator="+" | "-", right=n.Numeral(text="0") as zero):
            yield zero.span, (Span(node.left.span.end, zero.span.end),)
    for part in parts(node):
        yield from _crumbs(part, node)


def _ones(factors: list[n.Node]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """A factor 1, bare or in brackets, with what parts it from its neighbour."""
    for i, factor in enumerate(factors):
        number = unwrap(factor)
        argument = i > 0 and applied(factors[i - 1], factor)
        if isinstance(number, n.Numeral) and number.text == "1" and not argument:
            start = factors[i - 1].span.end if i else factor.span.start
            end = factor.span.end if i else factors[1].span.start
            yield factor.span, (Span(start, end),)


def _level(node: n.Node) -> int:
    return SUM if isinstance(node, LOOSE) else ATOM if isinstance(node, ATOMS) else PRODUCT


def _needless(group: n.Group, only: n.Node, parent: n.Node | None) -> bool:
    """Brackets that change nothing where they stand."""
    match parent:
        case None | n.Group() | n.Fraction() | n.Root():
            return True
        case n.Binary(operator=operator, left=left):
            return left is group or operator == "+" or _level(only) > SUM
        case n.Signed() | n.Big():
            return parent.body is group and _level(only) > SUM
        case n.Scripted(base=base):
            return base is group and _takes_script(only, parent)
        case n.Product(factors=factors):
            return _needless_factor(group, only, factors)
    return False


def _takes_script(only: n.Node, parent: n.Scripted) -> bool:
    if isinstance(only, n.Scripted):
        return only.sup is None and parent.sub is None and not only.primes
    return isinstance(only, n.Name | n.Accent)


def _needless_factor(group: n.Group, only: n.Node, factors: tuple[tuple[str, n.Node], ...]) -> bool:
    """A factor that does not look like an argument, nor makes one of the factor after it."""
    place = next(i for i, (_, factor) in enumerate(factors) if factor is group)
    name = place > 0 and not factors[place][0] and isinstance(factors[place - 1][1], n.Name | n.Accent | n.Function)
    behind = factors[place + 1][1] if place + 1 < len(factors) else None
    if name or isinstance(behind, n.Group) or (behind is not None and applied(only, behind)):
        return False
    if isinstance(only, n.Product):
        return all(not sign for sign, _ in only.factors) and all(sign not in ("/", "odot") for sign, _ in factors)
    return isinstance(only, ATOMS) and not (place and isinstance(only, n.Numeral))
