r"""A loss as declarations: what a reader has to be told before the first formula of a derivation.

\mathbf{U} \in \mathbb{R}^{V \times d}, rows \mathbf{u}_w        w, o \in V        \mathbf{s} = \mathbf{U} \mathbf{v}_c
"""

from __future__ import annotations

from dataclasses import replace

from derive.explain.ground import Ground
from derive.explain.moves import softmax_of
from derive.losses.composition import Composition
from derive.losses.formula import array, entry
from derive.losses.manner import Manner
from derive.losses.notation import convention, letters, words
from derive.losses.quantities import Quantity
from derive.matrices.typesetting import Convention
from derive.terms.index import Axis, Variable
from derive.terms.term import Delta, Entry
from derive.terms.typesetting import latex, lettered, of_index


def statements(loss: Composition, manner: Manner) -> list[str]:
    """The declarations under which everything written of the loss in this manner can be read."""
    page = convention(loss, manner)
    return [
        *_ranges(loss, page),
        *(_given(q, loss, page) for q in loss.given),
        *(_defined(q, loss, page) for q in loss.quantities if q.body is not None),
        *(_event(q, loss, page) for q in loss.quantities if q.name in page.style.events),
        *_facts(loss, page),
        f"{loss.symbol} = {latex(loss.term, page.style)}",
    ]


def _ranges(loss: Composition, page: Convention) -> list[str]:
    """k = 1..K for an index that numbers something, o \\in V for one that chooses."""
    said = []
    for axis, letters_of_it in letters(loss).items():
        names = [page.style.called.get(name, name) for name in letters_of_it]
        if axis.half:
            half = page.style.sizes[Axis(axis.half)]
            said += [f"{name} = -{half}..{half}" for name in names]
        else:
            said.append(rf"{', '.join(names)} \in {page.style.sizes[axis]}")
    for name, axis in loss.functions.items():
        said.append(rf"{of_index(loss.applied[name], page.style)} \in {page.style.sizes[axis]}")
    return said


def _given(quantity: Quantity, loss: Composition, page: Convention) -> str:
    name = page.style.names[quantity.name]
    turned = quantity.name in page.turned
    if not quantity.axes:
        return rf"{name} \in \mathbb{{R}}"
    sides = [page.style.sizes[axis] for axis in quantity.axes]
    sides = ["1", *sides] if quantity.name in page.rows else sides[::-1] if turned else sides
    shape = r" \times ".join(sides)
    said = rf"{name} \in \mathbb{{R}}^{{{shape}}}"
    if words(quantity):
        letter = letters(loss).get(quantity.axes[0], "w")[0]
        letter = page.style.called.get(letter, letter)
        said += f", {'columns' if turned else 'rows'} {page.style.families[quantity.name][0]}_{letter}"
    return said


def _event(quantity: Quantity, loss: Composition, page: Convention) -> str:
    r"""P(O=w \mid C=c) = \hat{y}_{w}"""
    style = lettered(page.style, at := Entry(quantity.name, loss.definitions[quantity.name].slots))
    return f"{latex(at, style)} = {latex(at, replace(style, events={}))}"


def shown(quantity: Quantity, loss: Composition, page: Convention) -> str:
    """A quantity in a sentence: its name, with its definition where that is a formula."""
    said = _defined(quantity, loss, page) if quantity.body is not None else ""
    return page.style.names[quantity.name] if not said or "onehot" in said else said


def _defined(quantity: Quantity, loss: Composition, page: Convention) -> str:
    """The definition as people write it: onehot, softmax, matrices, or entry by entry."""
    definition, name = loss.definitions[quantity.name], page.style.names[quantity.name]
    if isinstance(definition.body, Delta):
        other = next(i for i in (definition.body.left, definition.body.right) if i not in definition.slots)
        return f"{name} = onehot({of_index(other, page.style)})"
    softmax = softmax_of(quantity.name, Ground(loss.definitions))
    if softmax is not None and isinstance(softmax.score, Entry) and softmax.score.indices == definition.slots:
        return rf"{name} = \operatorname{{softmax}}({page.style.names[softmax.score.tensor]})"
    shown = array(definition.body, definition.slots, quantity.name in page.rows, page)
    return f"{name} = {shown}" if shown else entry(Entry(quantity.name, definition.slots), definition.body, page)


def _facts(loss: Composition, page: Convention) -> list[str]:
    sums = [
        rf"assume \sum_k {latex(Entry(name, (Variable('k', loss[name].axes[place]),)), page.style)} = 1"
        for name, place in sorted(loss.facts.distributions)
    ]
    apart = [
        rf"may assume {of_index(other, page.style)} \ne {of_index(loss.applied[name], page.style)}"
        for name, other in sorted(loss.facts.avoids, key=str)
    ]
    distinct = [
        f"may assume {of_index(loss.applied[name], page.style)} distinct" for name in sorted(loss.facts.injective)
    ]
    return [*sums, *apart, *distinct]
