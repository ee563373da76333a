"""Applications: functions of numbers, losses with their arguments, and declared patterns such as P(O=w | C=c).

A letter before brackets is an application when it is a declared function, loss or pattern, or when the brackets hold
a list; before a declared array it is a product; otherwise it is unreadable, with both readings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from derive.calculus.differentiate import differentiate
from derive.calling.arguments import Given
from derive.calling.bodies import apply_function
from derive.calling.functions import SHIFTED, WHOLE
from derive.calling.patterns import apply_pattern, joint, matching, same_text, text_of
from derive.calling.primes import as_derivative, primed
from derive.calling.standard import extreme, indicator
from derive.indexing.indices import placed, read_index
from derive.naming import arrays as a
from derive.naming.arrays import Array, ShapeError, scalar
from derive.naming.faults import IllFormedError, NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.names import (
    key,
    labelled,
    letter,
    name_mark,
    names_several,
    pushed,
    script_text,
    spelled,
    subscripts,
    unwrap,
    walk,
)
from derive.naming.scope import Pattern, Tensor
from derive.syntax import nodes as n
from derive.terms.functions import derivative, exp, log
from derive.terms.index import fresh
from derive.terms.substitute import map_entries, substitute
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Term

ENTRYWISE: Mapping[str, str] = {
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "tanh": "tanh",
    "relu": "relu",
    "ReLU": "relu",
    "sigmoid": "sigma",
    "\\sigma": "sigma",
    "step": "step",
    "softplus": "softplus",
    "sinh": "sinh",
    "cosh": "cosh",
    "sech": "sech",
    "sign": "sign",
    "sgn": "sign",
}
SIGNED = "()"  # after the name of a context's loss that the document gave another meaning
ENGINE: Mapping[str, Callable[[Term], Term]] = {
    "exp": exp,
    "log": log,
    "softplus": lambda x: log(1 + exp(x)),
    "sinh": lambda x: (exp(x) - exp(-x)) / 2,
    "cosh": lambda x: (exp(x) + exp(-x)) / 2,
    "sech": lambda x: 2 / (exp(x) + exp(-x)),
    "sign": lambda x: Apply("step", x) - Apply("step", -x),
}


@dataclass(frozen=True, slots=True)
class Call:
    """head(items): what is applied, to which brackets, and the scripts around: head'^{sup}(items)_{after}."""

    node: n.Node
    name: str
    group: n.Group
    primes: int = 0
    sup: n.Node | None = None
    after: n.Scripted | None = None
    pattern: tuple[Pattern, n.Node] | None = None


def application(head: n.Node, bracket: n.Node, frame: Frame) -> Call | None:
    """The application that a name and the brackets after it are; None when they are factors of a product."""
    after = bracket if isinstance(bracket, n.Scripted) else None
    group = bracket.base if isinstance(bracket, n.Scripted) else bracket
    if not isinstance(group, n.Group) or group.open not in ("(", "[", "\\{"):
        return None
    sup, primes, bare = None, 0, pushed(head)
    if isinstance(bare, n.Scripted):
        bare = labelled(bare, frozenset(), frame.scope.times)
        sup, primes = bare.sup, bare.primes
        bare = replace(bare, sup=None, primes=0)
        bare = bare.base if bare.sub is None else bare
    if (name := _applied_name(bare)) is None or (primes and frame.scope.tensor(name + "'" * primes)):
        return None
    if (mark := name_mark(sup)) and frame.scope.tensor(f"{name}^{mark}"):
        name, sup = f"{name}^{mark}", None
    call = Call(head, name, group, primes, sup, after, matching(name, group, frame))
    return call if call.pattern or _is_applied(call, frame) else None


def _applied_name(bare: n.Node) -> str | None:
    """J, J_{neg}, and h_\\theta with a Greek letter for what else it depends on."""
    if isinstance(bare, n.Scripted) and (parametric := parameter_name(bare)):
        return parametric
    if isinstance(bare, n.Scripted):
        base, label = key(bare.base), key(bare.sub) if bare.sub and not names_several(bare.sub) else None
        return f"{base}_{label}" if base and label and isinstance(bare.sub, n.Label | n.Text) else None
    return key(bare) if isinstance(bare, n.Name | n.Accent | n.Text) else None


def parameter_name(node: n.Node) -> str | None:
    r"""The name h_\theta of a function with a Greek letter below; None for others."""
    if not (isinstance(node, n.Scripted) and isinstance(node.sub, n.Name) and node.sub.text.startswith("\\")):
        return None
    base = key(node.base)
    return f"{base}_{node.sub.text}" if base and node.sup is None and not node.primes else None


def _is_applied(call: Call, frame: Frame) -> bool:
    scope = frame.scope
    if letter(call.name) in frame.values and scope.tensor(r"\cdot"):
        return False
    if scope.function(call.name) or (letter(call.name) in ENTRYWISE and scope.tensor(call.name) is None):
        return True
    several = len(call.group.items) > 1 or call.group.given is not None
    tensor = scope.tensor(call.name)
    if tensor is None:
        return (
            not (scope.all_members(call.name) and not several)
            and scope.axis(call.name) is None
            and letter(call.name) not in frame.values
            and not letter(call.name).isdigit()
        )
    if call.group.open == "[" and tensor.axes and not (tensor.signature or call.primes):
        return False  # W [h, x], u^T [A, B]
    defined = tensor.definition is not None and not tensor.axes
    named = bool(tensor.signature) or key(unwrap(call.group)) is not None or _is_window(unwrap(call.group))
    return several or (defined and named) or call.primes > 0


def apply_named(call: Call, frame: Frame) -> Array:
    """The value of an application."""
    if call.pattern:
        value = apply_pattern(*call.pattern, frame)
    elif (function := frame.scope.function(call.name)) is not None:
        value = apply_function(function, call.name, _only(call, frame), call.node, frame, primes=call.primes)
    elif letter(call.name) in ENTRYWISE:
        value = _apply_engine(ENTRYWISE[letter(call.name)], spelled(call.name), _only(call, frame), call.primes)
    elif (tensor := frame.scope.tensor(call.name)) is not None and tensor.definition is not None and not call.primes:
        value = _apply_loss(_signed(meant(tensor, frame, len(call.group.items)), frame), call, frame)
    elif joint(call.name, call.group, frame):
        raise IllFormedError(
            "a joint probability stands where the conditional one is meant",
            call.group.span,
            code="D206",
            found="a comma",
            expected="a bar before what is given",
        )
    else:
        raise NotUnderstoodError(
            f"{spelled(call.name)} before brackets is neither a declared function nor a declared value",
            call.node.span, code="D002",
            hint=f"declare {spelled(call.name)}(x) = ... for a function, or {spelled(call.name)} \\in \\mathbb{{R}}",
        )  # fmt: skip
    if call.sup is not None:
        value = _raised(value, call.sup, frame)
    return _after(value, call.after, frame)


def _only(call: Call, frame: Frame) -> Array:
    if len(call.group.items) != 1 or call.group.given is not None:
        raise NotUnderstoodError(f"{spelled(call.name)} takes one argument", call.group.span)
    return frame.read(call.group.items[0])


def _raised(value: Array, sup: n.Node, frame: Frame) -> Array:
    """tanh^2(z), sigma(z)^2: entry by entry; of a square matrix it might be meant otherwise."""
    power = frame.read(sup)
    square = len(value.flat()) == 2 and value.axes[0] == value.axes[-1]
    if square or not isinstance(power.body, Number) or power.body.value < 1:
        raise NotUnderstoodError("this power of a function is not understood", sup.span)
    exponent = power.body
    return a.each(value, lambda t: Pow(t, exponent), f"{value.show(3)}^{{{power.shown}}}", a.POWER)


def _after(value: Array, after: n.Scripted | None, frame: Frame) -> Array:
    """Scripts behind the brackets: softmax(s)_i, f(x)^2, softmax(s)^T."""
    if after is None:
        return value
    if after.sub is not None:
        slots = value.flat()
        subs = subscripts(after.sub)
        if len(slots) != len(subs):
            raise ShapeError("a component of this value", value.shape, f"{len(subs)} indices")
        by = {slot: read_index(sub, slot.axis, frame) for slot, sub in zip(slots, subs, strict=True)}
        value = scalar(substitute(value.body, by), value.shown)
    if after.sup is None:
        return value
    name = key(unwrap(after.sup))
    if name and letter(name) in ("T", "\\top", "\\intercal"):
        return a.transpose(value)
    return _raised(value, after.sup, frame)


# functions


def _slope(function: str, x: Term, primes: int) -> Term:
    """f'(x), f''(x), ... of a known function of numbers."""
    place = Entry("%x")
    term = derivative(function, place)
    for _ in range(primes - 1):
        term = differentiate(term, place)
    return map_entries(term, lambda entry: x if entry is place else entry)


def _apply_engine(function: str, name: str, argument: Array, primes: int = 0) -> Array:
    def change(x: Term) -> Term:
        if primes and function in ENGINE and function not in ("exp", "log"):
            raise ShapeError(f"the derivative of {function} by a prime", "", "a derivative written out", doubtful=True)
        if primes:
            return _slope(function, x, primes)
        build = ENGINE.get(function)
        return build(x) if build else Apply(function, x)

    head = name if name.startswith("\\") else rf"\{name}" if name in ("exp", "log", "ln", "tanh") else name
    return a.each(argument, change, rf"{head}{chr(39) * primes}\left({argument.shown}\right)")


def read_function(node: n.Function, frame: Frame) -> Array:
    """\\log x, \\exp(x), \\operatorname{softmax}(s)."""
    if node.argument is None:
        if frame.scope.tensor(key(node) or ""):
            return frame.read(n.Name(node.span, node.name))  # KL = ..., of this document
        raise NotUnderstoodError(f"{node.name} without an argument", node.span)
    if (behind := primed(node)) is not None:
        return frame.read(as_derivative(node, behind, frame))
    if node.sub is not None:
        return _component_of(node, frame)
    after = node.argument if isinstance(node.argument, n.Scripted) and isinstance(node.argument.base, n.Group) else None
    bracket = after.base if after else node.argument
    if isinstance(bracket, n.Group) and bracket.open in ("(", "[", "\\{", "."):
        named = Call(node, node.name, bracket, node.primes, node.sup, after)
        named = replace(named, pattern=matching(node.name, bracket, frame))
        if named.pattern or frame.scope.function(node.name) or frame.scope.tensor(node.name):
            return apply_named(named, frame)
        if node.name in ("max", "min") and len(bracket.items) == 2 and not (node.sup or node.primes or after):
            left, right = map(frame.read, bracket.items)
            return extreme(node.name, left, right)
        if len(bracket.items) != 1 or bracket.given is not None:
            raise NotUnderstoodError(f"{node.name} takes one argument", bracket.span)
        if node.name == "onehot":
            return _onehot(bracket.items[0], frame)
        argument = _argument(node, bracket.items[0], frame)
    else:
        argument, after = frame.read(node.argument), None
    columns = _along_columns(node, argument, frame)
    value = _typographic(node, a.transpose(argument) if columns else argument)
    value = a.transpose(value).named(value.shown) if columns else value
    if node.sup is not None:
        value = _raised(value, node.sup, frame)
    return _after(value, after, frame)


def _argument(node: n.Function, argument: n.Node, frame: Frame) -> Array:
    r"""What a function is taken of: \operatorname{diag}(h > 0) of 1 where it holds, and 0 elsewhere."""
    if node.name == "diag" and isinstance(argument, n.Relations):
        return indicator(argument, frame)
    return _shifted(node, argument, frame)


def _shifted(node: n.Function, argument: n.Node, frame: Frame) -> Array:
    """The argument of a function; in softmax(x + c) a number c is added to every entry of x."""
    if not isinstance(argument, n.Binary) or node.name.lower() not in SHIFTED:
        return frame.read(argument)
    left, right = _shifted(node, argument.left, frame), frame.read(argument.right)
    if left.is_scalar != right.is_scalar and not isinstance(argument.right, n.Dots):
        frame.note(f"a number that is added to a vector in {node.name} is added to each of its entries")
        left, right = (a.spread(left, right), right) if left.is_scalar else (left, a.spread(right, left))
    return a.plus(left, right, argument.operator)


def _component_of(node: n.Function, frame: Frame) -> Array:
    """softmax_i(s) is softmax(s)_i; other functions have no such parts."""
    assert node.sub is not None
    if node.name.lower() != "softmax" or not isinstance(node.argument, n.Group) or node.sup or node.primes:
        raise NotUnderstoodError(f"a subscript of {node.name}", node.sub.span)
    argument = n.Scripted(node.argument.span, node.argument, node.sub, None)
    return read_function(replace(node, sub=None, argument=argument), frame)


def _along_columns(node: n.Function, argument: Array, frame: Frame) -> bool:
    """Whether a softmax of a matrix is taken of its columns; of its rows where nothing says otherwise."""
    if node.name.lower() != "softmax" or len(argument.flat()) != 2 or len(argument.slots) != 2:
        return False
    picked = frame.choices.pick("softmax of a matrix", ("rows", "columns"))
    frame.note(f"softmax of a matrix is taken of each of its {picked}")
    return picked == "columns"


def _typographic(node: n.Function, argument: Array) -> Array:
    name = node.name.lstrip("\\")
    if name in ENTRYWISE:
        return _apply_engine(ENTRYWISE[name], name, argument, node.primes)
    whole = WHOLE.get(name.lower())
    if whole is None or node.primes:
        raise NotUnderstoodError(f"the function {name} is not known", node.span, code="D002")
    return whole(argument).named(rf"\operatorname{{{name}}}\left({argument.shown}\right)")


def _onehot(node: n.Node, frame: Frame) -> Array:
    """onehot(o)_w = [w = o]"""
    name = key(unwrap(node))
    axis = frame.scope.range(letter(name)) if name else None
    if axis is None:
        raise NotUnderstoodError("onehot needs a declared index", node.span, hint="declare it first: o \\in V")
    slot = fresh(axis)
    return Array((slot, None), Delta(slot, read_index(node, axis, frame)), "onehot")


# losses and patterns


def meant(tensor: Tensor, frame: Frame, arguments: int | None = None) -> Tensor:
    """The loss a name means: a labelled one itself; a context's bare J is the last labelled one, or another of them.

    With arguments, only losses that were defined with as many.
    """
    scope = frame.scope
    if tensor.axes or tensor.definition is None or tensor.origin not in ("context", "affirmed", "affirmed earlier"):
        return tensor
    bare, _, label = tensor.name.partition("_")
    if label:
        scope.last_loss = tensor.name
        return tensor
    others = tuple(n for n in scope.labelled(bare) if arguments in (None, len(scope.tensors[n].signature)))
    if not others:
        return tensor
    options = (*others, tensor.name) if scope.last_loss in others else (tensor.name, *others)
    picked = frame.choices.pick(f"{bare} means", tuple(dict.fromkeys(options)))
    return scope.tensors[picked]


def _signed(tensor: Tensor, frame: Frame) -> Tensor:
    """J(v_c, o, U) where the document says what J is: its own J of these, or the one that the context knows."""
    other = frame.scope.tensors.get(tensor.name + SIGNED)
    if other is None:
        return tensor
    own = frame.choices.pick(f"{tensor.name} of its arguments", ("the document's", "the context's")) == "the document's"
    return tensor if own else other


def _apply_loss(tensor: Tensor, call: Call, frame: Frame) -> Array:
    """J(v_c, w_{t+j}, U): the loss with the arguments it was defined with replaced, all at once, by those given."""
    body: Term = Entry(tensor.name)
    shown = spelled(call.name)
    if len(tensor.signature) != len(call.group.items) or call.group.given is not None:
        _check_names(tensor, call.group, frame)
        return scalar(body, shown)
    given = Given(frame)
    for parameter, argument in zip(tensor.signature, call.group.items, strict=True):
        if not (same_text(parameter, argument) or isinstance(argument, n.Dots)):
            body = given.held(body, parameter, argument)
            shown = rf"{spelled(call.name)}(\dots, {text_of(argument)}, \dots)"
    return scalar(given.put(body), shown)


def _is_window(node: n.Node) -> bool:
    """word_{c-m ... c+m}: the words of a window, whatever they are called."""
    return isinstance(node, n.Scripted) and any(isinstance(part, n.Dots) for part in walk(node))


def _check_names(tensor: Tensor, group: n.Group, frame: Frame) -> None:
    """Arguments of a loss given without a signature say what it depends on: plain names of what it is made of."""
    for item in group.items:
        if _is_window(item):
            continue
        whole = placed(item, frame.scope) if isinstance(item, n.Scripted) else item
        plain = item.base if isinstance(item, n.Scripted) else item
        name = key(plain)
        if isinstance(whole, n.Scripted) and name and frame.scope.tensor(f"{name}_{script_text(whole.sub)}"):
            name = f"{name}_{script_text(whole.sub)}"
        known = frame.scope.tensor(name) if name else None
        stray = isinstance(item, n.Scripted) and group.given is None and name is not None and known is None
        stray = stray and frame.scope.family(name or "") is None  # v_c where no v is known: another J is meant
        stray = stray and letter(name or "") not in frame.scope.index_functions
        if stray or (name is None and not isinstance(item, n.Dots)):
            raise NotUnderstoodError("this argument of a loss is not understood", item.span)
        if (
            known
            and tensor.origin != "loss"
            and known.origin != "context"
            and known.name not in frame.scope.reach(tensor.name)
        ):
            raise NotUnderstoodError(f"{spelled(tensor.name)} is not defined as something of {known.name}", item.span)
