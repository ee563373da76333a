r"""Declared patterns such as P(O=w | C=c) = \hat y_w: what fits them, and what stands for their variable."""

from __future__ import annotations

from dataclasses import replace

from derive.indexing.indices import read_index
from derive.naming.arrays import Array
from derive.naming.frame import Frame
from derive.naming.names import key, letter, pushed, unwrap
from derive.naming.scope import Pattern
from derive.syntax import nodes as n


def matching(name: str, group: n.Group, frame: Frame) -> tuple[Pattern, n.Node] | None:
    """The declared pattern these brackets fit, with what stands for its variable."""
    for pattern in frame.scope.patterns:
        if letter(pattern.head) == letter(name) and (found := _match(pattern, group)) is not None:
            return pattern, found
    return None


def joint(name: str, group: n.Group, frame: Frame) -> bool:
    """P(O = o, C = c) where P(O = w | C = c) is declared: a comma for the bar."""
    if group.given is not None:
        return False
    return any(matching(name, replace(group, given=given), frame) for given in range(1, len(group.items)))


def apply_pattern(pattern: Pattern, found: n.Node, frame: Frame) -> Array:
    axis = frame.scope.ranges[pattern.variable]
    name = key(unwrap(found))
    plain = letter(name) if name else ""
    if len(plain) == 1 and plain.isupper() and plain not in frame.bound and frame.scope.range(plain) is None:
        found = n.Name(found.span, plain.lower())
        frame.note(f"{plain} is read as the index {plain.lower()}")
    with frame.binding(pattern.variable, read_index(found, axis, frame)):
        return frame.read(pattern.value)


def _match(pattern: Pattern, group: n.Group) -> n.Node | None:
    """What stands in the place of the pattern's variable, when everything else is the same."""
    assert isinstance(pattern.arguments, n.Group)
    wanted = pattern.arguments
    if len(wanted.items) != len(group.items) or wanted.given != group.given:
        return None
    found: list[n.Node] = []
    pairs = zip(wanted.items, group.items, strict=True)
    return found[0] if all(_fits(p, x, pattern.variable, found) for p, x in pairs) and found else None


def _fits(pattern: n.Node, node: n.Node, variable: str, found: list[n.Node]) -> bool:
    pattern, node = pushed(pattern), pushed(node)
    if isinstance(pattern, n.Relations) and isinstance(node, n.Relations):
        return pattern.signs == node.signs and all(
            _fits(p, x, variable, found) for p, x in zip(pattern.terms, node.terms, strict=True)
        )
    if isinstance(pattern, n.Scripted) and isinstance(node, n.Scripted) and pattern.sub and node.sub:
        return _fits(pattern.base, node.base, variable, found) and _fits(pattern.sub, node.sub, variable, found)
    if key(pattern) == variable:
        if not isinstance(node, n.Name | n.Scripted | n.Numeral):
            return False
        found.append(node)
        return True
    left, right = key(pattern), key(node)
    return left is not None and right is not None and letter(left).lower() == letter(right).lower()


def same_text(left: n.Node, right: n.Node) -> bool:
    """Equal but for fonts and spacing."""
    return text_of(left) == text_of(right)


def text_of(node: n.Node) -> str:
    node = pushed(node)
    match node:
        case n.Scripted(base=base, sub=sub, sup=sup):
            return text_of(base) + (f"_{{{text_of(sub)}}}" if sub else "") + (f"^{{{text_of(sup)}}}" if sup else "")
        case n.Binary(operator=operator, left=left, right=right):
            return f"{text_of(left)}{operator}{text_of(right)}"
        case n.Dots():
            return "..."
        case n.Numeral(text=text):
            return text
        case _:
            return letter(key(node) or "?")
