r"""Tables: \begin{cases} ... \end{cases}, \left\{ \begin{array} ... \right., \begin{bmatrix}."""

from __future__ import annotations

from derive.syntax.cursor import Cursor, ReadingError
from derive.syntax.nodes import Case, Cases, Matrix, Node, Sequence, Text
from derive.syntax.spellings import (
    ALIGNMENTS,
    CASES,
    CONDITION_WORDS,
    MATRICES,
    OTHERWISE_WORDS,
    WITH_COLUMNS,
    Kind,
    kinds,
)
from derive.syntax.tokens import Token

_BREAKS = kinds("CELL ROW END FINISH")
_CELL_ENDS = kinds("BEGIN CELL ROW UNBRACE")
_LOOSE = kinds("COMMA QUAD STOP SEMICOLON REMARK")


def _without_lines(rows: list[tuple[Node, ...]]) -> tuple[tuple[Node, ...], ...]:
    """Without the rows and columns that hold lines and nothing else."""
    kept = [row for row in rows if not _is_drawn(row)]
    if len({len(row) for row in kept}) != 1:
        return tuple(kept)
    columns = [column for column in zip(*kept, strict=True) if not _is_drawn(column)]
    return tuple(zip(*columns, strict=True))


def _is_drawn(cells: tuple[Node, ...]) -> bool:
    blank = [isinstance(cell, Sequence) and not cell.items for cell in cells]
    lines = [isinstance(cell, Text) and cell.text == "line" for cell in cells]
    return any(lines) and all(a or b for a, b in zip(blank, lines, strict=True))


class Environments(Cursor):
    """The part of the grammar that reads tables."""

    def environment(self, as_cases: bool = False) -> Node:
        """One environment from \\begin to \\end."""
        begin = self.take()
        name = begin.text.rstrip("*")
        if name in WITH_COLUMNS and self.token.kind is Kind.BRACE:
            self._skip_columns()
        if name in CASES or as_cases:
            cases = self._cases(begin)
            self._end(begin)
            return Cases(self.since(begin.start), cases)
        if name not in MATRICES:
            raise ReadingError(f"\\begin{{{begin.text}}} is not understood here", begin)
        rows = self._matrix()
        self._end(begin)
        return Matrix(self.since(begin.start), rows)

    def cases_follow(self) -> bool:
        r"""Whether a table comes next that \left\{ makes a case distinction."""
        name = self.token.text.rstrip("*")
        return self.token.kind is Kind.BEGIN and (name in ALIGNMENTS or name in MATRICES or name in CASES)

    def _skip_columns(self) -> None:
        """{ll}, {r@{}l}: how columns are set."""
        depth = 0
        while self.token.kind is not Kind.FINISH:
            kind = self.take().kind
            depth += (kind is Kind.BRACE) - (kind is Kind.UNBRACE)
            if depth == 0:
                return

    def _end(self, begin: Token) -> None:
        end = self.expect(Kind.END, f"this \\begin{{{begin.text}}} is never closed", begin)
        if end.text != begin.text:
            raise ReadingError(f"\\begin{{{begin.text}}} is closed by \\end{{{end.text}}}", begin)

    def _matrix(self) -> tuple[tuple[Node, ...], ...]:
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            row.append(self._cell())
            kind = self.token.kind
            if kind is Kind.CELL:
                self.take()
                continue
            if len(row) > 1 or not isinstance(row[0], Sequence) or kind is Kind.ROW:
                rows.append(tuple(row))
            row = []
            if kind is not Kind.ROW:
                return _without_lines(rows)
            self.take()

    def _cell(self) -> Node:
        """An entry; nothing; or a line as in - x^T -, drawn to show a row or a column."""
        start = self.token.start
        lines = [self.take() for _ in range(self._is_line())]
        if self.token.kind in _BREAKS:
            return Text(self.since(start), "line") if lines else Sequence(self.since(start), ())
        node = self.relations()
        if self._is_line():
            self.take()
        return node

    def _is_line(self) -> bool:
        r"""\text{---}, or a lone - or | in a cell."""
        token = self.token
        if token.kind is Kind.TEXT:
            return not token.text.strip(" -\u2013\u2014")
        alone = self.kind_after() in _BREAKS and self.tokens[self.at - 1].kind in _CELL_ENDS
        return alone and (token.text == "|" or (token.kind is Kind.PLUS and token.text == "-"))

    def _cases(self, begin: Token) -> tuple[Case, ...]:
        rows: list[Case] = []
        while True:
            self._skip(_LOOSE)
            if self.token.kind not in _BREAKS:
                rows.append(self._case())
            if self.token.kind is not Kind.ROW:
                break
            self.take()
        if not rows:
            raise ReadingError("a case distinction without cases", begin)
        return tuple(rows)

    def _case(self) -> Case:
        """value [&] [if] condition"""
        start = self.token.start
        if self.token.kind is Kind.CELL:
            self.take()  # alignment before the value
        value = self.relations()
        conditions: list[Node] = []
        while self.token.kind not in (Kind.ROW, Kind.END, Kind.FINISH):
            if self.token.kind in _LOOSE or self.token.kind is Kind.CELL:
                self.take()
            elif self.token.kind in (Kind.TEXT, Kind.WORD) and self._is_word(self.token):
                conditions += self._word(self.take())
            else:
                conditions.append(self.relations())
        span = self.since(start)
        if len(conditions) > 1:
            return Case(span, value, Sequence(conditions[0].span.to(conditions[-1].span), tuple(conditions)))
        return Case(span, value, conditions[0] if conditions else None)

    def _is_word(self, token: Token) -> bool:
        words = token.text.lower().replace(",", " ").split()
        known = CONDITION_WORDS | OTHERWISE_WORDS | {"or"}
        return token.kind is Kind.TEXT or any(word in known for word in words)

    def _word(self, token: Token) -> list[Node]:
        """`if` goes without saying, `otherwise` is a condition; of other words nothing is known."""
        words = token.text.lower().replace(",", " ").replace(".", " ").replace(":", " ").split()
        if all(word in CONDITION_WORDS for word in words):
            return []
        if "or" in words:
            raise ReadingError(
                "an 'or' between conditions is not understood", token, "write one row for each condition"
            )
        return [Text(token.span, token.text.strip())]

    def _skip(self, kinds: frozenset[Kind]) -> None:
        while self.token.kind in kinds:
            self.take()
