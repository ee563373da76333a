"""Terms as one line of text for logs and messages; `latex` of terms is in the file `typesetting`."""

from __future__ import annotations

from derive.terms.index import Applied, Index, Literal, Variable
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term

_ADD, _MUL, _POW, _ATOM = 1, 2, 3, 4  # binding strength


def plain_index(index: Index) -> str:
    """w, 2, neg(k)."""
    match index:
        case Variable(name, _):
            return name
        case Literal(value, _):
            return str(value)
        case Applied(function, arguments, _):
            return f"{function}({', '.join(map(plain_index, arguments))})"
    raise TypeError(index)


def latex_index(index: Index) -> str:
    """LaTeX of an index: w, 2, w_{k} for an index function; a fresh variable shows the letter it was made for."""
    match index:
        case Variable(name, _):
            return name.lstrip("%").rstrip("0123456789") or "i" if name.startswith("%") else name
        case Literal(value, _):
            return str(value)
        case Applied(function, arguments, _):
            inside = ", ".join(map(latex_index, arguments))
            return f"{function[:-1]}{inside}}}" if function.endswith("}") else f"{function}_{{{inside}}}"
    raise TypeError(index)


def plain(term: Term) -> str:
    """One line of ASCII-like text, fully bracketed where precedence needs it."""
    return _plain(term)[0]


def _plain(term: Term) -> tuple[str, int]:
    match term:
        case Number(value):
            return str(value), _ATOM if value >= 0 and value.denominator == 1 else _MUL
        case Size(axis):
            return f"|{axis}|", _ATOM
        case Entry(tensor, indices):
            return tensor + (f"[{','.join(map(plain_index, indices))}]" if indices else ""), _ATOM
        case Delta(left, right):
            return f"[{plain_index(left)} = {plain_index(right)}]", _ATOM
        case Sum(index, body):
            return f"sum_{plain_index(index)} {_in(body, _MUL)}", _MUL
        case Add(terms):
            return " + ".join(_in(t, _ADD) for t in terms), _ADD
        case Mul(factors):
            return " ".join(_in(f, _POW) for f in factors), _MUL
        case Pow(base, exponent):
            return f"{_in(base, _ATOM)}^{_in(exponent, _ATOM)}", _POW
        case Apply(function, argument):
            return f"{function}({plain(argument)})", _ATOM
    raise TypeError(term)


def _in(term: Term, strength: int) -> str:
    text, own = _plain(term)
    return text if own >= strength else f"({text})"
