r"""Recognise derivatives in fractions and quotients, by shape alone.

top, bottom  --fraction()-->  Derivative, or Fraction where the signs above and below do not fit

\frac{\partial f}{\partial x}   \frac{\partial}{\partial x}   \frac{d f}{d x}   \frac{\partial^2 f}{\partial x^2}
\frac{\partial^+ h_t}{\partial w}   \frac{\partial f}{\partial \sigma^2}, once and by the square
"""

from __future__ import annotations

from derive.source.text import Span
from derive.syntax.nodes import (
    Binary,
    Derivative,
    Differential,
    Fraction,
    Name,
    Node,
    Numeral,
    Product,
    Scripted,
    Signed,
)

MAX_ORDER = 4


def fraction(span: Span, top: Node, bottom: Node) -> Node:
    """A derivative if both sides begin with the sign of one, else a fraction."""
    below = _below(bottom)
    above = _above(top, letter=not isinstance(_first(bottom), Differential)) if below is not None else None
    if above is not None and above.body is not None and _times(above.order) == 1:
        below = _square(bottom) or below
    if below is None or above is None or _times(above.order) != len(signs(below)):
        return Fraction(span, top, bottom)
    style = "operator" if above.body is None else "fraction"
    return Derivative(span, above.body, below, style, _is_immediate(above.order))


def signs(by: Node) -> tuple[Node, ...]:
    """What a derivative is taken by, once for every sign."""
    match by:
        case Product(factors=factors) if all(isinstance(factor, Differential) for _, factor in factors):
            return tuple(factor.body for _, factor in factors if isinstance(factor, Differential) and factor.body)
    return (by,)


def twice(by: Node) -> Node:
    r"""\nabla_x^2 is by x and by x again."""
    return Product(by.span, tuple(("", Differential(by.span, by)) for _ in range(2)))


def begins_with_sign(node: Node) -> bool:
    r"""Whether \partial stands first in what is above or below a bar; the letter d may be a name."""
    return isinstance(_first(node), Differential)


def _times(order: Node | None) -> int:
    """2 for \\partial^2; 0 for an order that is no number."""
    if order is None or _is_immediate(order):
        return 1
    return int(order.text) if isinstance(order, Numeral) and order.text.isdigit() else 0


def quotient(span: Span, factors: tuple[tuple[str, Node], ...]) -> Node:
    r"""\partial J / \partial x is a derivative; every other product stays as it is."""
    match factors:
        case ((_, Differential(body=Node()) as top), ("/", Differential() as bottom)):
            return fraction(span, top, bottom)
    return Product(span, factors)


def _is_immediate(order: Node | None) -> bool:
    r"""Whether a sign is the \partial^+ of what acts at once, through no earlier state."""
    return isinstance(order, Name) and order.text == "+"


def _first(node: Node) -> Node:
    match node:
        case Product(factors=((_, first), *_)):
            return first
        case Binary(left=left):
            return _first(left)
        case Signed(body=body):
            return _first(body)
    return node


def _below(bottom: Node) -> Node | None:
    """What stands after the signs below the bar; a repeated or raised one is a Product of Differentials."""
    match bottom:
        case Differential(body=Node()):
            signs = _repeated(bottom)
        case Product(factors=factors) if all(isinstance(f, Differential) and f.body is not None for _, f in factors):
            signs = [sign for _, factor in factors if isinstance(factor, Differential) for sign in _repeated(factor)]
        case Product(factors=((_, Differential(body=Node() as first)), *rest)) if not any(
            sign or isinstance(factor, Differential) for sign, factor in rest
        ):
            signs = [Differential(bottom.span, _product([("", first), *rest]))]  # \partial a b is \partial (a b)
        case Product(factors=((_, first), *rest)) if _is_d(first) and rest and all(sign == "" for sign, _ in rest):
            signs = _repeated(Differential(bottom.span, _product(rest)))
        case _:
            return None
    if len(signs) == 1:
        return signs[0].body
    return Product(bottom.span, tuple(("", sign) for sign in signs))


def _square(bottom: Node) -> Node | None:
    r"""The x^2 of \partial x^2."""
    match bottom:
        case Differential(body=Scripted(sup=Numeral(text="2"), primes=0) as square):
            return square
        case Product(factors=((_, first), ("", Scripted(sup=Numeral(text="2"), primes=0) as square))) if _is_d(first):
            return square
    return None


def _repeated(sign: Differential) -> list[Differential]:
    r"""\partial x^2 is \partial x \partial x."""
    match sign.body:
        case Scripted(base=base, sub=sub, sup=Numeral(text=text), primes=0) if (
            text.isdigit() and 1 < int(text) <= MAX_ORDER
        ):
            body = base if sub is None else Scripted(sign.body.span, base, sub, None)
            return [Differential(sign.span, body)] * int(text)
    return [sign]


def _above(top: Node, letter: bool) -> Differential | None:
    """The numerator as one Differential; a sum without brackets is taken whole."""
    match top:
        case Differential():
            return top
        case Product(factors=((_, Differential(body=Node() as body, order=order)), *rest)):
            return Differential(top.span, _product([("", body), *rest]), order)
        case Product(factors=((_, first), *rest)) if letter and _is_d(first):
            return Differential(top.span, _product(rest), _order(first))
        case Binary(operator=operator, left=left, right=right) if letter:
            inner = _above(left, letter)
            if inner is not None and inner.body is not None:
                return Differential(
                    top.span, Binary(inner.body.span.to(right.span), operator, inner.body, right), inner.order
                )
    return Differential(top.span, None, _order(top)) if letter and _is_d(top) else None


def _is_d(node: Node) -> bool:
    match node:
        case Name(text="d", font="" | "rm"):
            return True
        case Scripted(base=Name(text="d", font="" | "rm"), sub=None, sup=Numeral()):
            return True
    return False


def _order(node: Node) -> Node | None:
    return node.sup if isinstance(node, Scripted) else None


def _product(factors: list[tuple[str, Node]]) -> Node:
    if len(factors) == 1:
        return factors[0][1]
    (_, first), *rest = factors
    return Product(first.span.to(rest[-1][1].span), (("", first), *rest))
