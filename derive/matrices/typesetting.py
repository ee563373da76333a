r"""Matrix forms as LaTeX: U^{\top} (\hat y - y), (\hat y - y) v^{\top}, h \odot (1 - h)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from derive.errors import DeriveError
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
    carried,
)
from derive.terms import typesetting
from derive.terms.index import Variable
from derive.terms.spelling import spelled
from derive.terms.term import Mul, Number, mul
from derive.terms.typesetting import Style

SUM, TIMES, PRODUCT, POWER, ATOM = 1, 2, 3, 4, 5  # how tightly it binds
OF_TERMS = {typesetting.SUM: SUM, typesetting.PRODUCT: PRODUCT, typesetting.POWER: POWER, typesetting.ATOM: ATOM}


class NotWrittenError(DeriveError):
    """An array that has no name of its own, such as a column of a matrix whose rows are named."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How arrays stand on the page.

    style    names, families of rows, letters of indices
    rows     arrays of one side that are written as rows
    turned   matrices that are written transposed, one word a column
    """

    style: Style = field(default_factory=Style)
    rows: Collection[str] = frozenset()
    turned: Collection[str] = frozenset()


def written(form: Form, convention: Convention) -> str:
    """LaTeX of a matrix form."""
    return _shown(form, convention)[0]


def _at(form: Form, strength: int, convention: Convention) -> str:
    text, own = _shown(form, convention)
    return text if own >= strength else rf"\left({text}\right)"


def _shown(form: Form, convention: Convention) -> tuple[str, int]:
    match form:
        case Leaf():
            return _leaf(form, convention, flipped=False)
        case Transposed(Leaf() as leaf):
            return _leaf(leaf, convention, flipped=True)
        case Ones():
            return r"\mathbf{1}", ATOM
        case Transposed(inside):
            return _turned(inside, convention)
        case Scalar(term):
            text, strength = typesetting.shown(term, convention.style)
            return text, OF_TERMS[strength]
        case Identity():
            return "I", ATOM
        case Scaled(factor, inside):
            return _scaled(factor, inside, convention)
        case Plus(forms):
            return _added(forms, convention), SUM
        case Times(forms):
            return r" \odot ".join(_at(f, POWER, convention) for f in forms), TIMES
        case Matmul(left, right):
            return f"{_at(left, PRODUCT, convention)} {_at(right, PRODUCT, convention)}", PRODUCT
        case Diagonal(inside):
            return rf"\operatorname{{diag}}({written(inside, convention)})", ATOM
        case Each(function, inside):
            name = typesetting.NAMED.get(function, rf"\operatorname{{{function}}}")
            return rf"{name}\left({written(inside, convention)}\right)", ATOM
        case Total(index, inside):
            inner = replace(convention, style=typesetting.binding(index, convention.style))
            return _total(index, inside, inner)
    raise TypeError(form)


def _leaf(leaf: Leaf, convention: Convention, *, flipped: bool) -> tuple[str, int]:
    """A name, with the sign of a transpose where it lies otherwise than it is stored."""
    style, tensor = convention.style, leaf.entry.tensor
    if len(leaf.slots) == 2:
        name = style.names.get(tensor) or spelled(tensor)
        flipped ^= tensor in convention.turned
    else:
        (slot,) = leaf.slots
        row = tensor in style.families and leaf.entry.indices[1 - style.families[tensor][1]] is slot
        if len(leaf.entry.indices) > 1 and not row:
            raise NotWrittenError(f"no name for a row or a column of {tensor}")
        name = typesetting.shown(leaf.entry, replace(style, hidden=slot))[0]
        flipped ^= len(leaf.entry.indices) == 1 and tensor in convention.rows
    if not flipped:
        return name, ATOM
    return typesetting.transposed(name, style), POWER


def _turned(form: Form, convention: Convention) -> tuple[str, int]:
    """A^T as a whole or carried in, whichever has fewer signs of a transpose."""
    mark = f"^{{{convention.style.mark}}}"
    inner = carried(form)
    whole = _at(form, ATOM, convention) + mark
    if inner is None:
        return whole, POWER
    text, strength = _shown(inner, convention)
    fewer = whole.count(mark) - text.count(mark)
    return (text, strength) if fewer > 0 or (fewer == 0 and not isinstance(form, Times)) else (whole, POWER)


def _total(index: Variable, form: Form, convention: Convention) -> tuple[str, int]:
    """Σ_k A_k, a hole in the range of k said below the sign."""
    factor, inside = (form.factor, form.form) if isinstance(form, Scaled) else (Scalar(Number(1)), form)
    if not isinstance(factor, Scalar):
        factor, inside = Scalar(Number(1)), form
    sign, weight = typesetting.sum_sign(index, factor.term, convention.style)
    body = inside if weight is Number(1) else Scaled(Scalar(weight), inside)
    return f"{sign} {_at(body, PRODUCT, convention)}", TIMES


def _scaled(factor: Form, form: Form, convention: Convention) -> tuple[str, int]:
    negative, positive = _apart(factor)
    inside = _at(form, PRODUCT, convention)
    text = inside if positive == ONE else f"{_at(positive, PRODUCT, convention)} {inside}"
    return (f"-{text}", SUM) if negative else (text, PRODUCT)


ONE = Scalar(Number(1))


def _apart(number: Form) -> tuple[bool, Form]:
    """Whether a number has a minus in front, and the number without it."""
    match number:
        case Scalar(Number(value)) if value < 0:
            return True, Scalar(Number(-value))
        case Scalar(Mul((Number(value), *rest))) if value < 0:
            return True, Scalar(mul(Number(-value), *rest))
    return False, number


def _added(forms: tuple[Form, ...], convention: Convention) -> str:
    """The summands, those with a minus behind the others."""
    shown = [_shown(form, convention) for form in forms]
    texts = [text for text, _ in shown]
    texts.sort(key=lambda text: text.startswith("-"))
    return texts[0] + "".join(f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts[1:])
