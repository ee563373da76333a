r"""Arrays from terms: a term over its open indices becomes an expression over whole arrays.

Term, its open indices  --Arrays.array()-->  Code

Σ_w U[w,a] e[w]          U.T @ e           by the matrix form of the term, where it has one
U[w(k), a]               U[w]              rows are gathered
U[w(j,k), a]             U[w]              by a table of two indices as well
y_i / p_i                y / p             powers and functions, entry by entry
Σ_ij A[i,j] B[j,k] C[k,i]   np.einsum      where three arrays meet
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase

from derive.codegen import tree
from derive.codegen.errors import NotCodedError
from derive.codegen.functions import of_function
from derive.codegen.products import Products
from derive.codegen.tree import NEW, WHOLE, At, Call, Code, Equation, Extent, Infix, Number
from derive.matrices.forms import Scalar
from derive.matrices.plan import contraction, flat, matrix_form
from derive.terms import term as terms
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.printing import plain
from derive.terms.substitute import substitute
from derive.terms.term import Add, Apply, Delta, Entry, Mul, Pow, Size, Sum, Term, add, children, mul, rebuild

Slots = tuple[Variable, ...]
Placer = Callable[[Term, Slots], Code]


class Arrays:
    """The arrays that a routine has, and how terms over them are said.

    names      of every tensor, and of every index function
    positions  the free indices, which are numbers to the routine
    sizes      the length of every axis
    windows    by half of a window, the number of words in it but the centre
    dtype      that of new arrays
    place      what says a sum of deltas, as in Σ_k [w(k) = x] g_k
    """

    def __init__(
        self,
        names: Mapping[str, Code],
        positions: Mapping[Variable, Code],
        sizes: Mapping[Axis, Code],
        windows: Mapping[Axis, Code],
        dtype: Code,
    ) -> None:
        self.names = dict(names)
        self.positions = positions
        self.sizes = sizes
        self.windows = windows
        self.dtype = dtype
        self.place: Placer | None = None
        self.atoms: dict[str, Code] = {}

    # the door

    def array(self, term: Term, slots: Slots) -> Code:
        """The term as an array with one side for every slot, in this order; a side it does not speak of is missing."""
        slots = tuple(slot for slot in slots if slot in term.free)
        term = self.hidden(term)
        if isinstance(term, Entry) and term.tensor in self.atoms:
            return self.turned(self.atoms[term.tensor], term.indices, slots)
        form = matrix_form(term, *slots) if 0 < len(slots) <= 2 else None if slots else contraction(term)
        made = Products(self).array(form) if form is not None and not isinstance(form, Scalar) else None
        return made if made is not None else self.apart(term, slots)

    def spread(self, term: Term, slots: Slots) -> Code:
        """The term as an array that lies over the slots: a side it does not speak of has length 1."""
        made = self.array(term, slots)
        sides = [WHOLE if slot in term.free else NEW for slot in slots]
        while sides and sides[0] == NEW:
            sides.pop(0)
        return At(made, tuple(sides)) if NEW in sides else made

    def open(self, term: Term) -> Slots:
        """The indices that are no numbers, in their order."""
        return tuple(sorted((v for v in term.free if v not in self.positions), key=lambda v: v.key))

    def size(self, axis: Axis) -> Code:
        """The number of positions of an axis."""
        if axis.fixed is not None:
            return Number(axis.fixed)
        if axis not in self.sizes:
            raise NotCodedError(f"no array has a side along the axis {axis}, so its size is unknown; give one")
        return self.sizes[axis]

    def count(self, axis: Axis) -> Code:
        """The same as a factor: half of a window is that, where no array has such a side."""
        if axis in self.windows and axis not in self.sizes:
            return Infix("/", self.windows[axis], Number(2))
        return self.size(axis)

    # parts that are no products

    def hidden(self, term: Term) -> Term:
        """The term with an array of its own in place of every part that is no sum or product of arrays."""
        match term:
            case Entry() if not self.gathers(term):
                return term
            case terms.Number() | Size():
                return term
            case Add() | Sum() | Mul() if self.softmax(term) is None and apart_from(term) is None:
                return rebuild(term, tuple(self.hidden(self.placed(part)) for part in children(term)))
            case Delta(left, right) if self.open(term) == tuple(sorted((left, right), key=lambda i: i.key)):
                return term
        slots = self.sides(term)
        return self.atom(self.whole(term, slots), slots) if slots else term

    def sides(self, term: Term) -> Slots:
        """Its open indices, in the order of the sides of the array that is there anyhow."""
        if isinstance(term, Entry) and len(own := [v for i in term.indices for v in self.open_of(i)]) == len(set(own)):
            return tuple(own)
        return self.open(term)

    def placed(self, term: Term) -> Term:
        """A factor that puts numbers into places, made first."""
        if self.place is None or not self.places(term):
            return term
        slots = self.open(term)
        return self.atom(self.place(term, slots), slots)

    def atom(self, code: Code, slots: Slots) -> Entry:
        """An entry that stands for an array that is made already."""
        name = f"%{len(self.atoms)}"
        self.atoms[name] = code
        return Entry(name, slots)

    def gathers(self, entry: Entry) -> bool:
        """Some index of it is no open index, or one stands twice."""
        return len(set(entry.indices)) < len(entry.indices) or not all(
            isinstance(i, Variable) and i not in self.positions for i in entry.indices
        )

    def whole(self, term: Term, slots: Slots) -> Code:
        """A part that is no sum or product of arrays, over all its open indices."""
        match term:
            case Entry(tensor, indices):
                return self.gathered(tensor, indices, slots)
            case Delta(left, right):
                return Infix("==", self.indices(left, slots), self.indices(right, slots))
            case Add() if (delta := apart_from(term)) is not None:
                return Infix("!=", self.indices(delta.left, slots), self.indices(delta.right, slots))
            case Mul() | Apply() if (found := self.softmax(term)) is not None:
                scores, over = found
                others = tuple(slot for slot in slots if slot is not over)
                return self.turned(Call("softmax", (self.array(scores, (*others, over)),)), (*others, over), slots)
            case Apply("log", Sum(index, Apply("exp", inside))):
                return Call("log_sum_exp", (self.array(inside, (*slots, index)),))
            case Apply(function, argument):
                return of_function(function, self.array(argument, slots))
            case Pow(base, exponent):
                return self.power(self.array(base, slots), exponent)
        raise NotCodedError(f"there is no code for {plain(term)}")

    def power(self, base: Code, exponent: Term) -> Code:
        """base ** exponent"""
        match exponent:
            case terms.Number(value) if value < 0:
                return Infix("/", tree.ONE, self.power(base, terms.Number(-value)))
            case terms.Number(value) if value == 1:
                return base
            case terms.Number(value) if value * 2 == 1 and not isinstance(base, Extent):
                return Call("sqrt", (base,))
        return Infix("**", base, self.array(exponent, ()))

    def softmax(self, term: Term) -> tuple[Term, Variable] | None:
        """The scores of e^s_i / Σ_k e^s_k or e^(s_i - log Σ_k e^s_k), and the i."""
        match term:
            case Mul((Apply("exp", top), Pow(Sum(index, Apply("exp", bottom)), terms.Number(power)))) if power == -1:
                return self.along(top, index, bottom)
            case Apply("exp", Add((*rest, Mul((minus, Apply("log", Sum(index, Apply("exp", bottom)))))))):
                return self.along(add(*rest), index, bottom) if minus is terms.Number(-1) else None
        return None

    def along(self, top: Term, index: Variable, bottom: Term) -> tuple[Term, Variable] | None:
        """The open index of a score that a sum runs over."""
        for slot in self.open(top):
            if slot.axis == index.axis and index in bottom.free and substitute(bottom, {index: slot}) is top:
                return top, slot
        return None

    # indices

    def gathered(self, tensor: str, indices: Sequence[Index], slots: Slots) -> Code:
        """T[w, :] for T_{w(k) a}, T[w, :] for T_{w(j,k) a} where w is a table"""
        bent = [i for i in indices if not isinstance(i, Variable) and self.open_of(i)]
        if len(bent) > 1:
            raise NotCodedError(
                f"there is no code for {plain(Entry(tensor, tuple(indices)))}: two indices are functions"
            )
        sides: list[Code | str] = [WHOLE if self.is_open(i) else self.index(i) for i in indices]
        taken = [n for n, side in enumerate(sides) if side != WHOLE]
        first = bent if bent and len(taken) <= taken[-1] - taken[0] else []  # where NumPy puts what is chosen apart
        order = [v for i in (*first, *(i for i in indices if i not in first)) for v in self.open_of(i)]
        while len(sides) > 1 and sides[-1] == WHOLE:
            sides.pop()
        made = At(self.named(tensor), tuple(sides)) if set(sides) - {WHOLE} else self.named(tensor)
        return self.turned(made, order, slots)

    def is_open(self, index: Index) -> bool:
        """An index that is no number to the routine."""
        return isinstance(index, Variable) and index not in self.positions

    def open_of(self, index: Index) -> list[Variable]:
        """The open indices that an index term speaks of: those of the sides of its array of positions."""
        if isinstance(index, Applied):
            return [v for argument in index.arguments for v in self.open_of(argument)]
        return [v for v in index.free if v not in self.positions]

    def index(self, index: Index) -> Code:
        """Positions, counted from 0."""
        match index:
            case Variable() if index in self.positions:
                return self.positions[index]
            case Literal(value, axis) if not axis.half:
                return Number(value - 1)
            case Applied(function, arguments, _):
                sides = tuple(WHOLE if self.is_open(a) else self.index(a) for a in arguments)
                chosen = [a for a in arguments if not self.is_open(a)]
                if len(chosen) < 2 or not any(map(self.open_of, chosen)):
                    return At(self.named(function), sides) if chosen else self.named(function)
        raise NotCodedError(f"there is no code for the index {index.key}")

    def indices(self, index: Index, slots: Slots) -> Code:
        """The positions that an index term takes over the slots."""
        own = tuple(slot for slot in slots if slot in self.open_of(index))
        made = Call("arange", (self.size(index.axis),)) if index in own else self.index(index)
        made = self.turned(made, self.open_of(index), own)
        sides = [WHOLE if slot in own else NEW for slot in slots]
        return At(made, tuple(sides)) if own and NEW in sides else made

    def named(self, tensor: str) -> Code:
        """The array of that name."""
        if tensor in self.names:
            return self.names[tensor]
        return self.atoms[tensor]

    def turned(self, code: Code, own: Sequence[Index], slots: Slots) -> Code:
        """The array with its sides in the order of the slots; sides along one slot become its diagonal."""
        if tuple(own) == slots:
            return code
        if len(own) == len(slots) == 2 and tuple(own[::-1]) == slots:
            return tree.turned(code)
        letters = _letters(slots)
        return Call("einsum", (Equation(("".join(letters[i] for i in own),), "".join(letters.values())), code))

    def places(self, term: Term, bound: frozenset[Variable] = frozenset()) -> bool:
        """A sum or product with a delta that ties an open index to a chosen one, as in Σ_k [w(k) = x] g_k."""
        match term:
            case Add() | Mul():
                return any(self.places(part, bound) for part in children(term))
            case Sum(index, body):
                return self.places(body, bound | {index})
            case Delta():
                return self.tied(term, bound) is not None
        return False

    def tied(self, delta: Delta, bound: frozenset[Variable] = frozenset()) -> tuple[Variable, Index] | None:
        """The open index of a delta, and what it is tied to."""
        for one, other in ((delta.left, delta.right), (delta.right, delta.left)):
            free = isinstance(one, Variable) and one not in self.positions and one not in bound
            if free and not (isinstance(other, Variable) and other not in self.positions):
                return one, other  # type: ignore[return-value]
        return None

    # where there is no matrix form

    def apart(self, term: Term, slots: Slots) -> Code:
        """The term entry by entry, its sums as contractions of many arrays."""
        match term:
            case terms.Number(value):
                return Number(value)
            case Size(axis):
                return self.count(axis)
            case Entry(tensor, indices):
                return self.gathered(tensor, indices, slots)
            case Add(summands):
                return tree.plus([self.spread(part, slots) for part in summands])
            case Mul() | Sum():
                return self.contracted(term, slots)
        return self.whole(term, slots)

    def contracted(self, term: Term, slots: Slots) -> Code:
        """Σ over the bound indices of a product of arrays."""
        bound, factors = flat(term)
        if not bound:
            return tree.times([self.spread(factor, slots) for factor in factors])
        if len(factors) == 1 and not slots:
            return tree.reduced(self.array(factors[0], tuple(bound)))
        arrays = [f for f in factors if self.open(f)]
        counted = [Size(index.axis) for index in bound if not any(index in f.free for f in arrays)]
        numbers = [*(f for f in factors if not self.open(f)), *counted]
        letters = _letters((*slots, *bound))
        if len(arrays) == 2 and len(bound) == 1 and (made := self.along_last(arrays, bound[0], slots)) is not None:
            return tree.times([*([self.array(mul(*numbers), ())] if numbers else []), made])
        subscripts = tuple("".join(letters[v] for v in self.sides(f)) for f in arrays)
        stay = "".join(letters[slot] for slot in slots if any(slot in f.free for f in arrays))
        made = Call("einsum", (Equation(subscripts, stay), *(self.array(f, self.sides(f)) for f in arrays)))
        return tree.times([*([self.array(mul(*numbers), ())] if numbers else []), made])

    def along_last(self, arrays: Sequence[Term], bound: Variable, slots: Slots) -> Code | None:
        """Σ_a T_{..a} v_a = T @ v"""
        vector, stack = sorted(arrays, key=lambda f: len(f.free))
        if self.sides(vector) != (bound,) or self.sides(stack) != (*slots, bound):
            return None
        return Infix("@", self.array(stack, self.sides(stack)), self.array(vector, (bound,)))


def apart_from(term: Term) -> Delta | None:
    """The delta of 1 - [p = q], which is 1 where the places differ."""
    match term:
        case Add((terms.Number(one), Mul((terms.Number(minus), Delta() as delta)))) if one == 1 and minus == -1:
            return delta
    return None


def _letters(indices: Sequence[Index]) -> dict[Index, str]:
    """A letter for each index, for einsum."""
    if len(indices) > len(ascii_lowercase):
        raise NotCodedError(f"a product over {len(indices)} indices, of which einsum takes {len(ascii_lowercase)}")
    return dict(zip(indices, ascii_lowercase, strict=False))
