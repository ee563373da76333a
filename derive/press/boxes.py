r"""The LaTeX that we write, as boxes: how wide each is on a page, and where a line may be broken.

\frac{a}{b + c}     one box, as wide as its lower part      \left(a + b\right)      one box, with three inside
\sum_{k=1}^{K}      one box, scripts and all                +                       one box, an operator

Widths are in em, those of Computer Modern, on the safe side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
OPERATORS = frozenset("+-")
SIGNS = frozenset({"=", r"\in", r"\ne", r"\le", r"\mid"})
PARTNER = {"(": ")", "[": "]", r"\left": r"\right"}
ROUND = frozenset("([")
FONTS = {r"\mathbf": 1.15, r"\boldsymbol": 1.15, r"\mathrm": 1.0, r"\mathcal": 1.3, r"\mathbb": 1.3}
UPRIGHT = frozenset({r"\text", r"\operatorname"})
ACCENTS = frozenset({r"\hat", r"\tilde", r"\bar", r"\vec", r"\dot", r"\ddot"})
WIDTHS = {
    r"\sum": 1.5, r"\log": 1.5, r"\exp": 1.7, r"\tanh": 2.2, r"\odot": 1.25, r"\cdot": 0.75, r"\times": 1.25,
    r"\top": 0.8, r"\quad": 1.0, r"\qquad": 2.0, r"\partial": 0.6, "(": 0.4, ")": 0.4, "[": 0.3, "]": 0.3, ",": 0.45,
    "|": 0.3, "&": 1.0, r"\mid": 0.9, "'": 0.3, r"\,": 0.17, r"\left": 0.0, r"\right": 0.0,
}  # fmt: skip
LETTER, CAPITAL, OPERATOR, SIGN, SCRIPT, FENCE = 0.58, 0.88, 1.25, 1.35, 0.72, 0.65


@dataclass(frozen=True)
class Box:
    """Something that stands in one piece.

    inside    what may be taken apart: that of a bracket, or above and below the bar of a fraction
    ends      the brackets around the inside;  scripts    what hangs behind it
    """

    text: str
    width: float
    kind: str = "atom"
    inside: tuple[tuple[Box, ...], ...] = ()
    ends: tuple[str, str] = ("", "")
    scripts: str = ""


def boxes(latex: str) -> tuple[Box, ...]:
    """A formula, box by box."""
    return tuple(_Scanner(TOKEN.findall(latex)).run(""))


def width(latex: str) -> float:
    """How wide a formula is."""
    return total(boxes(latex))


def total(run: Sequence[Box]) -> float:
    """The width of boxes side by side."""
    return sum(box.width for box in run)


def text(run: Sequence[Box]) -> str:
    """Boxes as LaTeX."""
    return " ".join(box.text for box in run)


class _Scanner:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def run(self, closer: str) -> Iterator[Box]:
        """Boxes up to the closer, which is taken."""
        held: Box | None = None
        while self.at < len(self.tokens):
            token = self.take()
            if token == closer:
                break
            if token.isspace():
                continue
            if token in "_^'" and held is not None:
                held = _scripted(held, token, "" if token == "'" else self.argument())
                continue
            if held is not None:
                yield held
            held = self.box(token)
        if held is not None:
            yield held

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def argument(self) -> str:
        """The inside of braces, or one token."""
        while self.tokens[self.at].isspace():
            self.at += 1
        start, depth = self.at, 0
        while True:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
            if depth == 0:
                found = "".join(self.tokens[start : self.at])
                return found[1:-1] if found.startswith("{") else found

    def box(self, token: str) -> Box:
        if token in ROUND:
            return self.bracket(token, token)
        if token == r"\left":
            return self.bracket(token + self.take(), token)
        if token == r"\frac":
            return _fraction(self.argument(), self.argument())
        if token == r"\begin":
            return self.environment()
        if token in UPRIGHT:
            words = self.argument()
            return Box(f"{token}{{{words}}}", 0.52 * len(words) + 0.35)
        if token in FONTS or token in ACCENTS or token == r"\sqrt":
            body = self.argument()
            return Box(f"{token}{{{body}}}", width(body) * FONTS.get(token, 1.0) + (token == r"\sqrt"))
        if token in OPERATORS:
            return Box(token, OPERATOR, "operator")
        return Box(token, _of_token(token))

    def bracket(self, opening: str, token: str) -> Box:
        inside = tuple(self.run(PARTNER[token]))
        closing = PARTNER[token] + (self.take() if token == r"\left" else "")
        wide = total(inside) + 2 * (FENCE if token == r"\left" else WIDTHS[token])
        return Box(f"{opening}{text(inside)}{closing}", wide, "bracket", (inside,), (opening[-1], closing[-1]))

    def environment(self) -> Box:
        """Cases: as wide as the widest row."""
        start = self.at - 1
        while self.tokens[self.at - 1] != r"\end":
            self.at += 1
        self.argument()
        whole = "".join(self.tokens[start : self.at])
        return Box(whole, 1.5 + max(width(row) for row in re.sub(r"\\(?:begin|end)\{\w+\}", "", whole).split(r"\\")))


def _of_token(token: str) -> float:
    if token in WIDTHS:
        return WIDTHS[token]
    return SIGN if token in SIGNS else CAPITAL if token.isupper() else LETTER


def _scripted(box: Box, sign: str, script: str) -> Box:
    """Scripts side by side are as wide as the wider; those of a sum stand above and below it."""
    mark = sign if sign == "'" else f"{sign}{{{script}}}"
    own = WIDTHS["'"] if sign == "'" else SCRIPT * width(script)
    wide = max(box.width, own + 0.2) if box.text.startswith(r"\sum") else box.width + own
    return replace(box, text=box.text + mark, width=wide, scripts=box.scripts + mark)


def _fraction(top: str, bottom: str) -> Box:
    above, below = boxes(top), boxes(bottom)
    wide = max(total(above), total(below)) + 0.3
    return Box(rf"\frac{{{top}}}{{{bottom}}}", wide, "fraction", (above, below))
