r"""A loss as declarations: what a reader has to be told before the first formula of a derivation.

\mathbf{U} \in \mathbb{R}^{V \times d}, rows \mathbf{u}_w        w, o \in V        \mathbf{s} = \mathbf{U} \mathbf{v}_c
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.explain.ground import Ground
from derive.explain.moves import softmax_of
from derive.losses.composition import Composition
from derive.losses.formula import array, entry
from derive.losses.manner import Manner
from derive.losses.notation import RATE, convention, letters, words
from derive.losses.quantities import Quantity
from derive.matrices.typesetting import Convention
from derive.terms.facts import at_value
from derive.terms.index import Axis, Variable
from derive.terms.term import Delta, Entry
from derive.terms.typesetting import latex, lettered, of_index

WORD_BELOW = re.compile(r"_\{([A-Za-z]+)\}$")
LETTER_BELOW = re.compile(r"_\{?([A-Za-z]+)\}?$")


def statements(loss: Composition, manner: Manner) -> list[str]:
    """The declarations under which everything written of the loss in this manner can be read."""
    page = convention(loss, manner)
    return [
        *_letters(loss),
        *ranges(loss, page),
        *(given(q, loss, page) for q in loss.given),
        *(defined(q, loss, page) for q in loss.quantities if q.body is not None),
        *(_event(q, loss, page) for q in loss.quantities if q.name in page.style.events),
        *_held(loss, page),
        *facts(loss, page),
        *([rf"{page.style.names[RATE]} \in \mathbb{{R}}"] if manner.updates == "with" else []),
        f"{loss.symbol} = {latex(loss.term, page.style)}",
    ]


def _letters(loss: Composition) -> list[str]:
    """The step of a recurrent network, and what stands below a name and is no index."""
    below = LETTER_BELOW if loss.time else WORD_BELOW
    labels = [q.latex for q in loss.quantities if (found := below.search(q.latex)) and found[1] != loss.time]
    return [f"time {loss.time}"] * bool(loss.time) + [f"label {', '.join(labels)}"] * bool(labels)


def _held(loss: Composition, page: Convention) -> list[str]:
    """What stands at the step before is given: a gradient is that of this step alone."""
    at = re.compile(rf"{re.escape(loss.time)}-\d") if loss.time else None
    names = [page.style.names[q.name] for q in loss.given if at and at.search(q.latex)]
    return [f"fixed {', '.join(names)}"] if names else []


def ranges(loss: Composition, page: Convention) -> list[str]:
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


def given(quantity: Quantity, loss: Composition, page: Convention) -> str:
    r"""W \in \mathbb{R}^{n \times d}"""
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
    said = defined(quantity, loss, page) if quantity.body is not None else ""
    return page.style.names[quantity.name] if not said or "onehot" in said else said


def defined(quantity: Quantity, loss: Composition, page: Convention) -> str:
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


def facts(loss: Composition, page: Convention) -> list[str]:
    """What may be assumed of the indices, and what sums to 1."""
    sums = [f"assume {_adds_up(loss[name], place, loss, page)}" for name, place in sorted(loss.facts.distributions)]
    above = [
        f"assume {page.style.names[name]}_{letters(loss)[loss[name].axes[0]][0]} > 0"
        for name in sorted(loss.facts.positive)
    ]
    apart = [
        rf"may assume {of_index(at_value(other, loss.applied[name]), page.style)} \ne "
        rf"{of_index(loss.applied[name], page.style)}"
        for name, other in sorted(loss.facts.avoids, key=str)
    ]
    distinct = [
        f"may assume {of_index(loss.applied[name], page.style)} distinct" for name in sorted(loss.facts.injective)
    ]
    return [*sums, *above, *apart, *distinct]


def _adds_up(quantity: Quantity, place: int, loss: Composition, page: Convention) -> str:
    r"""\sum_k y_k = 1"""
    called = letters(loss)
    at = tuple(Variable(called[axis][-(n == place)], axis) for n, axis in enumerate(quantity.axes))
    return rf"\sum_{at[place].name} {latex(Entry(quantity.name, at), page.style)} = 1"
