r"""Writing a term through a name that was introduced after it: with e_i = k_i^\top q, exp(k_i^\top q) is exp(e_i).

The derivative by e has a meaning where nothing is left of what e is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from derive.naming.scope import Scope, Tensor
from derive.terms.canonical import canonical
from derive.terms.index import Index, Variable
from derive.terms.substitute import substitute, tensors
from derive.terms.term import Add, Delta, Entry, Mul, Sum, Term, children, rebuild
from derive.terms.term import walk as walk_terms


def folded(term: Term, tensor: Tensor, scope: Scope) -> Term | None:
    """The term with the name wherever its definition stands; None where some of what it is made of is left."""
    definition = tensor.definition
    assert definition is not None
    slots, body = definition.flat(), scope.unfold(definition.body)
    made = _folded(scope.unfold(term), (tensor.name, slots, body), {})
    return None if tensor.name not in tensors(made) or tensors(made) & tensors(body) else made


def _folded(term: Term, definition: tuple[str, tuple[Variable, ...], Term], memo: dict[Term, Term]) -> Term:
    found = memo.get(term)
    if found is not None:
        return found
    name, slots, body = definition
    made = term
    if type(term) is type(body) and (place := _place(term, slots, body)) is not None:
        at, rest = place
        made = Entry(name, at)
        if rest:
            made = rebuild(term, (made, *(_folded(part, definition, memo) for part in rest)))
    elif isinstance(term, Sum):
        made = Sum(term.index, _folded(term.body, definition, memo))
    elif parts := children(term):
        made = rebuild(term, tuple(_folded(part, definition, memo) for part in parts))
    memo[term] = made
    return made


def _place(term: Term, slots: tuple[Variable, ...], body: Term) -> tuple[tuple[Index, ...], list[Term]] | None:
    """The indices at which a term is the body of a definition, with the factors or summands that it has beside it."""
    own = canonical(term)
    for indices in product(*(sorted(_indices(term, slot), key=lambda i: i.key) for slot in slots)):
        sought = canonical(substitute(body, dict(zip(slots, indices, strict=True))))
        if sought is own:
            return indices, []
        if isinstance(term, Add | Mul) and (rest := _beside(term, sought)) is not None:
            return indices, rest
    return None


def _beside(term: Term, sought: Term) -> list[Term] | None:
    """The summands or factors of a term that are left when those of another are taken away."""
    rest = list(children(term))
    for part in children(sought):
        found = next((own for own in rest if canonical(own) is part), None)
        if found is None:
            return None
        rest.remove(found)
    return rest


def _indices(term: Term, slot: Variable) -> set[Index]:
    return {
        index
        for part in walk_terms(term)
        for index in _used(part)
        if index.axis == slot.axis and index.free <= term.free
    }


def _used(part: Term) -> Iterator[Index]:
    match part:
        case Entry(indices=indices):
            yield from indices
        case Delta(left, right):
            yield from (left, right)
