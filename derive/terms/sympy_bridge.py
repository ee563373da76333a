"""The bridge to and from SymPy; SymPy writes and reads expressions here, it decides nothing.

    Term  --to_sympy()-->  Expr  --from_sympy()-->  Term
    Term  --explicit()-->  Expr over the symbols of all entries at explicit sizes

No text reaches a parser of SymPy: a name goes into Symbol, which keeps it as it is. Every Sum binds an index of its
own, since `diff` and `subs` capture an index that two sums share. All tensors carry a shape, from which their axes are
read back; a base with a shape and one without are different to SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.function import AppliedUndef

from derive.errors import DeriveError
from derive.terms.facts import NONE
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.places import Places, Positions, survey
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, add, mul, walk
from derive.terms.worlds import EntryKey, World


class sigma(sympy.Function):  # type: ignore[misc]  # noqa: N801  SymPy is untyped, and names its functions so
    """The logistic sigmoid 1 / (1 + e^-x), which SymPy lacks; its derivative is sigma (1 - sigma)."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, x: sympy.Expr, **_: object) -> sympy.Expr:
        return 1 / (1 + sympy.exp(-x))


_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sigma": lambda x: 1 / (1 + sympy.exp(-x)),
    "tanh": sympy.tanh,
    "relu": lambda x: sympy.Max(0, x),
    "abs": sympy.Abs,
    "step": sympy.Heaviside,
    "sqrt": sympy.sqrt,
}
_NAMES: Mapping[Any, str] = {sigma: "sigma", sympy.exp: "exp", sympy.log: "log", sympy.tanh: "tanh", sympy.Abs: "abs"}


# to SymPy


def to_sympy(term: Term) -> sympy.Expr:
    """The term as SymPy writes it: Indexed, Sum(..., (i, 1, V)), KroneckerDelta, exp, log ..."""
    return _Writer(term).term(term, {})


def size(axis: Axis) -> sympy.Expr:
    """|axis| as a positive integer symbol; 2m + 1 for a window."""
    if axis.half:
        return 2 * size(Axis(axis.half)) + 1
    return sympy.Symbol(axis.name, integer=True, positive=True)


def base(tensor: str, axes: tuple[Axis, ...]) -> sympy.IndexedBase:
    """The real tensor of that name and shape."""
    return sympy.IndexedBase(sympy.Symbol(tensor, real=True), shape=tuple(map(size, axes)))


def limits(index: sympy.Symbol, axis: Axis) -> tuple[sympy.Expr, ...]:
    """(i, 1, V), or (j, -m, m) on a window."""
    if axis.half:
        half = size(Axis(axis.half))
        return index, -half, half
    return index, sympy.Integer(1), size(axis)


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, integer=True)


def _unknown(function: str, argument: sympy.Expr) -> sympy.Expr:
    """g(x); g'(x) as the derivative that `diff` makes."""
    plain = function.rstrip("'")
    order = len(function) - len(plain)
    if not order:
        return sympy.Function(plain)(argument)
    inner = sympy.Dummy("xi", real=True)
    return sympy.Subs(sympy.Derivative(sympy.Function(plain)(inner), (inner, order)), inner, argument)


class _Writer:
    def __init__(self, term: Term) -> None:
        self.taken = {v.name for part in walk(term) for v in part.free}

    def term(self, term: Term, bound: Mapping[Variable, sympy.Symbol]) -> sympy.Expr:
        match term:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Size(axis):
                return size(axis)
            case Entry(tensor, ()):
                return sympy.Symbol(tensor, real=True)
            case Entry(tensor, indices):
                return base(tensor, tuple(i.axis for i in indices))[tuple(self.index(i, bound) for i in indices)]
            case Delta(left, right):
                return sympy.KroneckerDelta(self.index(left, bound), self.index(right, bound))
            case Sum(index, body):
                symbol = self.fresh(index)
                return sympy.Sum(self.term(body, {**bound, index: symbol}), limits(symbol, index.axis))
            case Add(terms):
                return sympy.Add(*(self.term(part, bound) for part in terms))
            case Mul(factors):
                return sympy.Mul(*(self.term(factor, bound) for factor in factors))
            case Pow(below, exponent):
                return sympy.Pow(self.term(below, bound), self.term(exponent, bound))
            case Apply(function, argument):
                write = _FUNCTIONS.get(function)
                inside = self.term(argument, bound)
                return write(inside) if write else _unknown(function, inside)
        raise TypeError(term)

    def index(self, index: Index, bound: Mapping[Variable, sympy.Symbol]) -> sympy.Expr:
        match index:
            case Variable():
                return bound[index] if index in bound else _symbol(index.name)
            case Literal(value, _):
                return sympy.Integer(value)
            case Applied(function, arguments, _):
                return sympy.Function(function, integer=True)(*(self.index(a, bound) for a in arguments))
        raise TypeError(index)

    def fresh(self, index: Variable) -> sympy.Symbol:
        """A symbol used by no other index of the term."""
        stem = index.name.lstrip("%").rstrip("0123456789_") or "i"
        number = 1
        while (name := f"{stem}_{number}") in self.taken:
            number += 1
        self.taken.add(name)
        return _symbol(name)


def differentiated(expr: sympy.Expr, by: Entry) -> sympy.Expr:
    """d expr / d by as SymPy finds it; the letters of `by` must not be bound in the expression."""
    return sympy.diff(expr, to_sympy(by))


# from SymPy


def from_sympy(expr: sympy.Expr, axes: Mapping[str, Axis]) -> Term:
    """The term that a SymPy expression stands for.

    axes   by name: of every size symbol (the axis of that name, a window under its own name), of every free index, and
           of the values of every index function
    """
    if not isinstance(expr, sympy.Expr):
        raise DeriveError(f"a SymPy expression is expected, not {type(expr).__name__}")
    return _Reader(axes).term(expr, {})


Scope = Mapping[sympy.Symbol, Variable]


class _Reader:
    def __init__(self, axes: Mapping[str, Axis]) -> None:
        self.axes = axes
        self.sizes = {size(axis): axis for axis in axes.values()}
        self.halves = {size(Axis(axis.half)): axis for axis in axes.values() if axis.half}

    def term(self, expr: Any, scope: Scope) -> Term:
        match expr:
            case sympy.Rational():
                return Number(Fraction(int(expr.p), int(expr.q)))
            case sympy.Symbol():
                return self.symbol(expr, scope)
            case sympy.Indexed():
                return self.entry(expr, scope)
            case sympy.KroneckerDelta():
                return self.delta(expr, scope)
            case sympy.Sum():
                return self.sum(expr.function, expr.limits, scope)
            case sympy.Add():  # SymPy's order is its own; see `_late`
                return add(*(self.term(part, scope) for part in sorted(expr.args, key=_late)))
            case sympy.Mul():  # SymPy's order is its own; what is divided by comes last here
                factors = sorted(expr.args, key=_divides)
                return mul(*(self.term(factor, scope) for factor in factors))
            case sympy.Pow():
                return Pow(self.term(expr.base, scope), self.term(expr.exp, scope))
            case sympy.Heaviside():
                return Apply("step", self.term(expr.args[0], scope))
            case sympy.sign():
                return 2 * Apply("step", self.term(expr.args[0], scope)) - 1
            case sympy.Max() if len(expr.args) == 2 and sympy.S.Zero in expr.args:
                return Apply("relu", self.term(max(expr.args, key=lambda arg: arg is not sympy.S.Zero), scope))
            case sympy.Derivative() | sympy.Subs():
                return self.derivative(expr, scope)
            case AppliedUndef() if len(expr.args) == 1:
                return Apply(expr.func.__name__, self.term(expr.args[0], scope))
        if expr is sympy.E:
            return Apply("exp", Number(1))
        if expr.func in _NAMES:
            return Apply(_NAMES[expr.func], self.term(expr.args[0], scope))
        raise DeriveError(f"no term for {expr.func.__name__}, found in {expr}; {_HELP}")

    def symbol(self, symbol: sympy.Symbol, scope: Scope) -> Term:
        """A size or a scalar; an index is no number."""
        if symbol in scope:
            raise DeriveError(f"the index {symbol} is used as a number")
        axis = self.sizes.get(symbol) or (Axis(symbol.name) if symbol in self.halves else None)
        if axis is not None:
            return Size(axis)
        if symbol.is_integer and symbol.name in self.axes:
            raise DeriveError(f"the index {symbol} is used as a number")
        return Entry(symbol.name)

    def entry(self, expr: sympy.Indexed, scope: Scope) -> Term:
        """U[w, k], with the axes of the shape of U."""
        shape = expr.base.shape or (None,) * len(expr.indices)
        places = zip(expr.indices, map(self.sizes.get, shape), strict=True)
        return Entry(str(expr.base.label.name), tuple(self.index(i, axis, scope) for i, axis in places))

    def delta(self, expr: sympy.KroneckerDelta, scope: Scope) -> Term:
        """[i = j]; a literal takes the axis of the other side."""
        left, right = expr.args[:2]
        if isinstance(left, sympy.Integer):
            left, right = right, left
        known = self.index(left, None, scope)
        return Delta(known, self.index(right, known.axis, scope))

    def sum(self, body: sympy.Expr, ranges: tuple[Any, ...], scope: Scope) -> Term:
        """Σ over whole axes, the innermost first."""
        if not ranges:
            return self.term(body, scope)
        *inner, (symbol, low, high) = ranges
        index = Variable(symbol.name, self.axis(symbol, low, high))
        return Sum(index, self.sum(body, tuple(inner), {**scope, symbol: index}))

    def axis(self, symbol: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> Axis:
        """The axis that a range covers."""
        axis = self.sizes.get(high) if low == 1 else self.halves.get(high) if low == -high else None
        if axis is None:
            known = ", ".join(map(str, self.axes)) or "none"
            raise DeriveError(f"the range of {symbol} is {low}..{high}, which is no axis; known are {known}")
        return axis

    def index(self, expr: Any, axis: Axis | None, scope: Scope) -> Index:
        """A subscript; `axis` is where it stands, if known."""
        if expr in scope:
            return scope[expr]
        if isinstance(expr, sympy.Integer) and axis is not None:
            return Literal(int(expr), axis)
        name = expr.name if isinstance(expr, sympy.Symbol) else expr.func.__name__
        own = self.axes.get(name) or axis
        if own is None:
            raise DeriveError(f"the axis of the index {expr} is unknown; name it in `axes`, or give the tensor a shape")
        if isinstance(expr, sympy.Symbol):
            return Variable(name, own)
        if isinstance(expr, AppliedUndef):
            return Applied(name, tuple(self.index(a, None, scope) for a in expr.args), own)
        raise DeriveError(f"no index term for {expr}; an index is a symbol, an integer or a function of index terms")

    def derivative(self, expr: Any, scope: Scope) -> Term:
        """g'(x), as Derivative(g(x), x) or with x put in afterwards."""
        inner, point = expr, None
        if isinstance(expr, sympy.Subs) and len(expr.point) == 1:
            inner, point = expr.expr, expr.point[0]
        if isinstance(inner, sympy.Derivative) and isinstance(inner.expr, AppliedUndef) and len(inner.args) == 2:
            symbol, order = inner.args[1]
            if inner.expr.args == (symbol,) and (point is None or expr.variables == (symbol,)):
                argument = self.term(symbol if point is None else point, scope)
                return Apply(inner.expr.func.__name__ + "'" * int(order), argument)
        raise DeriveError(f"no term for the derivative {expr}; {_HELP}")


def _late(part: sympy.Expr) -> tuple[bool, bool, bool, int]:
    """What is taken away comes last; before that a bare letter, W x + b; before that sums, and what is longer."""
    alone = isinstance(part, sympy.Symbol | sympy.Indexed)
    return bool(part.as_coeff_Mul()[0].is_negative), alone, part.has(sympy.Sum), int(part.count_ops())


def _divides(factor: sympy.Expr) -> bool:
    return isinstance(factor, sympy.Pow) and bool(factor.exp.is_negative)


_HELP = (
    "terms are made of Rational, Symbol, Indexed, Sum, KroneckerDelta, Add, Mul, Pow, exp, log, tanh, Abs, Max(0, x)"
)


# at explicit sizes


def explicit(
    term: Term,
    sizes: Mapping[str, int],
    where: Mapping[Variable, int] | None = None,
    table: Mapping[tuple[str, Positions], int] | None = None,
) -> sympy.Expr:
    """The term written out: every sum a sum of terms, every entry a symbol such as `U[1,2]`.

    sizes   by axis; of a window its half m
    where   positions of the free indices;  table  values of the index functions: {('neg', (1,)): 2}
    All positions count from 1, on a window from -m.
    """
    noted = survey(term, term, NONE)
    places = Places(dict(sizes))
    for index in noted.closed:
        if isinstance(index, Literal):
            places.where[index] = places.literal(index)
        elif isinstance(index, Variable):
            if index not in (where or {}):
                raise DeriveError(f"the free index {index.name} has no position; give it in `where`")
            places.where[index] = places.counted((where or {})[index], index.axis)
    for (function, arguments), value in (table or {}).items():
        axes, axis = noted.functions[function]
        key = tuple(places.counted(a, own) for a, own in zip(arguments, axes, strict=True))
        places.table[function, key] = places.counted(value, axis)
    try:
        return _Symbols(places, noted.tensors).value(term)
    except KeyError as missing:
        raise DeriveError(f"an index function has no value at {missing}; give it in `table`") from None


def entry_symbol(tensor: str, positions: Positions = ()) -> sympy.Symbol:
    """The symbol of an entry in `explicit`, by positions that count from 1."""
    return sympy.Symbol(f"{tensor}[{','.join(map(str, positions))}]" if positions else tensor, real=True)


class _Symbols(World[Any]):
    """A world whose numbers are SymPy expressions."""

    def __init__(self, places: Places, tensors: Mapping[str, tuple[Axis, ...]]) -> None:
        super().__init__(places)
        self.tensors = tensors

    def number(self, value: Fraction, level: int) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def total(self, values: list[Any], level: int) -> Any:
        return sympy.Add(*values)

    def product(self, values: list[Any], level: int) -> Any:
        return sympy.Mul(*values)

    def power(self, base: Any, exponent: Fraction, level: int) -> Any:
        return base ** self.number(exponent, level)

    def raised(self, base: Any, exponent: Any, level: int) -> Any:
        return base**exponent

    def known(self, function: str, argument: Any, level: int) -> Any:
        return _FUNCTIONS[function](argument)

    def oracle(self, function: str, argument: Any, level: int) -> Any:
        return _unknown(function, argument)

    def draw(self, entry: EntryKey, level: int) -> Any:
        tensor, positions = entry
        shown = zip(positions, self.tensors[tensor], strict=True)
        return entry_symbol(tensor, tuple(self.places.shown(position, axis) for position, axis in shown))
