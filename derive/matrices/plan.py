r"""From index form to matrix form, the inverse of elaboration.

Term, its open indices  --matrix_form()-->  Form         None where people keep the indices

Σ_w U[w,a] e[w]        U^T e                 a bound index joins what holds it:
e[w] v[a]              e v^T                     two vectors    u^T v
h[j] (1 - h[j])        h ⊙ (1 - h)               a matrix and a vector    M^T v
P[i,k] x[k]            P diag(x)                 two matrices             M N, or M diag(v) N
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from derive.matrices.forms import (
    Diagonal,
    Each,
    Form,
    Identity,
    Leaf,
    Matmul,
    Ones,
    Plus,
    Scalar,
    Scaled,
    Times,
    Total,
    Transposed,
    transposed,
)
from derive.terms.index import Variable, fresh
from derive.terms.substitute import substitute
from derive.terms.term import ONE, Add, Apply, Delta, Entry, Mul, Number, Pow, Sum, Term, mul

Slot = Variable | None
HIGHEST_POWER = 3  # written out as a product, entry by entry


class _NoFormError(Exception):
    """These indices cannot go; `index` is the one that must stay."""

    def __init__(self, *indices: Variable) -> None:
        super().__init__()
        self.indices = indices


def matrix_form(term: Term, rows: Slot = None, columns: Slot = None) -> Form | None:
    """The term over its open indices as an array: a column over `rows`, a matrix over both."""
    try:
        return _form(term, rows, columns)
    except _NoFormError:
        return None


def contraction(term: Term) -> Form | None:
    """A sum without open indices as a number: u^T v, 1^T A v; None where people keep the indices."""
    try:
        return _contracted(term, None, None) if isinstance(term, Sum | Mul) else None
    except _NoFormError:
        return None


def _form(term: Term, rows: Slot, columns: Slot) -> Form:
    if columns is not None and rows is None:
        return transposed(_form(term, columns, None))
    if term.free.isdisjoint({rows, columns}):
        return Scalar(term)
    match term:
        case Entry():
            return _leaf(term, rows, columns)
        case Delta(left, right) if {left, right} == {rows, columns} and rows is not None:
            return Identity(rows.axis)
        case Add(terms):
            return Plus(tuple(_spread(t, rows, columns) for t in terms))
        case Apply(function, argument):
            return Each(function, _whole(argument, rows, columns))
        case Pow(base, Number(power)) if power.denominator == 1 and 1 < power <= HIGHEST_POWER:
            return Times((_whole(base, rows, columns),) * int(power))
        case Mul() | Sum():
            return _contracted(term, rows, columns)
    raise _NoFormError(*_open(rows, columns))


def _open(*slots: Slot) -> tuple[Variable, ...]:
    return tuple(slot for slot in slots if slot is not None)


def _whole(term: Term, rows: Slot, columns: Slot) -> Form:
    """The form of a term that speaks of every open index."""
    if any(slot not in term.free for slot in _open(rows, columns)):
        raise _NoFormError(*_open(rows, columns))
    return _form(term, rows, columns)


def _spread(term: Term, rows: Slot, columns: Slot) -> Form:
    """A summand: a number is added everywhere, anything else is spread over the sides it does not speak of."""
    if isinstance(term, Number):
        return Scalar(term)
    return (
        _form(term, rows, columns) if term.free.issuperset(_open(rows, columns)) else _contracted(term, rows, columns)
    )


def _leaf(entry: Entry, rows: Slot, columns: Slot) -> Form:
    slots = tuple(i for i in entry.indices if i in (rows, columns))
    others = [i for i in entry.indices if i not in slots]
    if len(set(slots)) < len(slots) or any(i.free & {rows, columns} for i in others):
        raise _NoFormError(*_open(rows, columns))
    leaf = Leaf(entry, slots)
    if len(slots) == 2:
        return leaf if slots[0] is rows else transposed(leaf)
    return _outer([leaf] if rows in slots else [], [leaf] if columns in slots else [], rows, columns)


# contraction


@dataclass
class _Network:
    """A product of arrays over indices, each bound index summed over."""

    numbers: list[Form] = field(default_factory=list)
    vectors: dict[Variable, list[Form]] = field(default_factory=dict)
    matrices: dict[tuple[Variable, Variable], list[Form]] = field(default_factory=dict)

    def put(self, term: Term, open_: Sequence[Variable]) -> None:
        """One factor more."""
        held = [i for i in open_ if i in term.free]
        if not held:
            self.numbers.append(Scalar(term))
        elif len(held) == 1:
            self.vector(held[0], _form(term, held[0], None))
        elif len(held) == 2:
            self.matrix(held[0], held[1], _form(term, held[0], held[1]))
        else:
            raise _NoFormError(*held)

    def vector(self, index: Variable, form: Form) -> None:
        """A column over an index; products come before names."""
        forms = self.vectors.setdefault(index, [])
        forms.insert(0, form) if isinstance(form, Matmul) else forms.append(form)

    def matrix(self, rows: Variable, columns: Variable, form: Form) -> None:
        """A matrix over two indices."""
        if (columns, rows) in self.matrices:
            self.matrices[columns, rows].append(transposed(form))
        else:
            self.matrices.setdefault((rows, columns), []).append(form)

    def touching(self, index: Variable) -> list[tuple[Variable, Variable]]:
        """The matrices over an index."""
        return [key for key in self.matrices if index in key]

    def turn(self, index: Variable, depth: int) -> tuple[int, int]:
        """When to join an index: one matrix before two; of those that multiply two the innermost sum."""
        matrices = len(self.touching(index))
        return matrices, -depth if matrices > 1 else 0

    def turned(self, key: tuple[Variable, Variable], last: Variable) -> tuple[Variable, Form]:
        """A matrix taken out, with the given index as its columns, and the index of its rows."""
        form = times(self.matrices.pop(key))
        return (key[0], form) if key[1] is last else (key[1], transposed(form))

    def join(self, index: Variable) -> None:
        """Σ over an index worked out."""
        keys, vectors = self.touching(index), self.vectors.pop(index, [])
        if not keys:
            first, *rest = vectors
            self.numbers.append(Matmul(transposed(first), times(rest) if rest else Ones(index.axis)))
        elif len(keys) == 1:
            row, form = self.turned(keys[0], index)
            self.vector(row, Matmul(form, times(vectors) if vectors else Ones(index.axis)))
        elif len(keys) == 2:
            (row, left), (column, right) = self.turned(keys[0], index), self.turned(keys[1], index)
            middle = Matmul(left, Diagonal(times(vectors))) if vectors else left
            self.matrix(row, column, Matmul(middle, transposed(right)))
        else:
            raise _NoFormError(index)


def times(forms: Sequence[Form]) -> Form:
    """A ⊙ B ⊙ ..., or (A^T ⊙ B^T ⊙ ...)^T where half of them are transposed."""
    if len(forms) == 1:
        return forms[0]
    if 2 * sum(isinstance(form, Transposed) for form in forms) >= len(forms):
        return transposed(Times(tuple(map(transposed, forms))))
    return Times(tuple(forms))


def _contracted(term: Term, rows: Slot, columns: Slot) -> Form:
    """A product of entries and brackets, every bound index joined but those that have to stay."""
    kept: list[Variable] = []
    bound, factors = flat(term)
    while True:
        try:
            made = _joined(factors, [i for i in bound if i not in kept], rows, columns)
        except _NoFormError as stuck:
            more = [i for i in stuck.indices if i in bound and i not in kept]
            if not more:
                raise
            kept += more
            continue
        for index in reversed(kept):
            made = _total(index, made)
        return made


def _total(index: Variable, form: Form) -> Form:
    """Σ_k c d_k A_k = c Σ_k d_k A_k"""
    if not isinstance(form, Scaled) or not isinstance(form.factor, Scalar):
        return Total(index, form)
    term = form.factor.term
    factors = term.factors if isinstance(term, Mul) else (term,)
    inside, outside = (mul(*(f for f in factors if (index in f.free) is held)) for held in (True, False))
    made = Total(index, form.form if inside is ONE else Scaled(Scalar(inside), form.form))
    return made if outside is ONE else Scaled(Scalar(outside), made)


def flat(term: Term) -> tuple[list[Variable], list[Term]]:
    """The bound indices and the factors of a product of sums of products; every bound index is one of its own."""
    match term:
        case Sum(index, body):
            own = fresh(index.axis, index.name.lstrip("%$").rstrip("0123456789"))
            bound, factors = flat(substitute(body, {index: own}))
            return [own, *bound], factors
        case Mul(parts):
            inside = [flat(part) for part in parts]
            return [i for bound, _ in inside for i in bound], [f for _, factors in inside for f in factors]
    return [], [term]


def _joined(factors: list[Term], bound: list[Variable], rows: Slot, columns: Slot) -> Form:
    ends = _open(rows, columns)
    network = _Network()
    for factor in factors:
        network.put(factor, (*ends, *bound))
    left = list(bound)
    while left:
        index = min(left, key=lambda i: network.turn(i, left.index(i)))
        left.remove(index)
        network.join(index)
    return _scaled(network.numbers, _at_ends(network, rows, columns))


def _at_ends(network: _Network, rows: Slot, columns: Slot) -> Form | None:
    """What is left when every bound index is joined; None for a number."""
    if rows is None:
        return None
    first = network.vectors.get(rows, [])
    if columns is None:
        return times(first) if first else Ones(rows.axis)
    last = network.vectors.get(columns, [])
    middle = network.matrices.get((rows, columns), [])
    middle = middle or [transposed(form) for form in network.matrices.get((columns, rows), [])]
    if not middle:
        return _outer(first, last, rows, columns)
    made = times(middle)
    made = Matmul(Diagonal(times(first)), made) if first else made
    return Matmul(made, Diagonal(times(last))) if last else made


def _outer(first: list[Form], last: list[Form], rows: Slot, columns: Slot) -> Form:
    """u v^T; ones for the side that has no vector, and u alone where there is one side."""
    assert rows is not None
    left = times(first) if first else Ones(rows.axis)
    return left if columns is None else Matmul(left, transposed(times(last) if last else Ones(columns.axis)))


def _scaled(numbers: list[Form], form: Form | None) -> Form:
    """c_1 c_2 A"""
    terms = [number.term for number in numbers if isinstance(number, Scalar)]
    inner = [number for number in numbers if not isinstance(number, Scalar)]
    made = form
    for number in inner:
        made = number if made is None else Scaled(number, made)
    coefficient = mul(*terms)
    if made is None:
        return Scalar(coefficient)
    return made if coefficient is ONE else Scaled(Scalar(coefficient), made)
