"""Parts that stand in several places are worked out once, under a name that says what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from derive.codegen import tree
from derive.codegen.naming import Names
from derive.codegen.tree import AddAt, Assign, At, Call, Code, Extent, Increase, Infix, Name, Number, Reduced, Statement

PLAIN = frozenset(["zeros", "zeros_like", "copy"])  # new arrays are never shared
STEMS = {
    "@": "score",
    "sigmoid": "p",
    "log_sum_exp": "log_total",
    "-": "error",
    "*": "product",
    "/": "share",
    "+": "total",
    "sqrt": "root",
}


def shared(statements: Sequence[Statement], names: Names, apart: Collection[Name]) -> list[Statement]:
    """The same statements with every repeated part named; arrays in `apart` share no memory with another."""
    return Sharing(statements, names, apart).statements()


class Sharing:
    """known   parts that have a name by now"""

    def __init__(self, statements: Sequence[Statement], names: Names, apart: Collection[Name]) -> None:
        self.given = statements
        self.names = names
        self.apart = apart
        self.filled = {s.name for s in statements if isinstance(s, Increase | AddAt)}
        self.counts: Counter[Code] = Counter()
        self.known: dict[Code, Name] = {}
        self.made: list[Statement] = []
        for statement in statements:
            for code in tree.expressions(statement):
                self.count(code)

    def count(self, code: Code) -> None:
        """How often a part stands there, not counting where it stands inside of a larger repeated one."""
        if _worth(code):
            self.counts[code] += 1
            if self.counts[code] > 1:
                return
        for part in tree.parts(code):
            self.count(part)

    def statements(self) -> list[Statement]:
        """All of them, each behind the parts it needs."""
        for statement in self.given:
            if isinstance(statement, Assign):
                self.assign(statement)
            else:
                self.made.append(tree.with_expressions(statement, self.put))
        return self.made

    def assign(self, statement: Assign) -> None:
        """The first name of a part is that of the variable it is assigned to, unless that is changed later."""
        value, name = statement.value, statement.name
        if value in self.known or name in self.filled:
            put = self.put(value)
            own = isinstance(put, Name) and (name in self.filled or name in self.apart)
            self.made.append(Assign(name, Call("copy", (put,)) if own else put, statement.remark))
        else:
            self.made.append(Assign(name, self.inside(value), statement.remark))
            if _worth(value):
                self.known[value] = name

    def put(self, code: Code) -> Code:
        """The part, or its name."""
        if code in self.known:
            return self.known[code]
        made = self.inside(code)
        if self.counts[code] < 2:
            return made
        self.known[code] = Name(self.names.new(_stem(code)))
        self.made.append(Assign(self.known[code], made))
        return self.known[code]

    def inside(self, code: Code) -> Code:
        """The expression around parts that have their names."""
        parts = tree.parts(code)
        return tree.rebuilt(code, tuple(map(self.put, parts))) if parts else code


def _worth(code: Code) -> bool:
    """It costs more than a look."""
    if _of_sizes(code):
        return False
    match code:
        case Call(function, _):
            return function not in PLAIN
        case At(_, places):
            return any(isinstance(place, Name) for place in places) and len(places) == 1
    return isinstance(code, Infix | Reduced)


def _of_sizes(code: Code) -> bool:
    """A number made of sizes."""
    if isinstance(code, Infix):
        return _of_sizes(code.left) and _of_sizes(code.right)
    return isinstance(code, Extent | Number)


def _stem(code: Code) -> str:
    match code:
        case At(Name(array), (Name(index),)):
            return f"{array}_{index}"
        case Call(function, _):
            return STEMS.get(function, "part")
        case Infix(sign, _, _):
            return STEMS.get(sign, "part")
    return "part"
