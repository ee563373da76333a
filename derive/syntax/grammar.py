r"""The grammar of formulas: a precedence parser from tokens to the surface tree.

    relation  a = b <= c            loosest; only inside brackets, scripts and cells (chains split the rest)
    sum       a + b - c             left-associative
    product   a b \cdot c / d       flat; \sum, \frac{\partial}{\partial x} and \nabla take the rest of it
    factor    x_i^2', \log x y      a function takes the run of factors up to + - \cdot / or the next function
    atom      names, numbers, brackets, fractions, case distinctions

Every token is consumed, or ReadingError names the one that is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.syntax.brackets import CLOSING, OPENING
from derive.syntax.cursor import ReadingError, name_in
from derive.syntax.differentials import quotient
from derive.syntax.nodes import (
    Accent,
    Big,
    Binary,
    Derivative,
    Dots,
    Fraction,
    Function,
    Group,
    Label,
    Name,
    Node,
    Numeral,
    Product,
    Relations,
    Root,
    Scripted,
    Signed,
)
from derive.syntax.operators import Operators
from derive.syntax.scripts import scripted
from derive.syntax.spellings import KNOWN_FUNCTIONS, Kind, kinds

MAX_SUMMANDS = 120
_ENDS_RUN = kinds("FUNCTION BIG PARTIAL NABLA")
_ENDS_ITEM = kinds("COMMA UNBRACE")
_LISTS = kinds("COMMA SEMICOLON GIVEN")
_ROUND = kinds("OPEN LEFT")
_BRACKETS = _ROUND | kinds("BRACE")


class Grammar(Operators):
    """One term, or the content of one pair of brackets at a time."""

    def term(self) -> Node:
        """A whole term: a sum, or several with commas between; nothing may be left over."""
        node = self.listed(self.expression)
        if self.token.kind is not Kind.FINISH:
            raise self.unexpected()
        return node

    def condition(self) -> Node:
        """A whole condition: chains with commas between."""
        node = self.listed(self.relations)
        if self.token.kind is not Kind.FINISH:
            raise self.unexpected()
        return node

    # ---- chains and sums

    def relations(self) -> Node:
        """a, or a = b <= c as Relations; a lone : or \\cdot as in A_{i,:}."""
        start = self.token.start
        if self.kind_after() in _ENDS_ITEM and self.token.text in (":", "cdot"):
            return Name(self.take().span, ":")
        first = self.expression()
        if self.token.kind is not Kind.RELATION:
            return first
        terms, signs = [first], []
        while self.token.kind is Kind.RELATION:
            signs.append(self.take())
            terms.append(self.expression())
        spans = tuple(sign.span for sign in signs)
        return Relations(self.since(start), tuple(terms), tuple(sign.text for sign in signs), spans)

    def expression(self) -> Node:
        """signed (+ signed)*"""
        start = self.token.start
        left = self.signed()
        summands = 1
        while self.token.kind is Kind.PLUS:
            operator = self.take()
            right = self.signed()
            left = Binary(self.since(start), operator.text, left, right)
            summands += 1
            if summands > MAX_SUMMANDS:
                raise ReadingError(f"more than {MAX_SUMMANDS} summands", operator)
        return left

    def signed(self) -> Node:
        """[+-] signed | product"""
        if self.token.kind is not Kind.PLUS:
            return self.product()
        sign = self.take()
        self.deeper()
        body = self.signed()
        self.depth -= 1
        return Signed(self.since(sign.start), sign.text, body)

    # ---- products

    def product(self, *, evaluate: bool = True) -> Node:
        """factor ([\\cdot] factor)*, and where that is evaluated"""
        start = self.token.start
        factors = [("", self.factor())]
        while True:
            if self.token.kind is Kind.TIMES:
                sign = self.take().text
                factors.append((sign, self.signed_factor()))
            elif self.is_low_dot():
                self.take()
                factors.append(("cdot", self.factor()))
            elif self.starts():
                factors.append(("", self.factor()))
            else:
                break
        node = factors[0][1] if len(factors) == 1 else quotient(self.since(start), tuple(factors))
        return self.evaluated(start, node) if evaluate and self.token.kind is Kind.AT else node

    def is_low_dot(self) -> bool:
        """`a . (b)^T` with space around the dot is a product."""
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        dot = self.token
        return (dot.kind, dot.text, dot.spaced) == (Kind.STOP, ".", True) and after.kind is Kind.OPEN and after.spaced

    def evaluated(self, start: int, node: Node) -> Node:
        r"""f(x) |_{x=a}, written without \left. \right|: clear for one factor or one application."""
        bar = self.take()
        inside = Group(self.since(start), ".", "|", (node,))
        sub, sup, primes = self.scripts()
        match node:
            case Product(factors=((_, Name() | Scripted()), ("", Group()))):
                return Scripted(self.since(start), inside, sub, sup, primes)
            case Product():
                raise ReadingError("what is evaluated at this bar?", bar, "write \\left. ... \\right|_{x = a}")
        return Scripted(self.since(start), inside, sub, sup, primes)

    def signed_factor(self) -> Node:
        """a factor that may have a sign of its own, as in a \\cdot -b"""
        if self.token.kind is not Kind.PLUS:
            return self.factor()
        sign = self.take()
        body = self.factor()
        return Signed(self.since(sign.start), sign.text, body)

    def factor(self) -> Node:
        """An atom with its scripts; operators take what follows."""
        self.deeper()
        start = self.token.start
        node = self.atom()
        if self.follows_script():
            sub, sup, primes = self.scripts()
            node = scripted(self.since(start), node, sub, sup, primes, applied=self.token.kind in _ROUND)
            node = self.with_limits(start, node)
        if isinstance(node, Derivative) and node.style == "operator" and node.body is None and self.starts():
            body = self.product(evaluate=False)  # f'(x) |_{x=a} is differentiated first
            node = replace(node, span=self.since(start), body=body)
        self.depth -= 1
        return node

    def atom(self) -> Node:
        """The smallest things; one method for each kind of token."""
        read = _ATOMS.get(self.token.kind)
        if read is None:
            raise self.unexpected()
        return read(self)

    # ---- names and numbers

    def number(self) -> Node:
        token = self.take()
        return Numeral(token.span, token.text)

    def name(self) -> Node:
        token = self.take()
        return Name(token.span, token.text)

    def blackboard(self) -> Node:
        token = self.take()
        return Name(token.span, token.text, "bb")

    def label(self) -> Node:
        token = self.take()
        return Label(token.span, token.text)

    def dots(self) -> Node:
        return Dots(self.take().span)

    def text(self) -> Node:
        """A word in \\text is a function or a name."""
        token = self.token
        word = name_in(token.text)
        if not word:
            raise self.unexpected()
        if word in KNOWN_FUNCTIONS:
            return self.function(word)
        self.take()
        return Name(token.span, word, "rm")

    def accent(self) -> Node:
        token = self.take()
        body = self.argument()
        if token.text == "vec" and isinstance(body, Numeral):
            return Name(self.since(token.start), body.text, "bf")
        return Accent(self.since(token.start), token.text, body)

    # ---- roots, braces

    def root(self) -> Node:
        r"""\sqrt{x}; \sqrt[n]{x} is x^{1/n}."""
        token = self.take()
        if self.token.kind is not Kind.OPEN or self.token.text != "[":
            body = self.argument()
            return Root(self.since(token.start), body)
        degree = self.group()
        body = self.argument()
        if not isinstance(degree, Group) or len(degree.items) != 1:
            raise ReadingError("the degree of this root is not understood", token)
        power = Fraction(degree.span, Numeral(degree.span, "1"), degree.items[0])
        return Scripted(self.since(token.start), body, None, power)

    def binomial(self) -> Node:
        token = self.take()
        items = (self.argument(), self.argument())
        span = self.since(token.start)
        return Function(span, "binom", None, None, 0, Group(span, "(", ")", items))

    def braced(self) -> Node:
        r"""\underbrace{x}_{...} and \overbrace{x}^{...}: what is written at the brace is a remark."""
        taken = self.take()
        node = self.argument()
        if self.token.kind is (Kind.SUB if taken.text == "underbrace" else Kind.SUP):
            self.take()
            self.script()
        return node

    def wrap(self) -> Node:
        """\\boxed{x} is x."""
        self.take()
        return self.argument()

    # ---- operators that take what follows

    def function(self, name: str = "") -> Node:
        r"""\log, \operatorname{softmax}, exp: scripts, then brackets or a run of factors."""
        taken = self.take()
        name = name or taken.text
        if name == "arg" and self.token.kind is Kind.FUNCTION and self.token.text in ("min", "max"):
            name += self.take().text
        sub, sup, primes = self.scripts()
        if self.token.kind in _BRACKETS:
            argument: Node | None = self.argument()
        elif self.token.kind is Kind.PLUS:
            raise ReadingError(f"{name} has a sign for an argument", self.token, "put brackets around its argument")
        else:
            argument = self.run() if self.starts() else None
        return Function(self.since(taken.start), name, sub, sup, primes, argument)

    def holds_list(self) -> bool:
        """Whether the bracket that begins here holds a comma or a conditional bar, so that it is applied."""
        depth = 0
        for token in self.tokens[self.at :]:
            depth += (token.kind in OPENING) - (token.kind in CLOSING)
            if depth <= 0:
                return False
            if depth == 1 and token.kind in _LISTS:
                return True
        return False

    def run(self, *, through: bool = False) -> Node:
        """Factors written together, up to + - \\cdot / or the next function; brackets only after a name.

        `through` goes on past functions and brackets, up to the next sign or gradient.
        """
        start = self.token.start
        factors = [self.factor()]
        while self.starts() and not self.ends_run(factors[-1], through):
            if not through and self.token.kind in _ROUND and not (_is_name(factors[-1]) or self.holds_list()):
                break
            if self.token.kind is Kind.FRACTION and self.kind_after(2) is Kind.PARTIAL:
                break
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        return Product(self.since(start), tuple(("", factor) for factor in factors))

    def ends_run(self, last: Node, through: bool) -> bool:
        """Whether the next token ends a run of factors."""
        if through:
            return self.token.kind in (Kind.TIMES, Kind.NABLA)
        return self.token.kind in _ENDS_RUN or isinstance(last, Big | Function)


def _is_name(node: Node) -> bool:
    """A letter that a bracket may be applied to: p, \\hat p, p_\\theta, J_{neg}; p_j is rather an entry."""
    match node:
        case Accent(body=body):
            return _is_name(body)
        case Scripted(base=base, sub=sub):
            return _is_name(base) and (sub is None or isinstance(sub, Label) or _is_greek(sub))
    return isinstance(node, Name)


def _is_greek(node: Node) -> bool:
    return isinstance(node, Name) and node.text.startswith("\\")


_ATOMS: dict[Kind, Callable[[Grammar], Node]] = {
    Kind.NUMBER: Grammar.number,
    Kind.LETTER: Grammar.name,
    Kind.WORD: Grammar.name,
    Kind.NAME: Grammar.name,
    Kind.BLACKBOARD: Grammar.blackboard,
    Kind.LABEL: Grammar.label,
    Kind.DOTS: Grammar.dots,
    Kind.TEXT: Grammar.text,
    Kind.FONT: Grammar.font,
    Kind.SWITCH: Grammar.switch,
    Kind.ACCENT: Grammar.accent,
    Kind.BRACE: Grammar.braces,
    Kind.OPEN: Grammar.group,
    Kind.LEFT: Grammar.group,
    Kind.BEGIN: Grammar.environment,
    Kind.FRACTION: Grammar.fraction,
    Kind.PARTIAL: Grammar.partial,
    Kind.NABLA: Grammar.nabla,
    Kind.ROOT: Grammar.root,
    Kind.BINOMIAL: Grammar.binomial,
    Kind.BRACED: Grammar.braced,
    Kind.WRAP: Grammar.wrap,
    Kind.BIG: Grammar.big,
    Kind.FUNCTION: Grammar.function,
}
