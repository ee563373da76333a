r"""Labels: the y of a cross-entropy, whose entries sum to 1 where it is one-hot or a distribution.

\sum_k y_k \log p_k   y^\top \log p     not the y of y \log p + (1 - y) \log(1 - p), which is one number
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from derive.indexing.indices import bound_letters
from derive.inference.survey import Survey
from derive.inference.symbols import used, without_power
from derive.naming.names import spelled, transposes, unwrap, walk
from derive.syntax import nodes as n
from derive.terms.spelling import with_index

LOGARITHMS = ("log", "ln")


def hypotheses(found: Survey) -> list[str]:
    """What may be assumed of the labels of a section, where a step needs it."""
    roots = [term for chain in found.chains for term in chain]
    binary = {name for root in roots for name in _complements(root, found)}
    told = {(name, is_entry): how for root in roots for name, is_entry, how in _labels(root, found)}
    return [f"may assume {how}" for (name, e), how in told.items() if name in found.uses and (name, e) not in binary]


def _complements(root: n.Node, found: Survey) -> Iterator[tuple[str, bool]]:
    """y of 1 - y, and whether it is an entry, y_i: a number p of one formula is not the p_i of another."""
    for node in walk(root):
        if isinstance(node, n.Binary) and isinstance(node.left, n.Numeral):
            use = used(node.right, found.letters)
            if use is not None:
                yield use.name, bool(use.letters)


def _labels(root: n.Node, found: Survey) -> Iterator[tuple[str, bool, str]]:
    for node in walk(root):
        if isinstance(node, n.Big) and node.operator == "sum":
            yield from _summed(node, found)
        elif isinstance(node, n.Product):
            yield from _multiplied(node, found)


def _summed(node: n.Big, found: Survey) -> Iterator[tuple[str, bool, str]]:
    r"""\sum_k y_{ik} \log p_{ik}"""
    factors = _factors(node.body)
    if not any(map(_is_logarithm, factors)):
        return
    for factor in factors:
        use = used(without_power(factor, found.letters), found.letters) if isinstance(factor, n.Scripted) else None
        over = sorted(bound_letters(node.sub) & set(use.letters)) if use else []
        if use is not None and len(over) == 1:
            yield use.name, True, rf"\sum_{over[0]} {with_index(spelled(use.name), ' '.join(use.letters))} = 1"


def _multiplied(node: n.Product, found: Survey) -> Iterator[tuple[str, bool, str]]:
    r"""y^\top \log p"""
    factors = _factors(node)
    for factor, behind in pairwise(factors):
        turned = isinstance(factor, n.Scripted) and transposes(factor.sup)
        if turned and isinstance(factor, n.Scripted) and _is_logarithm(behind):
            use = used(without_power(factor, found.letters), found.letters)
            if use is not None and not use.letters:
                yield use.name, False, rf"\sum_k {with_index(spelled(use.name), 'k')} = 1"


def _factors(node: n.Node) -> list[n.Node]:
    node = unwrap(node)
    if isinstance(node, n.Signed):
        return _factors(node.body)
    return [factor for _, factor in node.factors] if isinstance(node, n.Product) else [node]


def _is_logarithm(node: n.Node) -> bool:
    return isinstance(node, n.Function) and node.name in LOGARITHMS


__all__ = ["hypotheses"]
