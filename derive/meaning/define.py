"""New names: what the left side of a definition introduces, and how a scope takes it in."""

from __future__ import annotations

from dataclasses import replace

from derive.calling.calls import ENTRYWISE, parameter_name
from derive.calling.functions import WHOLE
from derive.calling.patterns import matching
from derive.deriving.differentials import is_sign
from derive.indexing.indices import placed
from derive.meaning.symbols import SQUARE
from derive.naming.arrays import Array, has_open
from derive.naming.faults import NotUnderstoodError
from derive.naming.frame import Frame
from derive.naming.losses import slope_of
from derive.naming.names import key, labelled, letter, name_mark, pushed, script_text, subscripts, unwrap, walk
from derive.naming.scope import Family, FunctionDefinition, Pattern, Scope, Tensor
from derive.syntax import nodes as n
from derive.syntax.spellings import WORDS, Kind
from derive.terms.index import Variable
from derive.terms.substitute import tensors
from derive.terms.term import Entry
from derive.terms.term import walk as walk_terms

STANDARD = {*WORDS[Kind.FUNCTION].split(), "binom", "onehot"} - {"Pr"}  # names that no document defines anew
MARKS = n.Label | n.Text | n.Numeral  # subscripts that belong to a name
COUNTING = frozenset("ijk")  # letters that count whatever is at hand


def introduced(node: n.Node, frame: Frame) -> str | None:
    """The name a left side would introduce: z, z_i, z^{new}, J(theta), p(y = c | X); None if it is known or no name."""
    node = placed(unwrap(node), frame.scope)
    if call := as_call(node):
        name = parameter_name(pushed(call[0])) or _plain_name(pushed(call[0]))
        if name is None or is_sign(call[0], frame) or _has_meaning(name, frame) or matching(name, call[1], frame):
            return None
        tensor = frame.scope.tensor(name)
        return name if tensor is None or (call[1].given is not None and tensor.axes) else None
    name = _plain_name(node)
    if name is None or letter(name) in frame.values or letter(name).isdigit():
        return None
    if name.endswith("'") and _has_meaning(name.rstrip("'"), frame):
        return None  # the derivative of a known function
    if isinstance(node, n.Scripted) and isinstance(node.sub, n.Numeral) and frame.scope.tensor(key(node.base) or ""):
        return None  # an entry of a known vector
    tensor = frame.scope.tensor(name)
    if (
        (tensor and not is_open(tensor, frame))
        or frame.scope.family(name)
        or letter(name) in frame.scope.index_functions
    ):
        return None
    kronecker = letter(name) == "\\delta" and isinstance(node, n.Scripted) and len(subscripts(node.sub)) == 2
    return None if kronecker else name


def is_open(tensor: Tensor, frame: Frame) -> bool:
    """A name of which only the shape was said, or only the slopes: an equation may say what it is."""
    sought = any(tensor.name in frame.scope.reach_of(zero.body) for zero in frame.scope.zeros)
    only_shaped = tensor.origin in ("inferred", "declared") and tensor.definition is None
    bare = only_shaped and not sought and (tensor.origin == "inferred" or tensor.name not in frame.scope.confirmed)
    return bare or tensor.origin == "loss"


def _has_meaning(name: str, frame: Frame) -> bool:
    """A function that mathematics or the document defines already: a second equation about it is a claim."""
    plain, known = letter(name), frame.scope.function(name)
    standard = plain in ENTRYWISE or plain.lower() in WHOLE or plain in STANDARD or plain.isdigit()
    return standard or (known is not None and known.body is not None)


def as_call(node: n.Node) -> tuple[n.Node, n.Group] | None:
    """A head and the brackets right behind it."""
    match node:
        case n.Product(factors=((_, head), ("", n.Group() as group))):
            return head, group
        case n.Function(name=name, sub=None, sup=None, primes=0, argument=n.Group() as group):
            return n.Name(node.span, name, "op"), group
    return None


def _plain_name(node: n.Node) -> str | None:
    """The name without its indices, with its label: J_{total}, v^{new}, W^{(1)}, h_1."""
    if not isinstance(node, n.Scripted):
        return key(node) if isinstance(node, n.Name | n.Accent | n.Text | n.Function) else None
    base = key(node.base)
    if base is None or node.primes:
        return None
    if node.sup is not None:
        mark = name_mark(node.sup)
        if mark is None:
            return None
        base = base if mark == "old" else f"{base}^{mark}"
    return f"{base}_{script_text(node.sub)}" if isinstance(node.sub, MARKS) else base


def define(
    node: n.Node, value: Array, frame: Frame, origin: str = "document", arguments: n.Group | None = None
) -> bool:
    """Take `left = value` into the scope; False when the left side is of a kind that cannot be taken in."""
    node = placed(unwrap(node), frame.scope)
    name = _plain_name(node)
    known = frame.scope.tensor(name) if name and origin == "document" else None
    if known is not None and name is not None and letter(known.name) == letter(name):
        name = known.name  # h and \mathbf h are one name
    if name is None or name in tensors(value.body) or has_open(value):
        return False
    if any(inside.startswith(slope_of(name)) for inside in tensors(value.body)):
        raise NotUnderstoodError("a loss is said to be made of its own slopes", node.span)
    if SQUARE in frame.choices.met:
        hint = r"write x \odot x or \|x\|^2"
        raise NotUnderstoodError(f"{SQUARE}: entry by entry, or its product with itself?", node.span, hint=hint)
    indices: list[Variable] = []
    if isinstance(node, n.Scripted) and node.sub is not None and not isinstance(node.sub, MARKS):
        for sub in subscripts(node.sub):
            spelling = key(unwrap(sub))
            variable = frame.free.get(letter(spelling)) if spelling else None
            if variable is None or variable in indices:
                return False
            indices.append(variable)
    strays = _strays(indices, value, arguments, frame) if origin == "document" else set()
    if len(strays) > 1 or (strays and (arguments or not isinstance(node, n.Name | n.Accent))):
        return False
    if strays and _is_a_pair(value, frame.scope):
        return False
    indices += strays
    lies = _lies_as_columns(indices, value)
    slots = (*value.flat(), *indices) if lies else (*indices, *value.flat())
    if any(name in frame.scope.reach(inside) for inside in tensors(value.body)) or len(slots) > 2:
        return False
    frame.scope.add(
        Tensor(
            name,
            tuple(slot.axis for slot in slots),
            row=not indices and value.is_vector and value.slots[0] is None,
            definition=Array((*slots, None)[:2] if len(slots) < 2 else slots, value.body, value.shown),
            origin=origin,
        )
    )
    if strays:  # z = w^T x_i says what z_i is; a z alone is that of the i at hand
        frame.scope.implied[name] = indices[0].name
    elif indices and value.is_vector and len(indices) == 1:
        frame.scope.families[name] = Family(name, 1 if lies else 0)
    return True


def _strays(indices: list[Variable], value: Array, arguments: n.Group | None, frame: Frame) -> set[Variable]:
    """The free indices of a value that its name does not carry and that are not given with the problem."""
    given = {*indices, *value.flat()} | frame.scope.fixed()
    said = {letter(k) for part in walk(arguments) if (k := key(part))} if arguments else set()
    return {variable for variable in value.body.free - given if variable.name not in said}


def _is_a_pair(value: Array, scope: Scope) -> bool:
    """i and j of C = f(s_i - s_j), where only a context that nobody named says that i is given and j is any other."""
    given = value.body.free & scope.fixed() if scope.chosen else set()
    return any(variable.name in COUNTING for variable in given)


def _lies_as_columns(indices: list[Variable], value: Array) -> bool:
    r"""\hat x_j = (x_j - \mu_j) / \sigma_j of the columns x_j of a matrix x is the column j of one as well."""
    pairs = {part.indices for part in walk_terms(value.body) if isinstance(part, Entry) and len(part.indices) == 2}
    slot = value.flat()[:1]
    return len(indices) == 1 and value.is_vector and (*slot, *indices) in pairs and (*indices, *slot) not in pairs


def define_call(head: n.Node, group: n.Group, value: n.Node, frame: Frame, origin: str = "document") -> bool:
    """J(v_c, o, U) = ..., f(x) = ... or P(O=w | C=c) = ... taken into the scope."""
    name = parameter_name(pushed(head)) or _plain_name(pushed(head))
    if name is None:
        return False
    if group.given is not None:
        variable = _pattern_variable(group, value, frame)
        if variable is None:
            return False
        frame.scope.patterns = (Pattern(name, group, value, variable), *frame.scope.patterns)
        return True
    parameter = key(unwrap(group))
    if len(group.items) == 1 and parameter is not None and _is_parameter(parameter, frame):
        frame.scope.functions[name] = FunctionDefinition(name, letter(parameter), _body(value, letter(parameter)))
        return True
    if not define(head, frame.read(value), frame, origin, group):
        return False
    made = frame.scope.tensor(name)
    assert made is not None
    frame.scope.tensors[made.name] = replace(made, signature=group.items)
    return True


def _body(value: n.Node, parameter: str) -> n.Node | None:
    """The body of f(x) = ...; a body of names without x in it, as in g(x) = u^T v, says nothing about g."""
    names = {letter(k) for part in walk(value) if (k := key(part))}
    return value if parameter in names or not names else None


def _is_parameter(name: str, frame: Frame) -> bool:
    """f(x): x is a parameter when it is no declared array or definition."""
    tensor = frame.scope.tensor(name)
    return len(letter(name)) == 1 and (tensor is None or (tensor.axes == () and tensor.definition is None))


def _pattern_variable(group: n.Group, value: n.Node, frame: Frame) -> str | None:
    """The one index letter that the pattern and its value share."""

    def letters(node: n.Node) -> set[str]:
        return {letter(k) for part in walk(node) if (k := key(part))}

    shared = {name for name in letters(group) & letters(value) if name in frame.scope.ranges}
    return shared.pop() if len(shared) == 1 else None


def whole_name(node: n.Node, scope: Scope) -> str | None:
    r"""The name a node is, with its label, mark and time: \theta, W_1, W^{[1]}, h_{t-1}; None where an index stands."""
    node = pushed(unwrap(node))
    if not isinstance(node, n.Scripted):
        return key(node) if isinstance(node, n.Name | n.Accent | n.Text) else None
    node = labelled(node, scope.labels, scope.times)
    base, mark = key(node.base), name_mark(node.sup)
    if base is None or node.primes or (node.sup is not None and mark is None):
        return None
    if node.sub is not None and not isinstance(node.sub, MARKS):
        return None
    return f"{base}{f'^{mark}' if mark else ''}{f'_{script_text(node.sub)}' if node.sub is not None else ''}"


def is_name_of(node: n.Node, frame: Frame) -> str | None:
    """The tensor that a bare name stands for, for aliases such as theta = s."""
    spelling = key(pushed(unwrap(node))) if isinstance(unwrap(node), n.Name | n.Accent) else None
    tensor = frame.scope.tensor(spelling) if spelling else None
    return tensor.name if tensor else None
