r"""Whether the letter d is the sign of a differential in a document, and of what: \mathrm{d} y = A\, \mathrm{d} x.

It is where it always stands before what it is taken of and a side of some equation begins with it. It is not where it
is a value of its own, nor where dW names the slope of a loss: no differential is equal to what has none in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from derive.deriving.differentials import SIGN, is_operand
from derive.inference.shapes import TRACES
from derive.inference.symbols import equated, letters_of, used, without_power
from derive.naming.names import TRANSPOSE, key, letter, parts, unwrap
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.chains import Chain

LETTER = re.compile(rf"(?<![A-Za-z\\]){SIGN}(?![A-Za-z])")


def differentials(chains: Iterable[Chain], declared: Iterable[str]) -> tuple[str, ...]:
    """The statement that says so, where no declaration of the document speaks of a d."""
    sides = [terms for chain in chains for terms in equated(chain)]
    uses = [behind for terms in sides for term in terms for behind in _uses(term)]
    if any(map(LETTER.search, declared)) or not uses or None in uses:
        return ()
    begins = any(_begins(term) for terms in sides for term in terms)
    slopes = any({*map(_has_one, pair)} == {True, False} for terms in sides for pair in pairwise(terms))
    return (f"differential {SIGN}",) if begins and not slopes else ()


def differentiated(chains: Iterable[Chain], scope: Scope) -> frozenset[str]:
    """The names of which the formulas of a section write the differential; not those that they hold constant, by 0."""
    if not scope.differentials:
        return frozenset()
    sides = [terms for chain in chains for terms in equated(chain)]
    letters = letters_of(term for terms in sides for term in terms)

    def named(terms: Iterable[n.Node]) -> set[str]:
        behind = (node for term in terms for node in _uses(term) if node is not None)
        bare = (without_power(node, letters) if isinstance(node, n.Scripted) else node for node in behind)
        return {use.name for node in bare if (use := used(node, letters))}

    constant = [left for terms in sides for left, right in pairwise(terms) if _is_zero(right)]
    return frozenset(named(term for terms in sides for term in terms) - named(constant))


def totals(terms: tuple[n.Node, ...]) -> Iterator[tuple[n.Node, list[n.Node]]]:
    r"""L of \mathrm{d} L = \operatorname{tr}(G^\top \mathrm{d} X), a number, with the X it depends on."""
    match terms[0]:
        case n.Product(factors=((_, sign), ("", body))) if _is_sign(sign):
            made = [node for term in terms[1:] for node in _uses(term) if node is not None]
            if made and any(map(_is_number, terms[1:])):
                yield body, made


def _is_number(term: n.Node) -> bool:
    r"""A trace, an inner product, g^\top \mathrm{d} x, or a sum of such."""
    match term:
        case n.Binary(left=left):
            return _is_number(left)
        case n.Signed(body=body):
            return _is_number(body)
        case n.Product(factors=((_, n.Numeral() | n.Fraction()), *rest)):
            return bool(rest) and _is_number(n.Product(term.span, tuple(rest)))
        case n.Product(factors=((_, n.Scripted(sup=sup)), *_)) if sup is not None:
            return key(unwrap(sup)) in TRANSPOSE
        case n.Product(factors=((_, first), *_)):
            return _is_number(first)
        case n.Group(open="\\langle"):
            return True
    return isinstance(term, n.Function) and term.name in TRACES


def _uses(node: n.Node) -> Iterator[n.Node | None]:
    """What stands behind each d on the line; None behind one that is no sign."""
    match node:
        case n.Product(factors=factors):
            behind = [(*later, ("", None)) for later in (factors[place + 1 :] for place in range(len(factors)))]
            for (_, factor), ((sign, after), *_) in zip(factors, behind, strict=True):
                if not _is_sign(factor):
                    yield from _uses(factor)
                else:
                    yield unwrap(after) if after is not None and sign == "" and is_operand(after) else None
        case n.Big(operator="int"):
            return
        case n.Scripted(base=base) | n.Big(body=base):
            yield from () if _is_sign(base) else _uses(base)
        case n.Name() if _is_sign(node):
            yield None
        case _:
            for part in parts(node):
                yield from _uses(part)


def _is_sign(node: n.Node) -> bool:
    return isinstance(node, n.Name) and letter(key(node) or "") == SIGN


def _begins(term: n.Node) -> bool:
    """d y, or a sum of which a term begins so."""
    match term:
        case n.Product(factors=((_, first), *_)):
            return _is_sign(first)
        case n.Binary(left=left, right=right):
            return _begins(left) or _begins(right)
        case n.Signed(body=body) | n.Fraction(top=body):
            return _begins(body)
    return False


def _has_one(term: n.Node) -> bool | None:
    """Whether a differential stands in a side; None for 0, which may be one."""
    return None if _is_zero(term) else any(True for _ in _uses(term))


def _is_zero(term: n.Node) -> bool:
    return isinstance(term, n.Numeral) and term.text == "0"
