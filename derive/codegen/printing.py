"""The one place where a tree becomes text: Python that NumPy runs, with no more brackets than are needed."""

from __future__ import annotations

from fractions import Fraction

from derive.codegen.tree import (
    WHOLE,
    AddAt,
    Assign,
    At,
    Call,
    Code,
    Equation,
    Extent,
    Increase,
    Infix,
    Kind,
    Minus,
    Name,
    Number,
    Reduced,
    Return,
    Sequence,
    Statement,
    Turned,
)

FUNCTIONS = {
    "exp": "np.exp",
    "log": "np.log",
    "tanh": "np.tanh",
    "sqrt": "np.sqrt",
    "abs": "np.abs",
    "maximum": "np.maximum",
    "heaviside": "np.heaviside",
    "outer": "np.outer",
    "diag": "np.diag",
    "einsum": "np.einsum",
    "identity": "np.identity",
    "ones": "np.ones",
    "arange": "np.arange",
    "size": "np.size",
    "zeros": "np.zeros",
    "zeros_like": "np.zeros_like",
    "copy": "copy",
    "sigmoid": "sigmoid",
    "log_sigmoid": "log_sigmoid",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "log_sum_exp": "log_sum_exp",
}
SUM, PRODUCT, SIGN, POWER, ATOM = 1, 2, 3, 4, 5  # how tightly it binds
STRENGTH = {"==": 0, "!=": 0, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "**": POWER}


def text(code: Code) -> str:
    """The expression as Python."""
    return _shown(code)[0]


def _at_least(code: Code, strength: int) -> str:
    shown, own = _shown(code)
    return shown if own >= strength else f"({shown})"


def _shown(code: Code) -> tuple[str, int]:
    match code:
        case Name(name):
            return name, ATOM
        case Number(value):
            return _number(Fraction(value))
        case Extent(array, side):
            return f"{_at_least(array, ATOM)}.shape[{side}]", ATOM
        case Kind(array):
            return f"{_at_least(array, ATOM)}.dtype", ATOM
        case Equation(factors, stay):
            return f'"{",".join(factors)}->{stay}"', ATOM
        case Call("copy", (of,)):
            return f"{_at_least(of, ATOM)}.copy()", ATOM
        case Call(function, arguments):
            return f"{FUNCTIONS[function]}({', '.join(map(text, arguments))})", ATOM
        case Sequence(inside):
            return f"({', '.join(map(text, inside))}{',' if len(inside) == 1 else ''})", ATOM
        case Infix(sign, left, right):
            return _infix(sign, left, right)
        case Minus(of):
            return f"-{_at_least(of, SIGN)}", SIGN
        case Turned(of):
            return f"{_at_least(of, ATOM)}.T", ATOM
        case Reduced(of, axis):
            return f"{_at_least(of, ATOM)}.sum({'' if axis is None else f'axis={axis}'})", ATOM
        case At(of, places):
            return f"{_at_least(of, ATOM)}[{_places(places)}]", ATOM
    raise TypeError(code)


def _infix(sign: str, left: Code, right: Code) -> tuple[str, int]:
    own = STRENGTH[sign]
    loose = own + 1 if sign == "**" else own  # a ** b ** c is a ** (b ** c)
    return f"{_beside(left, sign, loose)} {sign} {_beside(right, sign, own + 1)}", own


def _beside(code: Code, sign: str, strength: int) -> str:
    """A factor; brackets keep `a @ b * c` from being misread."""
    mixed = isinstance(code, Infix) and {code.sign, sign} in ({"@", "*"}, {"@", "/"})
    return f"({text(code)})" if mixed else _at_least(code, strength)


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else SIGN
    if value.denominator in (2, 4, 5, 8, 10):
        return str(float(value)), ATOM if value >= 0 else SIGN
    return f"{value.numerator} / {value.denominator}", PRODUCT


def _places(places: tuple[Code | str, ...]) -> str:
    return ", ".join(place if isinstance(place, str) else text(place) for place in places)


def line(statement: Statement) -> str:
    """The statement as Python."""
    match statement:
        case Assign(name, value, remark):
            return f"{name.text} = {text(value)}" + (f"  # {remark}" if remark else "")
        case Increase(name, places, Minus(value)):
            return f"{name.text}[{_places(places)}] -= {text(value)}"
        case Increase(name, places, value):
            return f"{name.text}[{_places(places)}] += {text(value)}"
        case AddAt(name, places, value):
            where = ", ".join("slice(None)" if place == WHOLE else text(place) for place in places)  # type: ignore[arg-type]
            where = where if len(places) == 1 else f"({where})"
            way, value = ("subtract", value.of) if isinstance(value, Minus) else ("add", value)
            return f"np.{way}.at({name.text}, {where}, {text(value)})"
        case Return(values):
            return f"return {', '.join(map(text, values))}"
    raise TypeError(statement)
