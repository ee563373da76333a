"""What the contexts take from the loss library is what the library says, in the files and in meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files

import pytest

from derive.declarations.borrowed import Borrowed, borrowed, renewed
from derive.declarations.contexts import BUILT_IN, context
from derive.declarations.statements import declare
from derive.declarations.texts import declared_term
from derive.errors import UsageError
from derive.explain.checked import decided
from derive.explain.ground import Ground
from derive.indexing.indices import free_axes
from derive.losses import LIBRARY
from derive.losses.composition import Composition
from derive.meaning.define import whole_name
from derive.meaning.elaborate import new_frame
from derive.naming.arrays import Array
from derive.naming.choices import Choices
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.reader import read_term
from derive.terms.facts import NONE
from derive.terms.index import Applied, Axis, Index, Literal, Variable
from derive.terms.substitute import map_entries, tensors
from derive.terms.term import Delta, Entry, Size, Sum, Term, children, rebuild


def text_of(name: str) -> str:
    return files("derive.declarations").joinpath("contexts", f"{name}.txt").read_text(encoding="utf-8")


HEADS = [(name, line) for name in BUILT_IN for line in text_of(name).splitlines() if line.startswith("from ")]


@pytest.mark.parametrize("name", BUILT_IN)
def test_contexts_are_current(name: str) -> None:
    assert renewed(text_of(name)) == text_of(name), "run `make library`"


def test_most_contexts_take_their_losses_from_the_library() -> None:
    own = {
        "logistic-one",
        "network-binary",
        "lstm-joined",
        "gru-joined",
    }  # one number, or blocks: no loss of the library's
    assert {name for name, _ in HEADS} == set(BUILT_IN) - own
    assert len({borrowed(line).loss.name for _, line in HEADS}) > 12


# the law: what a context means by a name is what the library says, over the names of the context


@pytest.mark.parametrize(("name", "head"), HEADS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(HEADS)])
def test_the_meaning_is_that_of_the_library(name: str, head: str) -> None:
    taken = borrowed(head)
    pairs = list(meanings(taken, taken.loss, context(name)))
    assert len(pairs) == len(taken.lines) - len(facts_of(taken))
    assert all(decided(ours, theirs, NONE) for ours, theirs in pairs)


@pytest.mark.parametrize(("name", "head"), [row for row in HEADS if borrowed(row[1]).loss.known_by])
def test_a_loss_behind_a_layer_is_known_by_its_output(name: str, head: str) -> None:
    taken, scope = borrowed(head), context(name)
    outputs = [taken.names.arrays[output] for output in taken.loss.known_by]
    assert scope.losses[taken.names.symbol] == tuple(whole_name(declared_term(latex), scope) for latex in outputs)


@pytest.mark.parametrize(("name", "head"), HEADS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(HEADS)])
def test_a_change_of_the_library_is_noticed(name: str, head: str) -> None:
    taken = borrowed(head)
    changed = replace(
        taken.loss,
        value=2 * taken.loss.term,
        quantities=tuple(
            q if q.body is None else replace(q, body=replace(d, body=2 * d.body))
            for q in taken.loss.quantities
            for d in [taken.loss.definitions.get(q.name)]
            if d or q.body is None
        ),
    )
    found = [decided(ours, theirs, NONE) for ours, theirs in meanings(taken, changed, context(name))]
    assert len(found) == len(list(meanings(taken, taken.loss, context(name))))
    assert not any(found)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("softmax", r"-\sum_j y_j \log(p_j)", r"\sum_j y_j \log(p_j)"),
        ("word2vec", r"\mathbf{u}_{w_k}", r"\mathbf{u}_o"),
        ("network-columns", "\n  z_1 = W_1 x + b_1", "\n  z_1 = W_1 x - b_1"),
        ("lstm", r"o_t \odot \tanh", r"i_t \odot \tanh"),
        ("word2vec-2014", r"-\log(y_{j^*})", r"-\log(y_{I})"),
    ],
)
def test_a_change_of_a_context_is_noticed(name: str, old: str, new: str) -> None:
    assert old in text_of(name)
    changed = text_of(name).replace(old, new)
    assert renewed(changed) == text_of(name)
    scope = Scope(name)
    for line in changed.splitlines():
        if not line.startswith(("#", "from ")):
            declare(line.strip(), scope, "context")
    found = [
        decided(ours, theirs, NONE)
        for other, head in HEADS
        if other == name
        for taken in [borrowed(head)]
        for ours, theirs in meanings(taken, taken.loss, scope)
    ]
    assert False in found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("from naive-softmx: loss = J", "did you mean naive-softmax"),
        ("from naive-softmax: yhut = p", "has no 'yhut'"),
        ("from naive-softmax, sideways: yhat", "behind LOSS as columns or number by number"),
        ("from naive-softmax", "expected 'from LOSS: NAME = LATEX, ...'"),
        ("from naive-softmax: w = x", "two indices of naive-softmax would be called x"),
    ],
)
def test_what_a_loss_does_not_have_is_said(line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        renewed(line)


# how the two are brought together


def facts_of(taken: Borrowed) -> list[str]:
    return [line for line in taken.lines if line.startswith(("may ", "loss "))]


def meanings(taken: Borrowed, loss: Composition, scope: Scope) -> Iterator[tuple[Term, Term]]:
    """What the context means, and what the library says, of everything that is defined."""
    meets = Meeting(taken, loss, scope)
    for name in taken.wanted:
        if name in loss.definitions:
            slots = tuple(Variable(f"?{k}", meets.axes[axis]) for k, axis in enumerate(loss[name].axes))
            yield meets.context(name, slots), meets.library(loss.definitions[name].at(meets.back(slots)))
    if taken.names.symbol and not loss.known_by:
        yield scope.unfold(meets.read(taken.names.symbol).body), meets.library(loss.term)


def spoken_of(taken: Borrowed, loss: Composition) -> frozenset[str]:
    """The given arrays that matter, and what is defined."""
    ground = Ground(loss.definitions)
    names = {name for name in taken.wanted if name in loss.definitions}
    names |= tensors(loss.term) if taken.names.symbol and not loss.known_by else set()
    reached = frozenset[str]().union(*map(ground.reach, names))
    return frozenset(
        q.name for q in loss.quantities if q.name in reached and (q.body is None or q.name in taken.wanted)
    )


class Meeting:
    """The names, indices and axes of the library as the context has them."""

    def __init__(self, taken: Borrowed, loss: Composition, scope: Scope) -> None:
        self.taken, self.loss, self.scope = taken, loss, scope
        self.axes: dict[Axis, Axis] = {}
        self.arrays = {name: self.array(name) for name in sorted(spoken_of(taken, loss))}
        for name, value in self.arrays.items():
            self.axes |= dict(zip(loss[name].axes, (slot.axis for slot in value.flat()), strict=True))
        drawn = {f.name: f.arguments for functions in scope.index_functions.values() for f in functions}
        self.axes |= {
            own.axis: axis
            for a in loss.applied.values()
            if a.function in drawn
            for own, axis in zip(a.arguments, drawn[a.function], strict=True)
        }

    def read(self, latex: str) -> Array:
        node = read_term(latex)
        assert isinstance(node, n.Node), latex
        frame = new_frame(self.scope, choices=Choices())
        frame.guesses.update(free_axes([node], frame))
        return frame.read(node)

    def array(self, name: str) -> Array:
        """An array of the library as the context writes it, its sides in the order of the library."""
        names, quantity = self.taken.names, self.loss[name]
        if name in names.members:
            family = self.scope.families[names.members[name].replace(r"\mathbf{", "bf:").rstrip("}")]
            tensor = self.scope.tensors[family.tensor]
            slots = tuple(Variable(f"!{k}", axis) for k, axis in enumerate(tensor.axes))
            return Array(slots if family.position == 0 else slots[::-1], Entry(tensor.name, slots), name)
        found = self.read(names.arrays.get(name, quantity.latex))
        slots = found.flat()[::-1] if names.columns and len(quantity.axes) == 2 else found.flat()
        return Array(slots, found.body, name)

    def context(self, name: str, at: tuple[Variable, ...]) -> Term:
        return self.scope.unfold(self.arrays[name].at(*at))

    def back(self, slots: tuple[Variable, ...]) -> tuple[Variable, ...]:
        """The same positions over the axes of the library."""
        there = {context: own for own, context in self.axes.items()}
        return tuple(Variable(slot.name, there[slot.axis]) for slot in slots)

    def library(self, term: Term) -> Term:
        """A term of the library, unfolded, over the names and axes of the context."""
        whole = moved(Ground(self.loss.definitions).unfolded(term), self.axes, self.taken.names.letters)
        return self.scope.unfold(map_entries(whole, lambda entry: self.arrays[entry.tensor].at(*entry.indices)))


def moved(term: Term, axes: Mapping[Axis, Axis], letters: Mapping[str, str]) -> Term:
    """The term over other axes, its free letters called otherwise."""

    def index(one: Index) -> Index:
        axis = axes.get(one.axis, one.axis)
        match one:
            case Variable(name, _):
                return Variable(letters.get(name, name), axis)
            case Literal(value, _):
                return Literal(value, axis)
            case Applied(function, arguments, _):
                return Applied(function, tuple(map(index, arguments)), axis)
        raise TypeError(one)

    match term:
        case Sum(bound, body):
            over = index(bound)
            assert isinstance(over, Variable)
            return Sum(over, moved(body, axes, letters))
        case Entry(tensor, indices):
            return Entry(tensor, tuple(map(index, indices)))
        case Delta(left, right):
            return Delta(index(left), index(right))
        case Size(axis):
            return Size(axes.get(axis, axis))
    parts = children(term)
    return rebuild(term, tuple(moved(part, axes, letters) for part in parts)) if parts else term


def test_every_loss_of_a_context_is_one_of_the_library() -> None:
    assert {borrowed(line).loss.name for _, line in HEADS} <= set(LIBRARY)
