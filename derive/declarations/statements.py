r"""Declarations: statements in the author's own LaTeX that fill a scope.

X \in \mathbb{R}^{n \times d}, rows x_i | columns x_i | rows or columns x_i      a matrix and its family
x, y \in \mathbb{R}^n          x, \eta \in \mathbb{R}                             vectors, numbers
size V, Vocab                                                                     names of one size or set
i, j \in n                     k = 1..K           j = -m..m                        indices and their ranges
w_k \in V                      w_{t+j} \in V            w_{j,k} \in V             index functions
w_j = j                                                                           the word w_j is the j-th
y = onehot(o)                  p = \operatorname{softmax}(s)                      definitions
J(v, o, U) = ...               \sigma(z) = ...    P(O=w \mid C=c) = \hat y_w       losses, functions, patterns
function \phi, f                                                                 functions nothing is known of
loss L of y, z                                                                    a loss, by what it depends on
label W_{xh}                                                                      W_{xh} is one name
time t                         fixed h_{t-1}      names x_t, x_{t-1} of their own; a state that no weight acts through
differential d                                                                    d x is the differential of x
assume \sum_k y_k = 1          may assume o \ne w_k                                facts; hypotheses that are reported
"""

from __future__ import annotations

import re

from derive.declarations.assumptions import assume
from derive.declarations.texts import declared_chain, declared_term
from derive.indexing.indices import free_axes
from derive.meaning.define import as_call, define, define_call, is_name_of, whole_name
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import scalar
from derive.naming.choices import Choices, alternatives
from derive.naming.faults import DeclarationError, MeaningError
from derive.naming.frame import Frame
from derive.naming.losses import put_losses
from derive.naming.names import (
    key,
    label_text,
    labelled,
    letter,
    lowered,
    name_mark,
    pushed,
    spelled,
    subscripts,
    unwrap,
    walk,
)
from derive.naming.scope import Family, FunctionDefinition, IndexFunction, Scope, Tensor
from derive.syntax import nodes as n
from derive.terms.blocks import MOST_BLOCKS, joined
from derive.terms.index import Axis, Variable
from derive.terms.term import Entry

RANGE = re.compile(
    r"^\\?(?P<name>[A-Za-z]+)\s*=\s*(?P<low>1|-\s*[A-Za-z])\s*(?:\.\.+|\\l?dots)\s*,?\s*(?P<high>[A-Za-z]\w*)$"
)
REAL = re.compile(r"^\\mathbb\s*\{?\s*R\s*\}?\s*(?:\^\s*(?P<sizes>\{.*\}|\S))?$", re.DOTALL)
ONE_NAME = re.compile(r"(?:\^\{?[(\[][^)\]]*[)\]]\}?|[\\A-Za-z_{}']|(?<=[A-Za-z_])\d|-1)+")
MEMBER_SIGN = re.compile(r"\\in(?![A-Za-z])")
MEMBERS = re.compile(r"^(?P<way>rows or columns|columns or rows|rows|columns)\s+(?P<member>.+)$", re.DOTALL)


def is_shape(text: str) -> bool:
    """Whether a statement declares a shape or a range, so that a context can be read over it."""
    return all(_says_shape(statement) for statement in split(text, ";"))


def _says_shape(text: str) -> bool:
    return (
        text.startswith(("size ", "function ", "time ", "fixed ", "label ", "differential "))
        or bool(RANGE.match(text))
        or _member_sign(text) >= 0
    )


def _member_sign(text: str) -> int:
    """Where `\\in` stands outside all brackets; -1 if it does not."""
    for found in MEMBER_SIGN.finditer(text):
        before = text[: found.start()]
        if sum(before.count(c) for c in "{([") == sum(before.count(c) for c in "})]"):
            return found.start()
    return -1


def declare(text: str, scope: Scope, origin: str = "declared") -> None:
    """Take a statement, or several between semicolons, into the scope; DeclarationError says what was expected."""
    try:
        for statement in split(text, ";"):
            _declare(statement, scope, origin)
    except DeclarationError as error:
        error.statement = text
        raise


def _declare(text: str, scope: Scope, origin: str) -> None:
    if "?" in text:
        raise DeclarationError(f"{text!r}: write what stands for each ?")
    if text.startswith(("assume ", "may assume ")):
        assume(text, scope)
    elif text.startswith("function "):
        _function(text.removeprefix("function "), scope, origin)
    elif text.startswith("loss "):
        _loss(text.removeprefix("loss "), scope)
    elif text.startswith("label "):
        scope.labels |= {_name(part, scope) for part in split(text.removeprefix("label "))}
    elif text.startswith("time "):
        scope.times |= {letter(_name(part, scope)) for part in split(text.removeprefix("time "))}
    elif text.startswith("fixed "):
        scope.held |= {_name(part, scope) for part in split(text.removeprefix("fixed "))}
    elif text.startswith("differential "):
        scope.differentials |= {letter(_name(text.removeprefix("differential "), scope))}
    elif text.startswith("size "):
        _sizes(text.removeprefix("size "), scope)
    elif found := RANGE.match(text):
        _range(found, scope)
    elif _member_sign(text) >= 0:
        _membership(split(text), scope, origin)
    else:
        _definition(text, scope, origin)


def _function(text: str, scope: Scope, origin: str) -> None:
    """A function of numbers of which nothing is known, applied entry by entry."""
    for part in split(text):
        name = _name(part, scope)
        scope.functions[name] = FunctionDefinition(name, "x", None, inferred=origin == "inferred")


def _loss(text: str, scope: Scope) -> None:
    """A number that depends on these arrays; its slopes by them are unknown."""
    name, of, arguments = text.partition(" of ")
    if not of:
        raise DeclarationError(f"{text!r}: expected 'loss L of y, z'")
    scope.losses[_name(name, scope)] = tuple(_name(part, scope) for part in split(arguments))
    put_losses(scope)


def _name(text: str, scope: Scope) -> str:
    """The name that a text spells, with its label, mark and time."""
    node = declared_term(text)
    spelling = key(node)
    if isinstance(node, n.Scripted):
        node = labelled(node, frozenset(), frozenset(scope.times))
        base, mark, label = key(node.base), name_mark(node.sup), label_text(node.sub)
        whole = base and not node.primes and (node.sup is None or mark) and (node.sub is None or label)
        spelling = f"{base}{f'^{mark}' if mark else ''}{f'_{label}' if label else ''}" if whole else None
    if spelling is None:
        raise DeclarationError(f"{text!r} is no name")
    return spelling


def split(text: str, separator: str = ",") -> list[str]:
    """Split at commas, or semicolons, outside all brackets; `\\,` and `\\;` are spaces."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "{([") - (char in "})]")
        if char == separator and depth == 0 and text[i - 1 : i] != "\\":
            parts.append(text[start:i].strip())
            start = i + 1
    return [*parts, text[start:].strip()]


def size_name(text: str) -> str:
    """|V|, \\text{Vocab}, {d} -> V, Vocab, d"""
    return re.sub(r"\\(?:text|mathrm|mathit|vert|mathcal)\b|[|{}\s\\]", "", text)


def axis_named(name: str, scope: Scope) -> Axis:
    """The axis of this size, made when first met; m + n is that of two blocks, n + 1 is not."""
    parts = name.strip("()").split("+")
    if 1 < len(parts) <= MOST_BLOCKS and all(map(str.isidentifier, parts)):
        return joined(tuple(axis_named(part, scope) for part in parts))
    return scope.axes.setdefault(name, Axis(name))


def _sizes(text: str, scope: Scope) -> None:
    names = [size_name(part) for part in split(text)]
    axis = axis_named(names[0], scope)
    for name in names[1:]:
        if scope.axes.setdefault(name, axis) != axis:
            raise DeclarationError(f"{name} already is another size")


def _range(found: re.Match[str], scope: Scope) -> None:
    name, low, high = found["name"], found["low"].replace(" ", ""), found["high"]
    if low == "1":
        scope.ranges[name] = axis_named(high, scope)
    elif low == f"-{high}":
        axis_named(high, scope)
        scope.ranges[name] = Axis(f"window{high}", half=high)
    else:
        raise DeclarationError(f"the range of {name} is 1..n or -m..m")


def _membership(parts: list[str], scope: Scope, origin: str) -> None:
    r"""x, y \in \mathbb{R}^n, rows x_i; i, j \in n; w_k \in V"""
    names: list[str] = []
    made: list[str] = []
    for part in parts:
        sign = _member_sign(part)
        if sign >= 0:
            names.append(part[:sign].strip())
            made = [_member_of(name, part[sign + 3 :].strip(), scope, origin) for name in names]
            names = []
        elif (members := MEMBERS.match(part)) and len(made) == 1:
            _family(made[0], members, scope, origin, parts[0])
        elif found := RANGE.match(part):
            _range(found, scope)
        else:
            names.append(part)
    if names:
        raise DeclarationError(
            f"{names[0]!r} is not understood; expected 'rows x_i', 'columns x_i' or a name before \\in"
        )


def _member_of(name: str, right: str, scope: Scope, origin: str) -> str:
    real = REAL.match(right)
    if real:
        return _tensor(name, real["sizes"], scope, origin)
    if not re.fullmatch(r"[A-Za-z_]+", size_name(right)):
        raise DeclarationError(f"{right!r} after \\in is neither \\mathbb{{R}}^n nor the name of a size")
    axis = axis_named(size_name(right), scope)
    node = declared_term(name)
    if isinstance(node, n.Scripted) and node.sub is not None:
        _index_function(node, axis, scope)
        return name
    spelling = letter(key(node) or "")
    if not spelling:
        raise DeclarationError(f"{name!r} is no index letter")
    scope.ranges[spelling] = axis
    return spelling


def _tensor(name: str, sizes: str | None, scope: Scope, origin: str) -> str:
    spelling = _name(name, scope)
    names = [size_name(size) for size in re.split(r"\\times", (sizes or "").strip("{} "))]
    axes = [axis_named(size, scope) for size in names if size not in ("", "1")]
    old = scope.tensors.get(spelling)
    if origin == "context" and (scope.tensor(spelling) or Tensor("", ())).origin == "declared":
        return spelling
    if old is not None and old.origin == origin == "declared" and old.axes != tuple(axes):
        raise DeclarationError(f"{spelled(spelling)} was already declared with another shape")
    label = spelling.partition("_")[2]
    if origin == "declared" and len(label) > 1 and label.isalpha():  # W_{xh}
        scope.labels |= {spelling}
    scope.add(Tensor(spelling, tuple(axes), row=len(axes) == 1 and names[0] == "1", origin=origin))
    return spelling


def _family(tensor: str, found: re.Match[str], scope: Scope, origin: str, statement: str) -> None:
    node = declared_term(found["member"])
    node = (lowered(node) or node) if isinstance(node, n.Scripted) else node
    base = key(node.base) if isinstance(node, n.Scripted) else None
    declared = scope.tensor(tensor)
    if base is None or declared is None or len(declared.axes) != 2 or not isinstance(node, n.Scripted):
        raise DeclarationError(f"{found['member']!r}: expected a member such as x_i of a matrix")
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
            scope.tensors.pop(f"{base}_{spelling}", None)  # x_i \in \mathbb{R}^d said how long they are
            scope.ranges.setdefault(letter(spelling), declared.axes[position])


def _words(statement: str, scope: Scope) -> Axis | None:
    """The first axis of the shape a context would have declared."""
    found = re.search(r"\^\s*\{(.*?)\\times", statement)
    return scope.axes.get(size_name(found[1])) if found else None


def _index_function(node: n.Scripted, result: Axis, scope: Scope) -> None:
    name, sub = key(node.base), unwrap(node.sub) if node.sub else None
    shift = ""
    below = subscripts(sub)
    if isinstance(sub, n.Binary) and sub.operator == "+":
        shift, below = key(sub.left) or "", (sub.right,)
    axes = [scope.ranges.get(letter(key(part) or "")) for part in below]
    known = tuple(axis for axis in axes if axis)
    if name is None or not known or len(known) < len(axes):
        raise DeclarationError("declare the range of its index first, as in k = 1..K")
    plain = letter(name)
    full = f"{plain}_{{{shift}+}}" if shift else plain if len(known) == 1 else f"{plain}_{{}}"
    function = IndexFunction(full, known, result, shift)
    scope.index_functions[plain] = (*scope.index_functions.get(plain, ()), function)


def _definition(text: str, scope: Scope, origin: str) -> None:
    """A definition; where a letter may be read in several ways, in the only one that has a meaning."""
    if origin == "context" and _another_name(text, scope):
        return
    choices = Choices()
    try:
        _define(text, scope, origin, choices)
    except DeclarationError:
        fitting = [settled for settled in alternatives(choices.met) if _takes(text, scope.copy(), origin, settled)]
        if len(fitting) != 1:
            raise
        _define(text, scope, origin, Choices(fitting[0]))


def _another_name(text: str, scope: Scope) -> bool:
    r"""\theta = s of a context, where s is known: read without anything else that an equation may be."""
    sides = [side.strip() for side in text.split("=")]
    if len(sides) != 2 or not all(map(ONE_NAME.fullmatch, sides)):
        return False
    name, known = (whole_name(declared_term(side), scope) for side in sides)
    tensor = scope.tensor(known) if known else None
    if name is None or tensor is None:
        return False
    scope.respell(name, tensor.name)
    return True


def _takes(text: str, scope: Scope, origin: str, settled: dict[str, str]) -> bool:
    try:
        _define(text, scope, origin, Choices(settled))
    except DeclarationError:
        return False
    return True


def _define(text: str, scope: Scope, origin: str, choices: Choices) -> None:
    chain = declared_chain(text, frozenset(name for name in map(letter, scope.tensors) if len(name) == 1))
    if len(chain.terms) != 2 or chain.relations[0].sign not in ("=", ":="):
        raise DeclarationError(
            f"{text!r} is no declaration; expected X \\in \\mathbb{{R}}^{{n \\times d}}, i \\in n, k = 1..K, or x = ..."
        )
    left, right = chain.terms
    assert isinstance(left, n.Node)
    assert isinstance(right, n.Node)
    frame = new_frame(scope, choices=choices)
    frame.guesses.update(free_axes([left, right], frame))
    left = pushed(unwrap(left))
    if (index := _counts(left, right, scope)) is not None:
        scope.index_functions[index.name] = (*scope.index_functions.get(index.name, ()), index)
        return
    try:
        alias, name = _named(right, frame), whole_name(left, scope)
        if alias and name and origin != "inferred":
            if origin == "declared" and name in scope.tensors and scope.tensors[name].origin == "declared":
                raise DeclarationError(f"{spelled(name)} is declared twice")
            scope.respell(name, alias)
            return
        old = scope.tensors.get(name) if name else None
        if name and old and old.origin == origin == "declared" and old.definition is not None:
            raise DeclarationError(f"{spelled(name)} is declared twice")
        if call := as_call(left):
            taken = define_call(*call, right, frame, origin)
            _readable(key(call[0]), right, frame)
        else:
            value = frame.read(right)
            if name and old and old.origin == origin == "declared" and value.axes != old.sides:
                raise DeclarationError(f"{spelled(name)} was already declared with another shape")
            for sub in subscripts(left.sub) if isinstance(left, n.Scripted) and left.sub else ():
                _bind_free(sub, frame.guesses, frame.free, scope)
            taken = define(left, value, frame, origin)
    except MeaningError as fault:
        raise DeclarationError(f"{text!r} has no meaning here: {fault.message}") from fault
    if not taken:
        raise DeclarationError(f"{text!r}: the left side is no name that can be defined")


def _counts(left: n.Node, right: n.Node, scope: Scope) -> IndexFunction | None:
    """w_j = j of an index j: the words are counted, and w_j is another way to write j."""
    if not isinstance(left, n.Scripted) or left.sub is None or left.sup is not None or left.primes:
        return None
    name, below, index = key(left.base), key(unwrap(left.sub)), key(unwrap(right))
    axis = scope.range(letter(index)) if index and below == index and scope.tensor(index) is None else None
    return IndexFunction(letter(name), (axis,), axis, same=True) if name and axis else None


def _named(node: n.Node, frame: Frame) -> str | None:
    """The array that the right side of an alias names."""
    if alias := is_name_of(node, frame):
        return alias
    name = whole_name(node, frame.scope)
    return name if name in frame.scope.tensors else None


def _readable(name: str | None, body: n.Node, frame: Frame) -> None:
    """The body of a declared function must have a meaning at once, not only when it is applied."""
    function = frame.scope.functions.get(name or "")
    if function is not None and function.parameter not in {letter(k) for part in walk(body) if (k := key(part))}:
        raise DeclarationError(f"{spelled(function.name)}({function.parameter}) does not mention {function.parameter}")
    if function is not None:
        frame.values[function.parameter] = scalar(Entry("%x"), function.parameter)
        frame.read(body)


def _bind_free(sub: n.Node, guesses: dict[str, Axis], free: dict[str, Variable], scope: Scope) -> None:
    spelling = key(unwrap(sub))
    if spelling and letter(spelling) not in free:
        axis = guesses.get(letter(spelling)) or scope.range(letter(spelling))
        if axis:
            free[letter(spelling)] = Variable(letter(spelling), axis)
