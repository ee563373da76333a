r"""Brackets: ( ... ), | ... |, \left( ... \right) with items, commas and one bar; [A, B; C, D] is a table."""

from __future__ import annotations

from derive.syntax.cursor import SEPARATORS, ReadingError
from derive.syntax.nodes import Cases, Group, Matrix, Node, Text
from derive.syntax.scripts import Scripts
from derive.syntax.spellings import PARTNERS, Kind, kinds
from derive.syntax.tokens import Token

_CLOSERS = kinds("CLOSE RIGHT")
_ROUND = frozenset("()[]")
_LONE_SIGNS = kinds("TIMES STOP")
_NEVER_INSIDE = _CLOSERS | kinds("FINISH UNBRACE END ROW CELL")
_AFTER_LONE_SIGN = _CLOSERS | kinds("COMMA")


class Groups(Scripts):
    """The part of the grammar that reads brackets."""

    def group(self) -> Node:
        """One pair of brackets and what stands in it."""
        opening = self.take()
        if opening.kind is Kind.LEFT and opening.text == "\\{" and self.cases_follow():
            return self.left_cases(opening)
        items, given, rows = self.items(opening)
        closing = self.take()
        if opening.text in _ROUND and closing.text == ".":
            raise ReadingError(f"this \\left{opening.text} is never closed", opening, "\\right. shows no bracket")
        if opening.text == "." and closing.text in _ROUND:
            raise ReadingError(f"this \\right{closing.text} closes nothing", closing, "\\left. shows no bracket")
        if opening.text == "[" and len(items) == 1 and isinstance(items[0], Matrix):
            return items[0]
        if opening.text == "[" and closing.text == "]" and len(rows) > 1 and given is None:
            return Matrix(self.since(opening.start), tuple(map(tuple, rows)))
        return Group(self.since(opening.start), opening.text, closing.text, tuple(items), given)

    def items(self, opening: Token) -> tuple[list[Node], int | None, list[list[Node]]]:
        """What stands in brackets, up to the one that closes them, before its bar, and between semicolons."""
        rows: list[list[Node]] = [[]]
        items: list[Node] = []
        given: int | None = None
        while not self.closes(opening):
            kind = self.token.kind
            if kind in SEPARATORS:
                if kind is Kind.SEMICOLON and rows[-1]:
                    rows.append([])
                self.take()
            elif kind is Kind.GIVEN and given is None:
                self.take()
                given = len(items)
            elif kind in _NEVER_INSIDE:
                raise ReadingError(f"this {opening.text} is never closed", opening, self.found())
            else:
                items.append(self.item())
                rows[-1].append(items[-1])
        return items, given, [row for row in rows if row]

    def item(self) -> Node:
        """A chain, words, or a lone sign as in f(\\cdot)."""
        if self.token.kind is Kind.TEXT and not self.starts():
            token = self.take()
            return Text(token.span, token.text.strip())
        if self.token.kind in _LONE_SIGNS and self.kind_after() in _AFTER_LONE_SIGN:
            return self.sign_name()
        return self.relations()

    def closes(self, opening: Token) -> bool:
        """Whether the current token closes this bracket; round and square may be mixed, as in [0, 1)."""
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
