r"""Signs that take what stands beside them: fractions, derivatives, gradients, \sum and \prod."""

from __future__ import annotations

from derive.syntax.cursor import ReadingError
from derive.syntax.differentials import begins_with_sign, fraction, twice
from derive.syntax.groups import Groups
from derive.syntax.nodes import (
    Big,
    Derivative,
    Differential,
    Fraction,
    Name,
    Node,
    Numeral,
    Product,
    Relations,
    Scripted,
    Sequence,
)
from derive.syntax.spellings import BIG_LETTERS, Kind, kinds

_ENDS_BRACES = kinds("UNBRACE")
_LEFT_ALONE = kinds("PLUS TIMES RELATION CLOSE RIGHT UNBRACE COMMA FINISH SUB SUP STOP")


NO_PARTIAL = "D207"


class Operators(Groups):
    """The part of the grammar that reads operators."""

    # ---- fractions and derivatives

    def fraction(self) -> Node:
        token = self.take()
        top = self.numerator()
        bottom = self.argument()
        node = fraction(self.since(token.start), top, bottom)
        if not isinstance(node, Fraction):
            return node
        if isinstance(top, Differential):
            raise ReadingError("the \\partial above this bar and those below do not fit", token)
        if begins_with_sign(bottom) and not begins_with_sign(top):
            hint = "write \\frac{\\partial f}{\\partial x}"
            raise ReadingError("a \\partial is missing above this bar", token, hint, slip=NO_PARTIAL)
        return node

    def numerator(self) -> Node:
        r"""The argument above the bar; after \partial it is differentiated whole, brackets or not."""
        if self.token.kind is not Kind.BRACE or self.kind_after() is not Kind.PARTIAL:
            return self.argument()
        self.deeper()
        opening = self.take()
        sign = self.take()
        order = self.order()
        body = self.relations() if self.token.kind not in _ENDS_BRACES else None
        self.expect(Kind.UNBRACE, "this { is never closed", opening)
        self.depth -= 1
        return Differential(self.since(sign.start), body, order)

    def partial(self) -> Node:
        r"""\partial x outside a numerator takes one factor, with the brackets of what is applied there."""
        token = self.take()
        order = self.order()
        body = self.applied() if self.starts() else None
        return Differential(self.since(token.start), body, order)

    def applied(self) -> Node:
        r"""A factor, or J(a, b) where a slash follows it, as in \partial J(a, b) / \partial a."""
        start = self.token.start
        head = self.factor()
        if self.token.kind is not Kind.OPEN or self.behind_brackets().text != "/":
            return head
        factors = (("", head), ("", self.factor()))
        return Product(self.since(start), factors)

    def order(self) -> Node | None:
        if self.token.kind is not Kind.SUP:
            return None
        self.take()
        return self.script()

    def nabla(self) -> Node:
        r"""\nabla_x f takes the factors up to the next \nabla or sign; \nabla_x^2 f differentiates twice.

        Without a subscript, by an empty Sequence: f says by what. With nothing behind it, \nabla is a name.
        """
        token = self.take()
        order = self.order()
        by: Node = Sequence(token.span, ())
        if self.token.kind is Kind.SUB:
            self.take()
            by = self.script()
            order = order or self.order()
        elif self.token.kind in _LEFT_ALONE:
            name = Name(token.span, "\\nabla")
            return name if order is None else Scripted(self.since(token.start), name, None, order)
        if order is not None and not (isinstance(order, Numeral) and order.text == "2"):
            raise ReadingError("of the powers of \\nabla only the square is read", token)
        by = twice(by) if order else by
        body = self.run(through=True) if self.starts() and self.token.kind is not Kind.NABLA else None
        return Derivative(self.since(token.start), body, by, "nabla")

    # ---- sums and products over an index

    def big(self) -> Node:
        r"""\sum_{sub}^{sup} and the product after it."""
        token = self.take()
        sub, sup, primes = self.scripts()
        if primes:
            raise ReadingError(f"a prime at this \\{token.text}: what is left out?", token)
        if self.token.kind is not Kind.PLUS and not self.starts():
            raise ReadingError(f"nothing follows this \\{token.text}", token)
        body = self.signed()
        return Big(self.since(token.start), token.text, sub, sup, body)

    def with_limits(self, start: int, node: Node) -> Node:
        r"""\Pi_{j=1}^{n} and \Sigma_{j=1}^{n} before a term are written for \prod and \sum."""
        match node:
            case Scripted(base=Name(text=text, font=""), sub=Relations(signs=("=",)) as sub, sup=Node() as sup) if (
                text in BIG_LETTERS and self.starts()
            ):
                body = self.signed()
                return Big(self.since(start), BIG_LETTERS[text], sub, sup, body)
        return node
