"""How a document's equations give names a meaning: new names, restated ones, and those it means otherwise.

An unknown left side is defined. What a context declares is the document's own once the document wrote the same. A name
of one letter, maybe with a number or a time, that the document defines otherwise, before any proved step used it as
declared, means what the document says; a name with a label, such as J_{neg-sample}, and a known word keep their
meaning, and the equation is judged.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TypeGuard

from derive.calling.calls import ENTRYWISE, SIGNED
from derive.calling.patterns import matching, same_text, text_of
from derive.decision.decide import proof
from derive.deriving.differentials import is_sign
from derive.links.comparison import common, unsure
from derive.links.link import VACUOUS, Link, Side, Status
from derive.links.renaming import renamed
from derive.meaning.define import as_call, define, define_call, introduced, whole_name
from derive.naming.arrays import Array
from derive.naming.faults import IllFormedError, MeaningError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.moments import moment
from derive.naming.names import MARK, is_open, key, letter, pushed, spelled, transposes, unwrap, walk
from derive.naming.scope import EARLIER, FunctionDefinition, Scope, Tensor
from derive.summing.instants import has_tables
from derive.summing.steps import law
from derive.summing.sums import OVERRUN
from derive.syntax import nodes as n
from derive.syntax.chains import Unread
from derive.terms.index import Variable
from derive.terms.substitute import tensors
from derive.verdicts.verdict import Verdict

RENAME = "give the new one a name of its own"
TURNED = "vectors that lie otherwise than was guessed from other steps"


def definition(node: n.Node, value: n.Node, blank: Link, frame: Frame) -> Link | None:
    """A link that introduces a name; None when its value has no meaning here."""
    turned = _is_turned(pushed(unwrap(node)))
    given = value
    node, value = rooted(pushed(unwrap(node)), given)
    is_root = value is not given and not turned
    blank = replace(blank, role="definition")
    try:
        if call := as_call(node):
            if not define_call(*call, value, frame):
                frame.read(value)
            return blank
        array = frame.read(value)
        _without_doubt(value, frame)
        _as_at_other_times(node, array, frame)
        _no_slope(node, array, frame)
        _bind_subscripts(node, frame)
        name = introduced(node, frame) or ""
        if not define(node, array, frame):
            return None
        if (tensor := frame.scope.tensor(name)) is not None:
            frame.scope.roots = frame.scope.roots - {tensor.name} | ({tensor.name} if is_root else set())
            _aliased(node, tensor, frame)
        return replace(blank, sides=(array, array))
    except MeaningError as raised:
        fault = raised.kept()
        if turned:
            return None
        if told_of_overrun(fault, frame.scope) and (made := definition(node, value, blank, frame)):
            return replace(made, sides=(fault, fault), status=Status.ILL_FORMED)
        if isinstance(fault, IllFormedError) and _lies_otherwise(value, frame.scope):
            fault = NotUnderstoodError(f"{text_of(node)} is said with {TURNED}", node.span)
        unread = replace(blank, sides=(fault, fault), status=Status.UNREAD)
        return unsure(replace(unread, status=Status.ILL_FORMED), frame) if isinstance(fault, IllFormedError) else unread


def rooted(left: n.Node, value: n.Node) -> tuple[n.Node, n.Node]:
    r"""\sigma^2 = ... says that \sigma is the root; x^2 = 0 asks for an x; z^\top = ... says what z is."""
    is_zero = isinstance(value, n.Numeral) and value.text == "0"
    if _is_turned(left) and not is_zero:
        return pushed(unwrap(left.base)), n.Scripted(
            value.span, n.Group(value.span, "(", ")", (value,)), None, left.sup
        )
    if isinstance(left, n.Scripted) and isinstance(left.sup, n.Numeral) and left.sup.text == "2" and not is_zero:
        return pushed(replace(left, sup=None) if left.sub else left.base), n.Root(value.span, value)
    return left, value


def _without_doubt(value: n.Node, frame: Frame) -> None:
    """Nothing is defined by a derivative that is 0 only because its variable was not found."""
    for span in frame.doubted:
        if value.span.start <= span.start and span.end <= value.span.end:
            raise NotUnderstoodError(frame.vacuous[span], span, code=VACUOUS)


def _is_turned(left: n.Node) -> TypeGuard[n.Scripted]:
    r"""z^\top, and not h^t, which is h at a time."""
    if not isinstance(left, n.Scripted) or left.sub is not None or left.sup is None:
        return False
    return transposes(left.sup) and key(unwrap(left.sup)) != "t"


def _as_at_other_times(node: n.Node, value: Array, frame: Frame) -> None:
    """y_{t-1} = V h_t after y_t = V h_t: made of the same, it would have to be made in the same way."""
    scope, name = frame.scope, introduced(node, frame)
    told = law(name, scope) if name else None
    if told is None or told.definition is None or told.definition.axes != value.axes:
        return
    if _timeless(told.definition, scope) != _timeless(value, scope):
        return
    if proof(*common(value, told.definition, scope), scope.facts, ()).verdict is not Verdict.PROVED:
        raise NotUnderstoodError(f"{spelled(told.name)} is made otherwise at another time", node.span)


def _timeless(array: Array, scope: Scope) -> frozenset[str]:
    """What an array is made of, whatever the time is."""
    return frozenset(then.base if (then := moment(name, scope.times)) else name for name in tensors(array.body))


def _no_slope(node: n.Node, value: Array, frame: Frame) -> None:
    """y' of a number y that is made of something may be its slope, unless it is made of y."""
    name = introduced(node, frame) or ""
    known = frame.scope.tensor(name.rstrip("'")) if name.endswith("'") else None
    if known is None or known.definition is None or known.axes or known.name in frame.scope.reach_of(value.body):
        return
    raise NotUnderstoodError(f"{name} may be the slope of {spelled(known.name)}: by what?", node.span)


def told_of_overrun(fault: Side, scope: Scope) -> bool:
    """A sum from 0 to N is said to be wrong where it stands first, and read as one of N terms from there on."""
    if not isinstance(fault, IllFormedError) or fault.code != OVERRUN:
        return False
    scope.overrun |= {fault.found.partition(" ")[0]}
    return True


def _aliased(node: n.Node, made: Tensor, frame: Frame) -> None:
    """A new name for what has a name already is another spelling of it: theta = U v where s = U v is known."""
    scope, name = frame.scope, made.name
    if made.definition is None or not made.axes:
        return
    for other in list(scope.tensors.values()):
        if other is made or other.definition is None or other.axes != made.axes or other.row != made.row:
            continue
        terms = common(made.definition, other.definition, scope)
        if proof(*terms, scope.facts, ()).verdict is Verdict.PROVED:
            _told_apart(name, other.name, scope)
            if other.name in scope.tensors and key(node) == name:
                scope.respell(name, other.name)
            return


def _told_apart(name: str, known: str, scope: Scope) -> None:
    """A document has one name for one thing: where its q is the softmax, its p is not, whatever a context says of p."""
    if not scope.chosen or scope.written is None:
        return
    others = [alias for alias, of in scope.aliases.items() if of == known and alias != name]
    for other in (*others, known):
        meant = f"{other} := {known}" in scope.confirmed or (
            other == known and scope.tensors[known].origin != "context"
        )
        if is_open(other) and letter(other) in scope.written and letter(other) != letter(name) and not meant:
            scope.poison(other, f"by this document, in which {spelled(name)} is what the context {scope.name} calls so")


def primed_functions(nodes: list[n.Node], scope: Scope) -> None:
    """g'(x) says that g is a function, if nothing else does."""
    for node in (part for root in nodes for part in walk(root) if isinstance(part, n.Product)):
        for (_, head), (_, bracket) in pairwise(node.factors):
            name = key(head.base) if isinstance(head, n.Scripted) and head.primes and head.sub is None else None
            group = bracket.base if isinstance(bracket, n.Scripted) else bracket
            known = name and (scope.function(name) or letter(name) in ENTRYWISE)
            if name and not known and isinstance(group, n.Group) and len(group.items) == 1:
                scope.functions[name] = FunctionDefinition(name, "x", None)


def _bind_subscripts(node: n.Node, frame: Frame) -> None:
    for name in letters_in(node):
        axis = frame.guesses.get(name) or frame.scope.range(name)
        if name not in frame.free and axis is not None:
            frame.free[name] = Variable(name, axis)


def letters_in(node: n.Node) -> set[str]:
    """The letters in the subscripts of a node."""
    found = set()
    for part in walk(node):
        inner = pushed(part) if isinstance(part, n.Accent | n.Scripted) else part
        if isinstance(inner, n.Scripted) and inner.sub is not None:
            found |= {letter(k) for s in walk(inner.sub) if (k := key(s))}
    return found


def affirmed(link: Link, left: n.Node | Unread, right: n.Node | Unread, frame: Frame) -> Link:
    """A document that restates a context's definition makes it its own, or replaces it by another.

    A name that it would replace by what has no one meaning has none from there on.
    """
    try:
        return _affirmed(link, left, right, frame)
    except MeaningError as raised:
        fault = raised.kept()
        name = _defined_name(pushed(unwrap(left)), frame) if isinstance(left, n.Node) else None
        frame.lost |= {name} if name else set()
        return replace(link, sides=(fault, fault), status=Status.UNREAD, instead=None)


def _affirmed(link: Link, left: n.Node | Unread, right: n.Node | Unread, frame: Frame) -> Link:
    if not isinstance(left, n.Node):
        return link
    node, scope = pushed(unwrap(left)), frame.scope
    name = _defined_name(node, frame)
    value = link.sides[1]
    if name and isinstance(link.sides[0], Array) and _leaves_open(name, node, link, frame):
        frame.lost.add(name)
    if not isinstance(right, n.Node):
        return link
    if renamed(link, left, frame):
        return replace(link, status=Status.DEFINED, role="definition")
    if _anew(link, left, right, frame):
        return replace(link, status=Status.DEFINED, role="definition", replaces=True)
    tensor = scope.tensor(name) if name else None
    whole, call = whole_name(node, scope) is not None, as_call(node)
    if tensor is not None and whole and link.status is Status.OPEN and _may_be_new(tensor):
        raise NotUnderstoodError(
            f"{spelled(tensor.name)} is something else in an earlier section", node.span, hint=RENAME
        )
    ill = (link.instead or link).status is Status.ILL_FORMED
    if tensor is not None and whole and tensor.definition is not None and ill and _lies_otherwise(right, scope):
        raise NotUnderstoodError(f"{spelled(tensor.name)} is said anew, with {TURNED}", node.span, hint=RENAME)
    if tensor is None or tensor.origin != "context" or not (tensor.definition or (whole and tensor.axes)):
        return link
    if link.status is Status.PROVED:
        if whole or (call and not tensor.signature):
            scope.add(replace(tensor, origin="affirmed"))
        return link
    another = isinstance(value, Array) and _sums_over_time(name, tensor, value, link, scope)
    if isinstance(value, Array) and another and define(node, value, frame):
        return replace(link, status=Status.DEFINED, role="definition", replaces=True)
    reshaped = link.status is Status.ILL_FORMED and whole and tensor.definition is not None
    if not (link.status is Status.OPEN or reshaped) or link.lost or not isinstance(value, Array):
        return link
    if tensor.name in scope.confirmed or not is_open(tensor.name):
        return link
    if call and call[1].given is None and not _as_defined(call[1], tensor):
        return link
    taken = define_call(*call, right, frame) if call else define(_behind(node, tensor, value, scope), value, frame)
    if taken and not call and tensor.signature and tensor.name in scope.tensors:
        scope.tensors[tensor.name] = replace(scope.tensors[tensor.name], signature=tensor.signature)
        scope.add(replace(tensor, name=tensor.name + SIGNED))
    return replace(link, status=Status.DEFINED, role="definition", replaces=True) if taken else link


def _leaves_open(name: str, node: n.Node, link: Link, frame: Frame) -> bool:
    """What a name is equated with has no meaning: what a context says of the name may not be what is meant."""
    if link.status is Status.UNREAD:
        return not _fits_pattern(node, frame)
    tensor = frame.scope.tensor(name)
    ill = link.status is Status.ILL_FORMED and not isinstance(link.sides[1], Array)
    own = tensor is not None and tensor.origin == "context" and tensor.name not in frame.scope.confirmed
    return ill and own and is_open(name) and as_call(node) is None


def _lies_otherwise(right: n.Node, scope: Scope) -> bool:
    """z = x W of a column x, as far as was guessed from other steps: from here on the guess may be wrong."""
    for product in (part for part in walk(right) if isinstance(part, n.Product)):
        for (_, one), (sign, two) in pairwise(product.factors):
            vector, matrix = (scope.tensor(key(factor) or "") for factor in (one, two))
            row = False
            if vector is not None and len(vector.axes) == 2:
                vector, matrix, row = matrix, vector, True
            if vector is None or matrix is None or (len(vector.axes), len(matrix.axes)) != (1, 2) or sign:
                continue
            if vector.row == row and all(_is_guessed(tensor, scope) for tensor in (vector, matrix)):
                return True
    return False


def _is_guessed(tensor: Tensor, scope: Scope) -> bool:
    return tensor.origin == "inferred" or (scope.chosen and tensor.origin == "context")


def _may_be_new(tensor: Tensor) -> bool:
    """A loss of an earlier section: each part of an exercise may have a J of its own."""
    return tensor.origin in EARLIER.values() and tensor.definition is not None and not tensor.axes


def _sums_over_time(name: str | None, tensor: Tensor, value: Array, link: Link, scope: Scope) -> bool:
    r"""L = \sum_t L_t, where a context's L is the loss of one time: another loss than that."""
    if link.status is not Status.OPEN or name is None or not is_open(name) or tensor.axes:
        return False
    return has_tables(tensors(value.body)) and not has_tables(scope.reach(tensor.name))


def _fits_pattern(node: n.Node, frame: Frame) -> bool:
    r"""P(O=o | C=c), which says something of \hat y and does not name it."""
    call = as_call(node)
    return call is not None and bool(matching(key(call[0]) or "", call[1], frame))


def _behind(node: n.Node, tensor: Tensor, value: Array, scope: Scope) -> n.Node:
    r"""The name to be defined: a context's a^{[1]} that is another name of h_1 says what h_1 is.

    A plain letter such as p may well mean something else than the \hat y it was another name of.
    """
    name, axes = whole_name(node, scope), tuple(slot.axis for slot in value.flat())
    marked = name is not None and any(MARK.sub("", part) != part for part in (name, tensor.name))
    if not marked or name == tensor.name or ":" in tensor.name or axes != tensor.axes:
        return node
    return n.Name(node.span, tensor.name)


def _as_defined(group: n.Group, tensor: Tensor) -> bool:
    """J(v_c, o, U) with the very arguments it was declared with, if it was declared with any."""
    same = len(group.items) == len(tensor.signature) and all(map(same_text, group.items, tensor.signature))
    return same or not tensor.signature


def _defined_name(node: n.Node, frame: Frame) -> str | None:
    """The tensor a left side would define: J, \\hat y, \\hat y_w, J(v_c, o, U), P(O = w | C = c)."""
    if call := as_call(node):
        if is_sign(call[0], frame):
            return None
        found = matching(key(call[0]) or "", call[1], frame)
        value = pushed(found[0].value) if found else None
        return key(value.base) if isinstance(value, n.Scripted) else key(call[0])
    if isinstance(node, n.Scripted) and (name := whole_name(node, frame.scope)) and frame.scope.tensor(name):
        return name
    if isinstance(node, n.Scripted) and node.sup is None and not node.primes:
        name = key(node.base)
        return None if name is None or frame.scope.family(name) else name
    return key(node) if isinstance(node, n.Name | n.Accent) else None


def _anew(link: Link, left: n.Node | Unread, right: n.Node | Unread, frame: Frame) -> bool:
    """z = B x in a new section, after z = A x in an earlier one: it speaks of what z was not made of.

    An equation that speaks of the same things is a claim about z, and wrong if it does not hold; unless it is said in
    passing, as in `for the form $z = x^T A x$`.
    """
    if link.lost or link.status not in (Status.OPEN, Status.ILL_FORMED):
        return False
    if not isinstance(left, n.Node) or not isinstance(right, n.Node) or not isinstance(link.sides[1], Array):
        return False
    scope, node = frame.scope, pushed(unwrap(left))
    call = as_call(node)
    head = call[0] if call else node.base if isinstance(node, n.Scripted) and node.sup is None else node
    name = key(head)
    function = scope.function(name) if name and call else None
    if function is not None:
        return (function.earlier or frame.passing) and call is not None and define_call(*call, right, frame)
    tensor = scope.tensor(name) if name else None
    origins = {*EARLIER.values(), *(EARLIER if frame.passing else ())}
    if tensor is None or tensor.origin not in origins or tensor.definition is None:
        return False
    old, new = (tensors(scope.unfold(array.body)) for array in (tensor.definition, link.sides[1]))
    if not (new - old or (frame.passing and whole_name(head if call else node, scope))):
        return False
    return define_call(*call, right, frame) if call else define(node, link.sides[1], frame)
