r"""Scripts, arguments of commands and fonts: x_i^2', {a + b}, \mathbf{x}."""

from __future__ import annotations

from dataclasses import replace

from derive.source.text import Span
from derive.syntax.cursor import ReadingError
from derive.syntax.environments import Environments
from derive.syntax.nodes import (
    Accent,
    Group,
    Label,
    Matrix,
    Name,
    Node,
    Numeral,
    Product,
    Relations,
    Scripted,
    Sequence,
)
from derive.syntax.spellings import Kind, kinds
from derive.syntax.tokens import Token

SCRIPTS = kinds("SUB SUP PRIME")
_SIGNS = kinds("TIMES PLUS")
TURNED = ("T", "\\top", "\\intercal")
_SIGN_NAMES = {"cdot": "\\cdot", "odot": "\\circ", "otimes": "\\otimes", "times": "\\times"}


class Scripts(Environments):
    """The part of the grammar that reads what hangs on an atom or is given to a command."""

    def scripts(self) -> tuple[Node | None, Node | None, int]:
        """_{sub}, ^{sup} and primes in any order, each once."""
        sub: Node | None = None
        sup: Node | None = None
        primes = 0
        self.nothing()
        while (kind := self.token.kind) in SCRIPTS or _primes(self.token):
            if count := _primes(self.token):
                primes += count
                self.take()
            elif kind is Kind.SUB and sub is None:
                self.take()
                sub = self.script()
            elif kind is Kind.SUP and (raised := self.raised_primes()):
                primes += raised
            elif kind is Kind.SUP and sup is None:
                self.take()
                sup = self.script()
            else:
                raise self.unexpected()
            self.nothing()
        return _marked(_said(sub)), _said(sup), primes

    def nothing(self) -> None:
        """{} and nothing in it, as in x{}^T."""
        while self.token.kind is Kind.BRACE and self.kind_after() is Kind.UNBRACE:
            self.take()
            self.take()

    def follows_script(self) -> bool:
        """Whether a script or a prime comes next."""
        self.nothing()
        return self.token.kind in SCRIPTS or _primes(self.token) > 0

    def raised_primes(self) -> int:
        r"""^\prime and ^{\prime\prime} and ^{'}: taken whole and counted, else 0."""
        braced = self.kind_after() is Kind.BRACE
        first = self.at + 1 + braced
        last = first
        while _primes(self.tokens[last]) and (braced or last == first):
            last += 1
        if last == first or (braced and self.tokens[last].kind is not Kind.UNBRACE):
            return 0
        count = sum(_primes(token) for token in self.tokens[first:last])
        for _ in range(last + braced - self.at):
            self.take()
        return count

    def script(self) -> Node:
        """What stands in a script: chains with commas between, a label, or a lone sign as in x^*."""
        if self.token.kind in _SIGNS:
            return self.sign_name()
        if self.token.kind is not Kind.BRACE:
            return self.argument()
        self.deeper()
        if self.kind_after() in _SIGNS and self.kind_after(2) is Kind.UNBRACE:
            self.take()
            node = self.sign_name()
            self.take()
        else:
            node = _stacked(self.braces())
        self.depth -= 1
        return node

    def sign_name(self) -> Node:
        """A sign that stands where a name could: x^*, f(\\cdot)."""
        token = self.take()
        return Name(token.span, _SIGN_NAMES.get(token.text, token.text))

    def argument(self) -> Node:
        """The argument of a command: {...} or one atom."""
        if self.token.kind is Kind.FINISH:
            raise ReadingError("an argument is missing", self.tokens[max(0, self.at - 1)])
        self.deeper()
        node = self.atom()
        self.depth -= 1
        return node

    def braces(self) -> Node:
        """{...} is what stands in it."""
        opening = self.take()
        if self.token.kind is Kind.UNBRACE:
            self.take()
            return Sequence(self.since(opening.start), ())
        if self.token.kind is Kind.SUBSTACK:
            self.take()
            node = self.argument()
        elif self.token.kind is Kind.RELATION and self.kind_after() is not Kind.COMMA:
            node = self.half_relation()
        else:
            node = self.listed(self.relations, Kind.UNBRACE)
        self.expect(Kind.UNBRACE, "this { is never closed", opening)
        return node

    def half_relation(self) -> Node:
        """_{>0}, _{\\ne i}: a relation with nothing on its left."""
        sign = self.take()
        nothing = Sequence(Span(sign.start, sign.start), ())
        right = self.expression()
        return Relations(self.since(sign.start), (nothing, right), (sign.text,), (sign.span,))

    def font(self) -> Node:
        """\\mathbf{x}: the font folds into the names."""
        token = self.take()
        node = self.argument()
        return fold(node, token.text, self.since(token.start))

    def switch(self) -> Node:
        """{\\bf x}: a font that holds to the end of the braces."""
        token = self.take()
        node = self.expression()
        return fold(node, token.text, self.since(token.start))


def _stacked(node: Node) -> Node:
    r"""\sum_{\begin{subarray}{c} a \\ b \end{subarray}}: one below the other, as with \substack."""
    if not isinstance(node, Matrix) or any(len(row) != 1 for row in node.rows):
        return node
    items = tuple(cell for (cell,) in node.rows)
    return items[0] if len(items) == 1 else Sequence(node.span, items)


def _primes(token: Token) -> int:
    """How many primes a token is."""
    if token.kind is Kind.PRIME:
        return len(token.text)
    return int(token.text == "\\prime")


def _marked(sub: Node | None) -> Node | None:
    """x_+ and x_- are names of their own: a lone sign below is no index."""
    return Label(sub.span, sub.text) if isinstance(sub, Name) and sub.text in ("+", "-") else sub


def _said(script: Node | None) -> Node | None:
    """The script, None for an empty one as in \\sum_{i}^{}."""
    return None if isinstance(script, Sequence) and not script.items else script


def scripted(span: Span, base: Node, sub: Node | None, sup: Node | None, primes: int, *, applied: bool) -> Node:
    r"""base_{sub}^{sup}'. A star belongs to the name, and so do primes, unless brackets follow: then x' is x'(...).

    x^{(t)^T} and x^{(t)T} are (x^{(t)})^T.
    """
    match sup:
        case Scripted(base=Group(open="(") as mark, sub=None, sup=Name(text=text) as turned, primes=0) if (
            text in TURNED
        ):
            return _turned(span, scripted(span, base, sub, mark, primes, applied=applied), turned)
        case Product(factors=(("", Group(open="(" | "[") as mark), ("", Name() as turned))) if turned.text in TURNED:
            return _turned(span, scripted(span, base, sub, mark, primes, applied=applied), turned)
    if isinstance(sup, Name) and sup.text == "*" and (starred := marked(base, "^*")):
        base, sup = starred, None
    if primes and not applied and (primed := marked(base, "'" * primes)):
        base, primes = primed, 0
    return replace(base, span=span) if sub is sup is None and not primes else Scripted(span, base, sub, sup, primes)


def _turned(span: Span, base: Node, sign: Node) -> Node:
    return Scripted(span, base, None, sign)


def marked(node: Node, mark: str) -> Node | None:
    """The name with a mark of its own; None for what is no name."""
    match node:
        case Name():
            return replace(node, text=node.text + mark)
        case Accent(body=body) if (inside := marked(body, mark)) is not None:
            return replace(node, body=inside)
    return None


def fold(node: Node, font: str, span: Span | None = None) -> Node:
    """The node with every name in this font; digits become names, scripts stay as they are."""
    whole = span or node.span
    match node:
        case Name(_, text):
            return Name(whole, text, font)
        case Numeral(_, text):
            return Name(whole, text, font)
        case Scripted(_, base, sub, sup, primes):
            return Scripted(whole, fold(base, font), sub, sup, primes)
        case Accent(_, accent, body):
            return Accent(whole, accent, fold(body, font))
        case Product(_, factors):
            return Product(whole, tuple((sign, fold(factor, font)) for sign, factor in factors))
    return node
