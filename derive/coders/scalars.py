"""Terms over one score as text: what is alike in C and in Python. Names come from tables of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.codegen import NotCodedError
from derive.codegen.naming import title
from derive.terms.printing import plain
from derive.terms.term import Add, Apply, Mul, Number, Pow, Term


@dataclass(frozen=True)
class Scalars:
    """functions  how each is called;  number  how a constant is written"""

    functions: Mapping[str, str]
    number: Callable[[Fraction], str]

    def text(self, term: Term, names: Mapping[Term, str]) -> str:
        """The term, bracketed throughout."""
        if term in names:
            return names[term]
        match term:
            case Number(value):
                return self.number(value)
            case Add(parts):
                return f"({' + '.join(self.text(part, names) for part in parts)})"
            case Mul(parts):
                return f"({' * '.join(self.text(part, names) for part in parts)})"
            case Pow(base, Number(value)) if value.denominator == 1 and 0 < abs(value) < 5:
                power = " * ".join([self.text(base, names)] * abs(int(value)))
                return f"({power})" if value > 0 else f"({self.number(Fraction(1))} / ({power}))"
            case Apply(function, argument) if function in self.functions:
                return f"{self.functions[function]}({self.text(argument, names)})"
        raise NotCodedError(f"this backend has no code for {plain(term)}; numpy has")


# a constant, which takes the kind of number of what it is worked out with


def c_number(value: Fraction) -> str:
    """In C."""
    return f"(real)({float(value)!r})"


def numba_number(value: Fraction) -> str:
    """With Numba."""
    return f"REAL({float(value)!r})"


def numpy_number(value: Fraction) -> str:
    """In Python, which does so by itself."""
    return repr(float(value))


def own_name(loss: str) -> str:
    """A loss as a source may call it: shared-negatives, and `routine` for what is not of the library."""
    return title(loss).replace("_", "-")
