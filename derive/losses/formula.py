"""One formula of a loss: an array in matrix form, or one entry of it."""

from __future__ import annotations

from dataclasses import replace

from derive.matrices import matrix_form
from derive.matrices.forms import transposed
from derive.matrices.typesetting import Convention, NotWrittenError, written
from derive.terms.index import Variable
from derive.terms.term import Term
from derive.terms.typesetting import latex, lettered


def array(term: Term, slots: tuple[Variable, ...], row: bool, page: Convention) -> str | None:
    """The term over its slots in matrix form; None where people keep indices."""
    if len(slots) > 2:
        return None
    rows, columns = (*slots, None, None)[:2]
    form = matrix_form(term, rows, columns)
    if form is None:
        return None
    page = replace(page, style=lettered(page.style, term))
    try:
        return written(transposed(form) if row else form, page)
    except NotWrittenError:
        return None


def entry(left: Term, right: Term, page: Convention) -> str:
    """T_{i} = ..., entry by entry."""
    style = lettered(page.style, left, right)
    return f"{latex(left, style)} = {latex(right, style)}"
