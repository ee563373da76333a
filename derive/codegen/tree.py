"""A closed tree of what a routine may say.

Name x · Number 1/2 · Extent U.shape[0] · Kind U.dtype · Call np.exp(x) · Infix a + b · Minus -a · Turned A.T
Reduced x.sum(axis=0) · At U[w, :] · Equation "ij,j->i"
Assign x = e · Increase x[o] += e · AddAt np.add.at(x, w, e) · Return

No node holds text of a document: names come from `naming`, functions from the table of `printing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True)
class Code:
    """An expression."""


@dataclass(frozen=True)
class Name(Code):
    """A parameter or a variable."""

    text: str


@dataclass(frozen=True)
class Number(Code):
    """A rational constant."""

    value: Fraction | int


@dataclass(frozen=True)
class Extent(Code):
    """The length of an array along a side."""

    array: Code
    side: int


@dataclass(frozen=True)
class Kind(Code):
    """The dtype of an array."""

    array: Code


@dataclass(frozen=True)
class Equation(Code):
    """The subscripts of an einsum: a letter for each side of each factor, and those that stay."""

    factors: tuple[str, ...]
    stay: str


@dataclass(frozen=True)
class Call(Code):
    """A function of the table at arguments."""

    function: str
    arguments: tuple[Code, ...]


@dataclass(frozen=True)
class Sequence(Code):
    """(a, b), as the shape of a new array."""

    parts: tuple[Code, ...]


@dataclass(frozen=True)
class Infix(Code):
    """left + right"""

    sign: str
    left: Code
    right: Code


@dataclass(frozen=True)
class Minus(Code):
    """-a"""

    of: Code


@dataclass(frozen=True)
class Turned(Code):
    """A.T"""

    of: Code


@dataclass(frozen=True)
class Reduced(Code):
    """x.sum(), x.sum(axis=0)"""

    of: Code
    axis: int | None = None


WHOLE, NEW = ":", "None"
Places = tuple[Code | str, ...]


@dataclass(frozen=True)
class At(Code):
    """x[w, :, None]; a place is an expression, WHOLE or NEW."""

    of: Code
    places: Places


@dataclass(frozen=True)
class Statement:
    """One line."""


@dataclass(frozen=True)
class Assign(Statement):
    """name = value, with a word on what it is"""

    name: Name
    value: Code
    remark: str = ""


@dataclass(frozen=True)
class Increase(Statement):
    """x[o] += value"""

    name: Name
    places: Places
    value: Code


@dataclass(frozen=True)
class AddAt(Statement):
    """np.add.at(x, w, value): rows that occur twice are added twice"""

    name: Name
    places: Places
    value: Code


@dataclass(frozen=True)
class Return(Statement):
    """return a, b"""

    values: tuple[Code, ...]


def minus(of: Code) -> Code:
    """-a, without doing it twice."""
    match of:
        case Minus(inside):
            return inside
        case Number(value):
            return Number(-value)
        case Infix("-", left, right):
            return Infix("-", right, left)
        case Infix("*" | "/" | "@" as sign, left, right) if _falls(left):
            return Infix(sign, minus(left), right)
    return Minus(of)


def plus(parts: list[Code]) -> Code:
    """a + b - c, those with a minus behind the others."""
    made, *rest = sorted(parts, key=_falls)
    for part in rest:
        made = Infix("-", made, minus(part)) if _falls(part) else Infix("+", made, part)
    return made


def _falls(part: Code) -> bool:
    match part:
        case Minus():
            return True
        case Number(value):
            return value < 0
        case Infix("*" | "/" | "@", left, _):
            return _falls(left)
    return False


def times(parts: list[Code]) -> Code:
    """a * b / c; a number first, what is divided by last."""
    number, above, below = _collected(parts)
    if number.denominator not in (1, 2):  # 1/2 is exact in floats
        below.append(Number(Fraction(number.denominator)))
        number = Fraction(number.numerator)
    if abs(number) != 1 or not above:
        above.insert(0, Number(abs(number)))
    made = above[0]
    for part in above[1:]:
        made = Infix("*", made, part)
    for part in below:
        made = Infix("/", made, part)
    return minus(made) if number < 0 else made


def _collected(parts: list[Code]) -> tuple[Fraction, list[Code], list[Code]]:
    """The number in front, what is multiplied, and what is divided by."""
    number, above, below = Fraction(1), list[Code](), list[Code]()
    waiting = parts[::-1]
    while waiting:
        match waiting.pop():
            case Minus(of):
                number = -number
                waiting.append(of)
            case Number(value):
                number *= value
            case Infix("*", left, right):
                waiting += [right, left]
            case Infix("/", left, Number(value)):
                number /= value
                waiting.append(left)
            case Infix("/", left, Infix("/", top, Number(value))):
                number *= value
                below.append(top)
                waiting.append(left)
            case Infix("/", left, right):
                below.append(right)
                waiting.append(left)
            case part:
                above.append(part)
    return number, above, below


ZERO, ONE, HALF = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(1, 2))


def turned(of: Code) -> Code:
    """A.T, without doing it twice."""
    match of:
        case Turned(inside):
            return inside
        case Call("outer", (left, right)):
            return Call("outer", (right, left))
    return Turned(of)


def reduced(of: Code, axis: int | None = None) -> Code:
    """A sum along a side of a matrix, or of everything."""
    match of:
        case Turned(inside):
            return reduced(inside, None if axis is None else 1 - axis)
        case Reduced(inside, _) if axis is None:
            return reduced(inside)
    return Reduced(of, axis)


def parts(code: Code) -> tuple[Code, ...]:
    """The expressions directly inside."""
    match code:
        case Call(_, inside) | Sequence(inside):
            return inside
        case Infix(_, left, right):
            return left, right
        case Minus(of) | Turned(of) | Reduced(of, _) | Extent(of, _) | Kind(of):
            return (of,)
        case At(of, places):
            return of, *(place for place in places if isinstance(place, Code))
    return ()


def rebuilt(code: Code, inside: tuple[Code, ...]) -> Code:
    """The same expression around other parts."""
    match code:
        case Call():
            return replace(code, arguments=inside)
        case Sequence():
            return Sequence(inside)
        case Infix():
            return Infix(code.sign, *inside)
        case Minus() | Turned() | Reduced():
            return replace(code, of=inside[0])
        case Extent() | Kind():
            return replace(code, array=inside[0])
        case At():
            found = iter(inside[1:])
            return At(inside[0], tuple(p if isinstance(p, str) else next(found) for p in code.places))
    return code


def walk(code: Code) -> Iterator[Code]:
    """The expression and all its parts, each as often as it stands there."""
    yield code
    for part in parts(code):
        yield from walk(part)


def expressions(statement: Statement) -> tuple[Code, ...]:
    """What a statement works out."""
    match statement:
        case Assign(_, value, _):
            return (value,)
        case Increase(_, places, value) | AddAt(_, places, value):
            return (*(place for place in places if isinstance(place, Code)), value)
        case Return(values):
            return values
    raise TypeError(statement)


def with_expressions(statement: Statement, change: Callable[[Code], Code]) -> Statement:
    """The same statement with what it works out changed."""
    match statement:
        case Assign(name, value, remark):
            return Assign(name, change(value), remark)
        case Increase(name, places, value) | AddAt(name, places, value):
            at = tuple(place if isinstance(place, str) else change(place) for place in places)
            return type(statement)(name, at, change(value))
        case Return(values):
            return Return(tuple(map(change, values)))
    raise TypeError(statement)
