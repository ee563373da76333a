r"""Assumptions: facts taken as given, and standard hypotheses that are tried and reported.

assume \sum_k y_k = 1 | assume p_k > 0 | assume i \ne j | assume o \ne w_k | assume w_k distinct
assume w_{t+j} \ne w_{j,k} | assume w_{j,k} distinct        for every j
may assume A = A^\top | may assume y = onehot(o)
may assume ...            the same, only where a step needs it
"""

from __future__ import annotations

from dataclasses import replace

from derive.declarations.texts import declared_chain, declared_term
from derive.indexing.indices import bound_letters, function_uses, placed, read_index
from derive.meaning.define import whole_name
from derive.meaning.elaborate import new_frame
from derive.naming.choices import Choices
from derive.naming.faults import DeclarationError, MeaningError
from derive.naming.hypothesis import Hypothesis
from derive.naming.names import key, letter, subscripts, transposes, unwrap
from derive.naming.scope import IndexFunction, Scope
from derive.syntax import nodes as n
from derive.terms.facts import NONE, Facts
from derive.terms.index import Index, Variable, argument


def assume(text: str, scope: Scope) -> None:
    r"""assume \sum_k y_k = 1; assume o \ne w_k; assume w_k distinct; assume p_k > 0"""
    optional = text.startswith("may ")
    claim = text.split("assume ", 1)[1].strip()
    if optional and (onehot := _onehot(claim, scope)):
        scope.hypotheses = (*scope.hypotheses, Hypothesis(NONE, claim, onehot))
        return
    if optional and (symmetric := _symmetric(claim, scope)):
        scope.hypotheses = (*scope.hypotheses, Hypothesis(NONE, claim, symmetric=symmetric))
        return
    facts, sentence = _fact(claim, scope)
    if optional:
        scope.hypotheses = (*scope.hypotheses, Hypothesis(facts, sentence))
    else:
        scope.facts |= facts
        scope.stated = (*scope.stated, sentence)


def _onehot(claim: str, scope: Scope) -> tuple[str, Index] | None:
    """may assume y = onehot(o)"""
    match declared_chain(claim).terms if "=" in claim else ():
        case (vector, n.Function(name="onehot", argument=n.Group(items=(n.Name() as index,)))):
            name = whole_name(vector, scope) if isinstance(vector, n.Node) else None
            tensor, axis = scope.tensor(name or ""), scope.range(letter(key(index) or ""))
            if tensor is not None and axis is not None and tensor.axes == (axis,):
                return tensor.name, Variable(letter(key(index) or ""), axis)
    return None


def _symmetric(claim: str, scope: Scope) -> str | None:
    r"""may assume A = A^\top"""
    match declared_chain(claim).terms if "=" in claim else ():
        case (n.Node() as matrix, n.Scripted(base=base, sub=None, sup=sup)) if transposes(sup):
            tensor = scope.tensor(whole_name(matrix, scope) or "")
            if tensor and tensor is scope.tensor(whole_name(base, scope) or "") and len(tensor.axes) == 2:
                return tensor.name if tensor.definition is None else None
    return None


def _fact(claim: str, scope: Scope) -> tuple[Facts, str]:
    if claim.endswith(" distinct"):
        node = declared_term(claim.removesuffix(" distinct"))
        functions = _drawn(node, scope) if isinstance(node, n.Scripted) else []
        if functions:
            return Facts(injective=frozenset(f.name for f in functions)), f"the {claim}"
        raise DeclarationError(f"{claim!r}: no index function of this name is declared")
    chain = declared_chain(claim)
    match chain.terms, [r.sign for r in chain.relations]:
        case (n.Big(operator="sum", sub=over, body=n.Scripted() as entry), n.Numeral(text="1")), ["="]:
            body = placed(entry, scope)
            assert isinstance(body, n.Scripted)
            sub = body.sub
            tensor = scope.tensor(whole_name(replace(body, sub=None) if body.sup else body.base, scope) or "")
            summed = [place for place, index in enumerate(subscripts(sub)) if key(index) in bound_letters(over)]
            if tensor and len(tensor.axes) == len(subscripts(sub)) and len(summed) == 1:
                return Facts(distributions=frozenset([(tensor.name, summed[0])])), claim
        case (n.Scripted(base=base) | (n.Name() as base), n.Numeral(text="0")), [">"]:
            tensor = scope.tensor(key(base) or "")
            if tensor:
                return Facts(positive=frozenset([tensor.name])), claim
        case (n.Name() as left, n.Name() as right), [("!=" | "=") as sign]:
            return _index_fact(key(left) or "", key(right) or "", sign, scope), claim
        case (n.Name() | n.Scripted() as left, n.Scripted() as right), ["!="]:
            functions = _drawn(right, scope)
            avoids = frozenset((f.name, index) for f in functions for index in _avoided(left, right, f, scope))
            if avoids:
                every = ", ".join(key(unwrap(sub)) or "k" for sub in subscripts(right.sub))
                return Facts(avoids=avoids), f"{claim} for every {every}"
    known = r"a sum that is 1, x_k > 0, i \ne j, o \ne w_k, w_{t+j} \ne w_{j,k}, w_k distinct"
    raise DeclarationError(f"{claim!r} is no fact that can be assumed; known: {known}")


def _drawn(node: n.Scripted, scope: Scope) -> list[IndexFunction]:
    """The index functions that w_k, w_{t+j} or w_{j,k} is a value of."""
    uses = function_uses(scope, key(node.base) or "", node.sub) if node.sub else ()
    return [function for function, arguments in uses if arguments and not function.same]


def _avoided(left: n.Node, right: n.Scripted, function: IndexFunction, scope: Scope) -> list[Index]:
    r"""The o of o \ne w_k; the w_{t+j} of w_{t+j} \ne w_{j,k}, for whatever j stands below w."""
    if isinstance(left, n.Name) and scope.range(letter(key(left) or "")) is None:
        return []
    frame = new_frame(scope, choices=Choices())
    before = [letter(key(unwrap(sub)) or "") for sub in subscripts(right.sub)][:-1]
    frame.bound |= {
        name: argument(n, axis) for n, (name, axis) in enumerate(zip(before, function.arguments, strict=False))
    }
    try:
        return [read_index(left, function.result, frame)]
    except MeaningError:
        return []


def _index_fact(left: str, right: str, sign: str, scope: Scope) -> Facts:
    axis = scope.range(letter(left)) or scope.range(letter(right))
    if axis is None:
        raise DeclarationError(f"declare the index {left} first, as in {left} \\in n")
    pair = frozenset([(Variable(letter(left), axis), Variable(letter(right), axis))])
    return Facts(equal=pair) if sign == "=" else Facts(unequal=pair)
