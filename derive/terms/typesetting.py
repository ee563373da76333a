"""Terms as LaTeX in the author's names.

    Σ_k U[w,k] V[c,k]      u_{w}^\\top v_{c}             where u_w and v_c are members of U and V
    exp(s[w]) Z^-1         \\frac{\\exp(s_{w})}{Z}
    [w = o]                \\delta_{w o}

A bound index is called what it was made for, with a prime where that letter is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.spelling import PRIMED, spelled
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Number, Pow, Size, Sum, Term, mul

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4  # binding strength
SPARE = "kijlabnpq"  # letters for bound indices that nobody named
HOLE = "#"  # no TeX in a formula has it
NAMED = {"sigma": r"\sigma", "exp": r"\exp", "log": r"\log", "tanh": r"\tanh", "relu": r"\operatorname{ReLU}"}


@dataclass(frozen=True, slots=True)
class Style:
    """How the author writes.

    families     tensor -> (LaTeX of its members, position of the index that says which): u_w for a row of U
    derivative   what is differentiated by what, for entries that stand for a derivative
    letters      free index variables that have another name on the page
    hidden       an index that is not shown: the terms are read as vectors over it
    names        tensor -> its LaTeX, where it is not spelled as it was declared; `#` in it where its index stands
    numbers      tensor -> the LaTeX of its name where one entry of it is meant, no bold \\hat y
    usual        axis -> the letters its indices are usually called
    sizes        axis -> its size, |V| where it is not said
    limits       whether sums say from where to where they run
    mark         the sign of a transpose
    events       tensor -> how an entry of it is written where it is a probability: P(O=%s \\mid C=c)
    called       letter of an index -> the letter that the page has for it
    kept         letters that are names, which no index without a name of its own may take
    """

    families: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    derivative: Callable[[Entry], tuple[Term, Entry] | None] = lambda entry: None
    letters: Mapping[Variable, str] = field(default_factory=dict)
    hidden: Variable | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[Axis, tuple[str, ...]] = field(default_factory=dict)
    sizes: Mapping[Axis, str] = field(default_factory=dict)
    limits: bool = False
    mark: str = r"\top"
    events: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()


def latex(term: Term, style: Style | None = None) -> str:
    """LaTeX of a term."""
    return shown(term, lettered(style or Style(), term))[0]


def lettered(style: Style, *terms: Term) -> Style:
    """The style in which every free index of the terms has a letter of its own."""
    letters = dict(style.letters)
    free = frozenset[Variable]().union(*(t.free for t in terms))
    for variable in sorted(free - set(letters), key=lambda v: (v.name.startswith(("%", "$")), v.key)):
        letters[variable] = _letter(variable, set(letters.values()), style)
    return replace(style, letters=letters)


def _letter(index: Variable, taken: set[str], style: Style) -> str:
    """What the index was made for, or a usual letter of its axis, with primes where all are taken."""
    own = index.name.lstrip("%$").rstrip("0123456789") if index.name[0] in "%$" else index.name
    others = {name for axis, letters in style.usual.items() if axis != index.axis for name in letters} | style.kept
    usual = [style.called.get(name, name) for name in (*([own] if own else []), *style.usual.get(index.axis, ()))]
    names = [*usual, *(letter for letter in SPARE if letter not in others)]
    return next((n for n in names if n not in taken), names[0] + "'")


def hides(term: Term, index: Variable, style: Style) -> bool:
    """The term is a vector over the index: each summand has it once, as the only or the inner index of an entry."""
    match term:
        case Entry(_, indices):
            found = style.derivative(term)
            if found is not None:
                body, target = found
                inside = index in body.free
                return (
                    hides(body, index, style)
                    if inside and index not in target.free
                    else (not inside and hides(target, index, style))
                )
            if indices.count(index) != 1 or sum(index in i.free for i in indices) != 1:
                return False
            return len(indices) == 1 or (term.tensor in style.families and _other(term, style) is index)
        case Add(terms):
            return all(hides(t, index, style) for t in terms)
        case Mul(factors):
            touched = [f for f in factors if index in f.free]
            return len(touched) == 1 and hides(touched[0], index, style)
        case Sum(_, body):
            return hides(body, index, style)
    return False


def _other(entry: Entry, style: Style) -> Index | None:
    """The index of an entry that says which component of the member it is."""
    position = style.families[entry.tensor][1]
    return entry.indices[1 - position] if len(entry.indices) == 2 else None


def _whole(term: Term, style: Style) -> str:
    return shown(term, style)[0]


def _at(term: Term, strength: int, style: Style) -> str:
    text, own = shown(term, style)
    return text if own >= strength else rf"\left({text}\right)"


def shown(term: Term, style: Style) -> tuple[str, int]:
    """LaTeX of a term, and how tightly it binds."""
    match term:
        case Number(value):
            return _number(value)
        case Size(axis):
            return _size(axis, style), ATOM
        case Entry():
            return _entry(term, style)
        case Delta(left, right):
            return rf"\delta_{{{of_index(left, style)} {of_index(right, style)}}}", ATOM
        case Sum(index, body):
            return _sum(index, body, style)
        case Add(terms):
            return _added(terms, style), SUM
        case Mul(factors):
            return _product(factors, style)
        case Pow(base, exponent):
            return _power(base, exponent, style)
        case Apply(function, argument):
            return _applied(function, argument, style), ATOM
    raise TypeError(term)


def _number(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return f"-{_number(-value)[0]}", SUM
    if value.denominator == 1:
        return str(value), ATOM
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", ATOM


def _added(terms: tuple[Term, ...], style: Style) -> str:
    """The summands, those with a minus behind the others' first."""
    text = ""
    for term in terms:
        shown = _at(term, SUM if isinstance(term, Sum | Mul | Number) else PRODUCT, style)
        text += f" - {shown[1:]}" if text and shown.startswith("-") else f" + {shown}" if text else shown
    return text


def _product(factors: tuple[Term, ...], style: Style) -> tuple[str, int]:
    number = Fraction(1)
    top: list[Term] = []
    bottom: list[Term] = []
    for factor in factors:
        if isinstance(factor, Number):
            number *= factor.value
        elif isinstance(factor, Pow) and isinstance(factor.exponent, Number) and factor.exponent.value < 0:
            power = -factor.exponent.value
            bottom.append(factor.base if power == 1 else Pow(factor.base, Number(power)))
        else:
            top.append(factor)
    if number < 0:
        text, own = _product((Number(-number), *(f for f in factors if not isinstance(f, Number))), style)
        return f"-{text}" if own >= PRODUCT else rf"-\left({text}\right)", SUM
    if number.denominator != 1:
        top, bottom = [Number(number.numerator), *top], [Number(number.denominator), *bottom]
    elif number != 1:
        top = [Number(number), *top]
    behind: list[Term] = [f for f in top if isinstance(f, Entry) and style.derivative(f)] if bottom else []
    if behind:
        front = mul(*(f for f in top if f not in behind), *(Pow(f, Number(-1)) for f in bottom))
        return f"{_at(front, POWER, style)} {_factors(behind, style)}", PRODUCT
    if bottom:
        over = _factors([f for f in top if not isinstance(f, Number) or f.value != 1], style)
        return rf"\frac{{{over or '1'}}}{{{_factors(bottom, style)}}}", ATOM
    return shown(top[0], style) if len(top) == 1 else (_factors(top, style) or "1", PRODUCT)


def _factors(factors: list[Term], style: Style) -> str:
    """Factors side by side: numbers before the vector; a sum comes last, so that it needs no bracket."""
    if len(factors) == 1:
        return _whole(factors[0], style)
    factors = sorted(
        factors,
        key=lambda f: (style.hidden in f.free, isinstance(f, Sum) and _inner(f.index, f.body, style) is None),
    )
    shown = [_at(f, POWER, style) for f in factors[:-1]]
    return " ".join([*shown, _at(factors[-1], PRODUCT, style)]) if factors else ""


def _power(base: Term, exponent: Term, style: Style) -> tuple[str, int]:
    if isinstance(exponent, Number):
        if exponent.value < 0:
            power = Number(-exponent.value)
            return rf"\frac{{1}}{{{_whole(base if power.value == 1 else Pow(base, power), style)}}}", ATOM
        if exponent.value == Fraction(1, 2):
            return rf"\sqrt{{{_whole(base, style)}}}", ATOM
    shown = _at(base, ATOM, style)
    if isinstance(base, Apply) or "^" in shown or PRIMED.search(shown):
        shown = rf"\left({_whole(base, style)}\right)"
    return f"{shown}^{{{_whole(exponent, style)}}}", POWER


def _applied(function: str, argument: Term, style: Style) -> str:
    if function == "abs":
        return rf"\left|{_whole(argument, style)}\right|"
    plain = function.rstrip("'")
    name = NAMED.get(plain) or (plain if len(plain) == 1 or plain.startswith("\\") else rf"\operatorname{{{plain}}}")
    name += function[len(plain) :]
    inside = _whole(argument, style)
    tall = r"\frac" in inside or r"\sum" in inside
    return rf"{name}\left({inside}\right)" if tall else f"{name}({inside})"


# sums


def _sum(index: Variable, body: Term, style: Style) -> tuple[str, int]:
    style = binding(index, style)
    inner = _inner(index, body, style)
    if inner is not None:
        return inner, PRODUCT
    sign, body = sum_sign(index, body, style)
    return f"{sign} {_at(body, PRODUCT, style)}", PRODUCT


def sum_sign(index: Variable, body: Term, style: Style) -> tuple[str, Term]:
    r"""\sum_{w}, \sum_{k=1}^{K} or \sum_{-m \le j \le m, j \ne 0}, and what is summed."""
    letter = of_index(index, style)
    half = index.axis.half
    if half:
        m = _size(Axis(half), style)
        factors = body.factors if isinstance(body, Mul) else (body,)
        holes = [f for f in factors if _all_but(f, index)]
        but = "".join(rf", {letter} \ne {_all_but(hole, index)}" for hole in holes)
        return rf"\sum_{{-{m} \le {letter} \le {m}{but}}}", mul(*(f for f in factors if f not in holes))
    if style.limits:
        return rf"\sum_{{{letter}=1}}^{{{_size(index.axis, style)}}}", body
    return rf"\sum_{{{letter}}}", body


def _all_but(factor: Term, index: Variable) -> str:
    """The place that 1 - [j = 0] leaves out, as text."""
    match factor:
        case Add((Number(one), Mul((Number(minus), Delta(left, right))))) if one == 1 and minus == -1:
            places = [i for i in (left, right) if isinstance(i, Literal)]
            return str(places[0].value) if places and index in (left, right) else ""
    return ""


def _size(axis: Axis, style: Style) -> str:
    return style.sizes.get(axis) or f"|{axis}|"


def binding(index: Variable, style: Style) -> Style:
    """The style inside a sum, where its index has a name that nothing else around has."""
    letter = _letter(index, set(style.letters.values()), style)
    return replace(style, letters={**style.letters, index: letter})


def _inner(index: Variable, body: Term, style: Style) -> str | None:
    r"""u_{w}^\top v_{c} for a sum over the inner index of two vectors."""
    match body:
        case Mul((Entry() as one, Entry() as two)):
            inside = replace(style, hidden=index)
            if two.tensor in style.families and one.tensor not in style.families:
                one, two = two, one
            if hides(one, index, inside) and hides(two, index, inside) and not _held(one, two, style):
                return rf"{transposed(_whole(one, inside), style)} {_whole(two, inside)}"
    return None


def transposed(name: str, style: Style) -> str:
    r"""u^{\top}, and \left(h^{(t)}\right)^{\top} of a name with a mark of its own"""
    base = rf"\left({name}\right)" if "^" in name or "'" in name else name
    return f"{base}^{{{style.mark}}}"


def _held(one: Entry, two: Entry, style: Style) -> bool:
    return style.derivative(one) is not None or style.derivative(two) is not None


# entries


def _entry(entry: Entry, style: Style) -> tuple[str, int]:
    found = style.derivative(entry)
    if found is not None:
        return _derivative(*found, style)
    indices: tuple[Index, ...] = entry.indices
    name = style.names.get(entry.tensor) or spelled(entry.tensor)
    family = style.families.get(entry.tensor)
    if family is not None and len(indices) == 2:
        name, position = family
        indices = (indices[position], indices[1 - position])
    shown = [of_index(i, style) for i in indices if i is not style.hidden]
    if not shown:
        return name, ATOM
    if HOLE in name:
        return name.replace(HOLE, shown[0]), ATOM
    if len(shown) == len(indices) and entry.tensor in style.events:
        return style.events[entry.tensor] % ", ".join(shown), ATOM
    if len(shown) == len(indices):
        name = style.numbers.get(entry.tensor, name)
    at_a_time = name.endswith(")}")  # h^{(t)}_j is an entry of h^{(t)}
    if "_" in name or (name.endswith("}") and "^" in name and not at_a_time):
        name = rf"\left({name}\right)"
    return f"{name}_{{{' '.join(shown) if max(map(len, shown)) < 2 else ', '.join(shown)}}}", ATOM


def _derivative(body: Term, target: Entry, style: Style) -> tuple[str, int]:
    by = _whole(target, style)
    if isinstance(body, Entry):
        return rf"\frac{{\partial {_whole(body, style)}}}{{\partial {by}}}", ATOM
    return rf"\frac{{\partial}}{{\partial {by}}} {_at(body, ATOM, style)}", PRODUCT


def of_index(index: Index, style: Style) -> str:
    """LaTeX of an index term."""
    match index:
        case Variable(name, _):
            return style.letters.get(index) or style.called.get(name, name)
        case Literal(value, _):
            return str(value)
        case Applied(function, arguments, _):
            inside = ", ".join(of_index(a, style) for a in arguments)
            word, rest = function[0], function[1:]  # w, or w_{t+ of w_{t+j}
            function = style.called.get(word, word) + rest
            return f"{function[:-1]}{inside}}}" if rest.endswith("}") else f"{function}_{{{inside}}}"
    raise TypeError(index)
