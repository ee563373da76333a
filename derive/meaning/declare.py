r"""Declarations: statements in the author's own LaTeX that fill a scope.

X \in \mathbb{R}^{n \times d}, rows x_i | columns x_i | rows or columns x_i      a matrix and its family
x, y \in \mathbb{R}^n          x, \eta \in \mathbb{R}                             vectors, numbers
size V, Vocab                                                                     names of one size or set
i, j \in n                     k = 1..K           j = -m..m                        indices and their ranges
w_k \in V                      w_{t+j} \in V                                      index functions
y = onehot(o)                  p = \operatorname{softmax}(s)                      definitions
J(v, o, U) = ...               \sigma(z) = ...    P(O=w \mid C=c) = \hat y_w       losses, functions, patterns
assume \sum_k y_k = 1          may assume o \ne w_k                                facts; hypotheses that are reported
"""

from __future__ import annotations

import re

from derive.meaning.arrays import scalar
from derive.meaning.choices import Choices
from derive.meaning.define import as_call, define, define_call, is_name_of
from derive.meaning.elaborate import new_frame
from derive.meaning.faults import DeclarationError, MeaningError
from derive.meaning.frame import Frame
from derive.meaning.indices import axis_of
from derive.meaning.names import key, letter, pushed, spelled, subscripts, unwrap, walk
from derive.meaning.scope import Family, Hypothesis, IndexFunction, Scope, Tensor
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Unread
from derive.syntax.reader import read_chain, read_term
from derive.terms.facts import Facts
from derive.terms.index import Axis, Variable
from derive.terms.term import Entry

RANGE = re.compile(
    r"^\\?(?P<name>[A-Za-z]+)\s*=\s*(?P<low>1|-\s*[A-Za-z])\s*(?:\.\.+|\\l?dots)\s*,?\s*(?P<high>[A-Za-z]+)$"
)
REAL = re.compile(r"^\\mathbb\s*\{?\s*R\s*\}?\s*(?:\^\s*(?P<sizes>\{.*\}|\S))?$", re.DOTALL)
MEMBERS = re.compile(r"^(?P<way>rows or columns|columns or rows|rows|columns)\s+(?P<member>.+)$", re.DOTALL)


def is_shape(text: str) -> bool:
    """Whether a statement declares a shape or a range, so that a context can be read over it."""
    return r"\in" in text.replace(r"\int", "") or text.startswith("size ") or bool(RANGE.match(text.strip()))


def declare(text: str, scope: Scope, origin: str = "declared") -> None:
    """Take one statement into the scope, or raise DeclarationError saying what was expected."""
    try:
        _declare(text.strip(), scope, origin)
    except DeclarationError as error:
        error.statement = text
        raise


def _declare(text: str, scope: Scope, origin: str) -> None:
    if text.startswith(("assume ", "may assume ")):
        _assume(text, scope)
    elif text.startswith("size "):
        _sizes(text.removeprefix("size "), scope)
    elif found := RANGE.match(text):
        _range(found, scope)
    else:
        parts = split_commas(text)
        if any(r"\in " in part or r"\in\ " in part or re.search(r"\\in(?![A-Za-z])", part) for part in parts):
            _membership(parts, scope, origin)
        else:
            _definition(text, scope, origin)


def split_commas(text: str) -> list[str]:
    """Split at commas outside all brackets."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "{([") - (char in "})]")
        if char == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    return [*parts, text[start:].strip()]


def bad(message: str) -> DeclarationError:
    """The error for a statement that cannot be taken."""
    return DeclarationError(message)


def _term(text: str) -> n.Node:
    node = read_term(text)
    if isinstance(node, Unread):
        raise bad(f"{text!r} is not read: {node.message}")
    return pushed(node)


def size_name(text: str) -> str:
    """|V|, \\text{Vocab}, {d} -> V, Vocab, d"""
    return re.sub(r"\\(?:text|mathrm|mathit|vert|mathcal)\b|[|{}\s\\]", "", text)


def axis_named(name: str, scope: Scope) -> Axis:
    """The axis of this size, made when first met."""
    return scope.axes.setdefault(name, Axis(name))


def _sizes(text: str, scope: Scope) -> None:
    names = [size_name(part) for part in split_commas(text)]
    axis = axis_named(names[0], scope)
    for name in names[1:]:
        if scope.axes.setdefault(name, axis) != axis:
            raise bad(f"{name} already is another size")


def _range(found: re.Match[str], scope: Scope) -> None:
    name, low, high = found["name"], found["low"].replace(" ", ""), found["high"]
    if low == "1":
        scope.ranges[name] = axis_named(high, scope)
    elif low == f"-{high}":
        axis_named(high, scope)
        scope.ranges[name] = Axis(f"window{high}", half=high)
    else:
        raise bad(f"the range of {name} is 1..n or -m..m")


def _membership(parts: list[str], scope: Scope, origin: str) -> None:
    r"""x, y \in \mathbb{R}^n, rows x_i; i, j \in n; w_k \in V"""
    names: list[str] = []
    made: list[str] = []
    for part in parts:
        left, sign, right = re.split(r"(\\in(?![A-Za-z]))", part, maxsplit=1) if r"\in" in part else (part, "", "")
        if sign:
            names.append(left.strip())
            made = [_member_of(name, right.strip(), scope, origin) for name in names]
            names = []
        elif (members := MEMBERS.match(part)) and len(made) == 1:
            _family(made[0], members, scope, origin, parts[0])
        elif found := RANGE.match(part):
            _range(found, scope)
        else:
            names.append(part)
    if names:
        raise bad(f"{names[0]!r} is not understood; expected 'rows x_i', 'columns x_i' or a name before \\in")


def _member_of(name: str, right: str, scope: Scope, origin: str) -> str:
    real = REAL.match(right)
    if real:
        return _tensor(name, real["sizes"], scope, origin)
    if not re.fullmatch(r"[A-Za-z_]+", size_name(right)):
        raise bad(f"{right!r} after \\in is neither \\mathbb{{R}}^n nor the name of a size")
    axis = axis_named(size_name(right), scope)
    node = _term(name)
    if isinstance(node, n.Scripted) and node.sub is not None:
        _index_function(node, axis, scope)
        return name
    spelling = letter(key(node) or "")
    if not spelling:
        raise bad(f"{name!r} is no index letter")
    scope.ranges[spelling] = axis
    return spelling


def _tensor(name: str, sizes: str | None, scope: Scope, origin: str) -> str:
    node = _term(name)
    label = key(node.sub) if isinstance(node, n.Scripted) and node.sub is not None else None
    base = key(node.base) if isinstance(node, n.Scripted) else key(node)
    if base is None or (isinstance(node, n.Scripted) and label is None):
        raise bad(f"{name!r} is no name")
    spelling = f"{base}_{label}" if label else base
    names = [size_name(size) for size in re.split(r"\\times", (sizes or "").strip("{} "))]
    axes = [axis_named(size, scope) for size in names if size not in ("", "1")]
    old = scope.tensors.get(spelling)
    if origin == "context" and (scope.tensor(spelling) or Tensor("", ())).origin == "declared":
        return spelling
    if old is not None and old.origin == origin == "declared" and old.axes != tuple(axes):
        raise bad(f"{spelled(spelling)} was already declared with another shape")
    scope.add(Tensor(spelling, tuple(axes), origin=origin))
    return spelling


def _family(tensor: str, found: re.Match[str], scope: Scope, origin: str, statement: str) -> None:
    node = _term(found["member"])
    base = key(node.base) if isinstance(node, n.Scripted) else None
    declared = scope.tensor(tensor)
    if base is None or declared is None or len(declared.axes) != 2 or not isinstance(node, n.Scripted):
        raise bad(f"{found['member']!r}: expected a member such as x_i of a matrix")
    position = 1 if found["way"] == "columns" else 0
    if origin == "context" and declared.origin == "declared":
        if scope.family(base) is not None or (across := _words(statement, scope)) not in declared.axes:
            return
        position = declared.axes.index(across)
    elif " or " in found["way"]:
        scope.add(Tensor(tensor, declared.axes, either=True, origin=declared.origin))
    scope.families[base] = Family(declared.name, position)
    for sub in subscripts(node.sub):
        if spelling := key(sub):
            scope.ranges.setdefault(letter(spelling), declared.axes[position])


def _words(statement: str, scope: Scope) -> Axis | None:
    """The first axis of the shape a context would have declared."""
    found = re.search(r"\^\s*\{(.*?)\\times", statement)
    return scope.axes.get(size_name(found[1])) if found else None


def _index_function(node: n.Scripted, result: Axis, scope: Scope) -> None:
    name, sub = key(node.base), unwrap(node.sub) if node.sub else None
    shift = ""
    argument = sub
    if isinstance(sub, n.Binary) and sub.operator == "+":
        shift, argument = key(sub.left) or "", sub.right
    spelling = key(argument) if argument else None
    axis = scope.ranges.get(letter(spelling)) if spelling else None
    if name is None or axis is None:
        raise bad("declare the range of its index first, as in k = 1..K")
    plain = letter(name)
    function = IndexFunction(f"{plain}_{{{shift}+}}" if shift else plain, axis, result, shift)
    scope.index_functions[plain] = (*scope.index_functions.get(plain, ()), function)


def _chain(text: str) -> Chain:
    chain = read_chain(text)
    for term in chain.terms:
        if isinstance(term, Unread):
            raise bad(f"{text!r} is not read: {term.message}")
    return chain


def _definition(text: str, scope: Scope, origin: str) -> None:
    chain = _chain(text)
    if len(chain.terms) != 2 or chain.relations[0].sign not in ("=", ":="):
        raise bad(
            f"{text!r} is no declaration; expected X \\in \\mathbb{{R}}^{{n \\times d}}, i \\in n, k = 1..K, or x = ..."
        )
    left, right = chain.terms
    assert isinstance(left, n.Node)
    assert isinstance(right, n.Node)
    frame = new_frame(scope, choices=Choices())
    frame.guesses.update(free_axes([left, right], scope, frame.choices))
    left = pushed(unwrap(left))
    try:
        alias, name = is_name_of(right, frame), key(left) if isinstance(left, n.Name | n.Accent | n.Text) else None
        if alias and name:
            if origin == "declared" and name in scope.tensors and scope.tensors[name].origin == "declared":
                raise bad(f"{spelled(name)} is declared twice")
            scope.tensors.pop(name, None)
            scope.aliases[name] = alias
            return
        if name and (old := scope.tensors.get(name)) and old.origin == origin == "declared":
            raise bad(f"{spelled(name)} is declared twice")
        if call := as_call(left):
            taken = define_call(*call, right, frame, origin)
            _readable(key(call[0]), right, frame)
        else:
            value = frame.read(right)
            for sub in subscripts(left.sub) if isinstance(left, n.Scripted) and left.sub else ():
                _bind_free(sub, frame.guesses, frame.free, scope)
            taken = define(left, value, frame, origin)
    except MeaningError as fault:
        raise bad(f"{text!r} has no meaning here: {fault.message}") from fault
    if not taken:
        raise bad(f"{text!r}: the left side is no name that can be defined")


def _readable(name: str | None, body: n.Node, frame: Frame) -> None:
    """The body of a declared function must have a meaning at once, not only when it is applied."""
    function = frame.scope.functions.get(name or "")
    if function is not None:
        frame.values[function.parameter] = scalar(Entry("%x"), function.parameter)
        frame.read(body)


def _bind_free(sub: n.Node, guesses: dict[str, Axis], free: dict[str, Variable], scope: Scope) -> None:
    spelling = key(unwrap(sub))
    if spelling and letter(spelling) not in free:
        axis = guesses.get(letter(spelling)) or scope.range(letter(spelling))
        if axis:
            free[letter(spelling)] = Variable(letter(spelling), axis)


def free_axes(nodes: list[n.Node], scope: Scope, choices: Choices) -> dict[str, Axis]:
    """The axes of the letters that stand as subscripts in these nodes."""
    frame = new_frame(scope, choices=choices)
    letters: dict[str, None] = {}
    for node in nodes:
        for part in walk(node):
            inner = pushed(part) if isinstance(part, n.Accent | n.Scripted) else part
            if isinstance(inner, n.Scripted) and inner.sub is not None:
                letters.update((letter(k), None) for s in walk(inner.sub) if (k := key(s)))
    found = {name: axis_of(name, nodes, frame) for name in letters}
    return {name: axis for name, axis in found.items() if axis is not None}


def _assume(text: str, scope: Scope) -> None:
    r"""assume \sum_k y_k = 1; assume o \ne w_k; assume w_k distinct; assume p_k > 0"""
    optional = text.startswith("may ")
    claim = text.split("assume ", 1)[1].strip()
    facts, sentence = _fact(claim, scope)
    if optional:
        scope.hypotheses = (*scope.hypotheses, Hypothesis(facts, sentence))
    else:
        scope.facts |= facts
        scope.stated = (*scope.stated, sentence)


def _fact(claim: str, scope: Scope) -> tuple[Facts, str]:
    if claim.endswith(" distinct"):
        node = _term(claim.removesuffix(" distinct"))
        functions = scope.index_functions.get(letter(key(node.base) or "")) if isinstance(node, n.Scripted) else None
        if functions:
            return Facts(injective=frozenset(f.name for f in functions if not f.shift)), f"the {claim}"
        raise bad(f"{claim!r}: no index function of this name is declared")
    chain = _chain(claim)
    match chain.terms, [r.sign for r in chain.relations]:
        case (n.Big(operator="sum", body=n.Scripted(base=base)), n.Numeral(text="1")), ["="]:
            tensor = scope.tensor(key(base) or "")
            if tensor and len(tensor.axes) == 1:
                return Facts(distributions=frozenset([(tensor.name, 0)])), claim
        case (n.Scripted(base=base), n.Numeral(text="0")), [">"]:
            tensor = scope.tensor(key(base) or "")
            if tensor:
                return Facts(positive=frozenset([tensor.name])), claim
        case (n.Name() as left, n.Name() as right), [("!=" | "=") as sign]:
            return _index_fact(key(left) or "", key(right) or "", sign, scope), claim
        case (n.Name() as left, n.Scripted(base=base, sub=sub)), ["!="]:
            functions = scope.index_functions.get(letter(key(base) or "")) or ()
            axis = scope.range(letter(key(left) or ""))
            if functions and axis:
                index = Variable(letter(key(left) or ""), axis)
                avoids = frozenset((f.name, index) for f in functions if not f.shift)
                return (
                    Facts(avoids=avoids),
                    f"{claim} for every {key(chain.terms[1].sub) if isinstance(chain.terms[1], n.Scripted) and chain.terms[1].sub else 'k'}",
                )
    raise bad(
        f"{claim!r} is no fact that can be assumed; known: a sum that is 1, x > 0, i \\ne j, o \\ne w_k, w_k distinct"
    )


def _index_fact(left: str, right: str, sign: str, scope: Scope) -> Facts:
    axis = scope.range(letter(left)) or scope.range(letter(right))
    if axis is None:
        raise bad(f"declare the index {left} first, as in {left} \\in n")
    pair = frozenset([(Variable(letter(left), axis), Variable(letter(right), axis))])
    return Facts(equal=pair) if sign == "=" else Facts(unequal=pair)
