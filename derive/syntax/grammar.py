r"""The grammar of formulas: a precedence parser from tokens to the surface tree.

    relation  a = b <= c            loosest; only inside brackets, scripts and cells (chains split the rest)
    sum       a + b - c             left-associative
    product   a b \cdot c / d       flat; \sum, \frac{\partial}{\partial x} and \nabla take the rest of it
    factor    x_i^2', \log x y      a function takes the run of factors up to + - \cdot / or the next function
    atom      names, numbers, brackets, fractions, case distinctions

Every token is consumed, or Stuck names the one that is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.syntax.cursor import Stuck
from derive.syntax.differentials import fraction, quotient
from derive.syntax.environments import Environments
from derive.syntax.nodes import (
    Accent,
    Big,
    Binary,
    Cases,
    Derivative,
    Differential,
    Dots,
    Fraction,
    Function,
    Group,
    Label,
    Matrix,
    Name,
    Node,
    Numeral,
    Product,
    Relations,
    Root,
    Scripted,
    Sequence,
    Signed,
    Text,
)
from derive.syntax.spellings import PARTNERS, Kind
from derive.syntax.tokens import Token
from derive.syntax.words import KNOWN_FUNCTIONS

MAX_SUMMANDS = 120
_NAME_IN_TEXT = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*")
_SCRIPTS = frozenset({Kind.SUB, Kind.SUP, Kind.PRIME})
_CLOSERS = frozenset({Kind.CLOSE, Kind.RIGHT})
_SEPARATORS = frozenset({Kind.COMMA, Kind.SEMICOLON, Kind.QUAD})
_STARTS = frozenset(
    {
        Kind.NUMBER, Kind.LETTER, Kind.WORD, Kind.NAME, Kind.FUNCTION, Kind.BIG, Kind.FRACTION, Kind.ROOT, Kind.BINOMIAL,
        Kind.PARTIAL, Kind.NABLA, Kind.ACCENT, Kind.FONT, Kind.SWITCH, Kind.BRACED, Kind.WRAP, Kind.DOTS, Kind.OPEN, Kind.BRACE,
        Kind.LEFT, Kind.BEGIN, Kind.LABEL, Kind.UNKNOWN,
    }
)  # fmt: skip
_ENDS_RUN = frozenset({Kind.FUNCTION, Kind.BIG, Kind.PARTIAL, Kind.NABLA})
_PLAIN_SIGN = {"*": "*", "+": "+", "-": "-", "cdot": "\\cdot", "odot": "\\circ", "otimes": "\\otimes"}


class Grammar(Environments):
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

    def listed(self, read: Callable[[], Node], end: Kind = Kind.FINISH) -> Node:
        """One node, or a Sequence of those between commas."""
        start = self.token.start
        items = [read()]
        while self.token.kind in _SEPARATORS or self.token.kind is Kind.ROW:
            self.take()
            if self.token.kind is end:
                break
            items.append(read())
        return items[0] if len(items) == 1 else Sequence(self.since(start), tuple(items))

    def unexpected(self) -> Stuck:
        """What to say of a token that fits nowhere."""
        token = self.token
        match token.kind:
            case Kind.FINISH:
                return Stuck("the formula ends where an expression was expected", token)
            case Kind.CLOSE | Kind.UNBRACE | Kind.RIGHT:
                return Stuck(f"this {token.text} closes nothing", token)
            case Kind.UNKNOWN:
                return Stuck(
                    f"{token.text} is not known", token, "define it with \\newcommand, or use another spelling"
                )
            case Kind.TEXT:
                return Stuck(f"words in the middle of a formula: {token.text.strip()}", token)
            case Kind.GIVEN:
                return Stuck("a | outside brackets", token)
            case Kind.SUB | Kind.SUP:
                return Stuck("a second script of the same kind, or one with nothing before it", token)
        return Stuck(f"{token.text} was not expected here", token)

    # ---- chains and sums

    def relations(self) -> Node:
        """a, or a = b <= c as Relations."""
        start = self.token.start
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
                raise Stuck(f"more than {MAX_SUMMANDS} summands", operator)
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

    def product(self) -> Node:
        """factor ([\\cdot] factor)*"""
        start = self.token.start
        factors = [("", self.factor())]
        while True:
            if self.token.kind is Kind.TIMES:
                sign = self.take().text
                factors.append((sign, self.signed_factor()))
            elif self.starts():
                factors.append(("", self.factor()))
            else:
                break
        return factors[0][1] if len(factors) == 1 else quotient(self.since(start), tuple(factors))

    def signed_factor(self) -> Node:
        """a factor that may have a sign of its own, as in a \\cdot -b"""
        if self.token.kind is not Kind.PLUS:
            return self.factor()
        sign = self.take()
        body = self.factor()
        return Signed(self.since(sign.start), sign.text, body)

    def starts(self) -> bool:
        """Whether a factor begins here."""
        kind = self.token.kind
        return kind in _STARTS or (kind is Kind.TEXT and _NAME_IN_TEXT.fullmatch(self.token.text) is not None)

    def factor(self) -> Node:
        """An atom with its scripts; operators take what follows."""
        self.deeper()
        start = self.token.start
        node = self.atom()
        if self.token.kind in _SCRIPTS:
            sub, sup, primes = self.scripts()
            node = Scripted(self.since(start), node, sub, sup, primes)
        if isinstance(node, Derivative) and node.style == "operator" and node.body is None and self.starts():
            body = self.product()
            node = Derivative(self.since(start), body, node.by, "operator")
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

    def label(self) -> Node:
        token = self.take()
        return Label(token.span, token.text)

    def dots(self) -> Node:
        return Dots(self.take().span)

    def text(self) -> Node:
        """A word in \\text is a function or a name."""
        token = self.token
        word = _NAME_IN_TEXT.fullmatch(token.text)
        if word is None:
            raise self.unexpected()
        if word[1] in KNOWN_FUNCTIONS:
            return self.function(token._replace(text=word[1]))
        self.take()
        return Name(token.span, word[1], "rm")

    def font(self) -> Node:
        """\\mathbf{x}: the font folds into the names."""
        token = self.take()
        return _fold(self.argument(), token.text)

    def accent(self) -> Node:
        token = self.take()
        body = self.argument()
        return Accent(self.since(token.start), token.text, body)

    # ---- scripts

    def scripts(self) -> tuple[Node | None, Node | None, int]:
        """_{sub}, ^{sup} and primes in any order, each once."""
        sub: Node | None = None
        sup: Node | None = None
        primes = 0
        while self.token.kind in _SCRIPTS:
            if self.token.kind is Kind.PRIME:
                primes += len(self.take().text)
            elif self.token.kind is Kind.SUB and sub is None:
                self.take()
                sub = self.script()
            elif self.token.kind is Kind.SUP and (more := self.raised_primes()):
                primes += more
            elif self.token.kind is Kind.SUP and sup is None:
                self.take()
                sup = self.script()
            else:
                raise self.unexpected()
        return sub, sup, primes

    def raised_primes(self) -> int:
        r"""^\prime and ^{\prime\prime} and ^{'}: taken whole and counted, else 0."""
        at = self.at + 1
        braced = self.tokens[at].kind is Kind.BRACE
        at += braced
        count = 0
        while self.tokens[at].text == "\\prime" or self.tokens[at].kind is Kind.PRIME:
            count += 1 if self.tokens[at].text == "\\prime" else len(self.tokens[at].text)
            at += 1
            if not braced:
                break
        if not count or (braced and self.tokens[at].kind is not Kind.UNBRACE):
            return 0
        for _ in range(at + braced - self.at):
            self.take()
        return count

    def script(self) -> Node:
        """What stands in a script: chains with commas between, a label, or a lone sign as in x^*."""
        if self.token.kind in (Kind.TIMES, Kind.PLUS):
            return self.sign_name()
        if self.token.kind is not Kind.BRACE:
            return self.argument()
        if self.next_kind() in (Kind.TIMES, Kind.PLUS) and self.tokens[self.at + 2].kind is Kind.UNBRACE:
            self.take()
            node = self.sign_name()
            self.take()
            return node
        return self.braces()

    def sign_name(self) -> Node:
        token = self.take()
        return Name(token.span, _PLAIN_SIGN.get(token.text, token.text))

    def argument(self) -> Node:
        """The argument of a command: {...} or one atom."""
        if self.token.kind is Kind.FINISH:
            raise Stuck("an argument is missing", self.tokens[max(0, self.at - 1)])
        self.deeper()
        node = self.atom()
        self.depth -= 1
        return node

    def braces(self) -> Node:
        """{...} is what stands in it; a font switch holds to its end."""
        opening = self.take()
        if self.token.kind is Kind.UNBRACE:
            self.take()
            return Sequence(self.since(opening.start), ())
        if self.token.kind is Kind.SUBSTACK:
            self.take()
            node = self.argument()
        else:
            node = self.listed(self.relations, Kind.UNBRACE)
        self.expect(Kind.UNBRACE, "this { is never closed", opening)
        return node

    def switch(self) -> Node:
        """{\\bf x}"""
        token = self.take()
        return _fold(self.expression(), token.text)

    # ---- brackets

    def group(self) -> Node:
        """( ... ), | ... |, \\left( ... \\right) with items, commas and one conditional bar."""
        opening = self.take()
        if opening.kind is Kind.LEFT and opening.text == "\\{" and self.cases_follow():
            return self.left_cases(opening)
        items, given = self.items(opening)
        closing = self.take()
        if opening.text == "[" and len(items) == 1 and isinstance(items[0], Matrix):
            return items[0]
        return Group(self.since(opening.start), opening.text, closing.text, tuple(items), given)

    def items(self, opening: Token) -> tuple[list[Node], int | None]:
        """What stands in brackets, up to the one that closes them."""
        items: list[Node] = []
        given: int | None = None
        while not self.closes(opening):
            kind = self.token.kind
            if kind in _SEPARATORS:
                self.take()
            elif kind is Kind.GIVEN and given is None:
                self.take()
                given = len(items)
            elif kind is Kind.TEXT and not self.starts():
                token = self.take()
                items.append(Text(token.span, token.text.strip()))
            elif kind is Kind.TIMES and self.next_kind() in (*_CLOSERS, Kind.COMMA):
                items.append(self.sign_name())
            elif kind in (Kind.FINISH, Kind.UNBRACE, Kind.END, Kind.ROW, Kind.CELL, *_CLOSERS):
                raise Stuck(f"this {opening.text} is never closed", opening, self.found())
            else:
                items.append(self.relations())
        return items, given

    def closes(self, opening: Token) -> bool:
        """Whether the current token closes this bracket."""
        if opening.kind is Kind.LEFT:
            return self.token.kind is Kind.RIGHT
        if self.token.kind is not Kind.CLOSE:
            return False
        text = self.token.text
        return PARTNERS.get(opening.text) == text or (opening.text in "([" and text in ")]")

    def left_cases(self, opening: Token) -> Node:
        r"""\left\{ \begin{array}{ll} ... \end{array} \right."""
        node = self.environment(as_cases=True)
        self.expect(Kind.RIGHT, "this \\left\\{ is never closed", opening)
        return Cases(self.since(opening.start), node.rows) if isinstance(node, Cases) else node

    # ---- fractions, roots, derivatives

    def fraction(self) -> Node:
        token = self.take()
        top = self.numerator()
        bottom = self.argument()
        node = fraction(self.since(token.start), top, bottom)
        return node

    def numerator(self) -> Node:
        r"""The argument above the bar; after \partial it is differentiated whole, brackets or not."""
        if self.token.kind is not Kind.BRACE or self.next_kind() is not Kind.PARTIAL:
            return self.argument()
        self.deeper()
        opening = self.take()
        sign = self.take()
        order = self.order()
        body = None if self.token.kind is Kind.UNBRACE else self.relations()
        self.expect(Kind.UNBRACE, "this { is never closed", opening)
        self.depth -= 1
        return Differential(self.since(sign.start), body, order)

    def partial(self) -> Node:
        r"""\partial x outside a numerator takes one factor."""
        token = self.take()
        order = self.order()
        body = self.factor() if self.starts() else None
        return Differential(self.since(token.start), body, order)

    def order(self) -> Node | None:
        if self.token.kind is not Kind.SUP:
            return None
        self.take()
        return self.script()

    def nabla(self) -> Node:
        r"""\nabla_x f takes the factors up to the next \nabla or sign; without a subscript it is a name."""
        token = self.take()
        if self.token.kind is not Kind.SUB:
            return Name(token.span, "\\nabla")
        self.take()
        by = self.script()
        body = self.run() if self.starts() and self.token.kind is not Kind.NABLA else None
        return Derivative(self.since(token.start), body, by, "nabla")

    def root(self) -> Node:
        r"""\sqrt{x}; \sqrt[n]{x} is x^{1/n}."""
        token = self.take()
        if self.token.kind is not Kind.OPEN or self.token.text != "[":
            body = self.argument()
            return Root(self.since(token.start), body)
        degree = self.group()
        body = self.argument()
        if not isinstance(degree, Group) or len(degree.items) != 1:
            raise Stuck("the degree of this root is not understood", token)
        power = Fraction(degree.span, Numeral(degree.span, "1"), degree.items[0])
        return Scripted(self.since(token.start), body, None, power)

    def binomial(self) -> Node:
        token = self.take()
        items = (self.argument(), self.argument())
        span = self.since(token.start)
        return Function(span, "binom", None, None, 0, Group(span, "(", ")", items))

    def braced(self) -> Node:
        r"""\underbrace{x}_{...}: what is written at the brace is a remark."""
        self.take()
        node = self.argument()
        if self.token.kind in (Kind.SUB, Kind.SUP):
            self.take()
            self.script()
        return node

    def wrap(self) -> Node:
        """\\boxed{x} is x."""
        self.take()
        return self.argument()

    # ---- operators that take what follows

    def big(self) -> Node:
        r"""\sum_{sub}^{sup} and the product after it."""
        token = self.take()
        sub, sup, _ = self.scripts()
        if self.token.kind is not Kind.PLUS and not self.starts():
            raise Stuck(f"nothing follows this \\{token.text}", token)
        body = self.signed()
        return Big(self.since(token.start), token.text, sub, sup, body)

    def function(self, token: Token | None = None) -> Node:
        r"""\log, \operatorname{softmax}, exp: scripts, then brackets or a run of factors."""
        taken = self.take()
        name = token.text if token is not None else taken.text
        if name == "arg" and self.token.kind is Kind.FUNCTION and self.token.text in ("min", "max"):
            name += self.take().text
        sub, sup, primes = self.scripts()
        if self.token.kind in (Kind.OPEN, Kind.LEFT, Kind.BRACE):
            argument: Node | None = self.argument()
        elif self.token.kind is Kind.PLUS:
            raise Stuck(f"{name} has a sign for an argument", self.token, "put brackets around its argument")
        else:
            argument = self.run() if self.starts() else None
        return Function(self.since(taken.start), name, sub, sup, primes, argument)

    def run(self) -> Node:
        """Factors written together, up to + - \\cdot / or the next function; brackets only after a name."""
        start = self.token.start
        factors = [self.factor()]
        while self.starts() and self.token.kind not in _ENDS_RUN and not isinstance(factors[-1], Big | Function):
            if self.token.kind in (Kind.OPEN, Kind.LEFT) and not _is_name(factors[-1]):
                break
            if (
                self.token.kind is Kind.FRACTION
                and self.tokens[min(self.at + 2, len(self.tokens) - 1)].kind is Kind.PARTIAL
            ):
                break
            factors.append(self.factor())
        return (
            factors[0] if len(factors) == 1 else Product(self.since(start), tuple(("", factor) for factor in factors))
        )


def _is_name(node: Node) -> bool:
    while isinstance(node, Scripted | Accent):
        node = node.base if isinstance(node, Scripted) else node.body
    return isinstance(node, Name)


def _fold(node: Node, font: str) -> Node:
    """The node with every name in this font; digits become names, scripts stay as they are."""
    match node:
        case Name(span, text, old):
            return Name(span, text, font or old)
        case Numeral(span, text):
            return Name(span, text, font)
        case Scripted(span, base, sub, sup, primes):
            return Scripted(span, _fold(base, font), sub, sup, primes)
        case Accent(span, accent, body):
            return Accent(span, accent, _fold(body, font))
        case Product(span, factors):
            return Product(span, tuple((sign, _fold(factor, font)) for sign, factor in factors))
    return node


_ATOMS: dict[Kind, Callable[[Grammar], Node]] = {
    Kind.NUMBER: Grammar.number,
    Kind.LETTER: Grammar.name,
    Kind.WORD: Grammar.name,
    Kind.NAME: Grammar.name,
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
