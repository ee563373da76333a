r"""What the built-in contexts take from the loss library: the definitions below a line `from LOSS: ...`, written anew.

    from softmax-cross-entropy: theta = s, yhat = p, i = j, loss = L(y, p), facts
      p = \operatorname{softmax}(s)
      L(y, p) = -\sum_{j} y_{j} \log(p_{j})
      may assume \sum_k y_{k} = 1

    theta = s       the quantity theta is called s here; what the loss defines is defined below
    yhat            the same, by the name it has in the library
    U by u          the matrix U is spoken of by its members u_w alone
    i = j           the index i is called j
    loss = L(y, p)  the loss is written below under this name
    LOSS = J(v, o)  another loss of the library that this one is made of, at the word o
    facts           what may be assumed is written below
    as columns      behind the name: what the library writes as rows are columns, its matrices are stored transposed
    number by number    no definition in vectors

The way of `derive check` reads the lines, and loads neither this file nor the library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from derive.declarations.statements import split
from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.library import LIBRARY, find
from derive.losses.respelled import Names, Part, assumed, value, written
from derive.terms.typesetting import HOLE

HEAD = re.compile(r"from (?P<loss>[\w-]+)(?P<ways>(?:, [\w ]+)*): (?P<items>.+)")
WAYS = ("as columns", "number by number")


@dataclass(frozen=True)
class Borrowed:
    """What one line takes."""

    loss: Composition
    names: Names
    wanted: tuple[str, ...]
    facts: bool = False

    @property
    def lines(self) -> list[str]:
        """The statements that stand below the line."""
        loss = [value(self.loss, self.names)] if self.names.symbol else []
        facts = assumed(self.loss, self.names) if self.facts else []
        return [*written(self.loss, self.names, self.wanted), *loss, *facts]


def renewed(text: str) -> str:
    """A context with everything that it takes from the library as the library says it now."""
    made: list[str] = []
    for line in text.splitlines():
        if line.startswith("from "):
            made += [line, *(f"  {statement}" for statement in borrowed(line).lines)]
        elif not line.startswith("  "):
            made.append(line)
    return "\n".join(made) + "\n"


def borrowed(line: str) -> Borrowed:
    """What a line `from ...` says; UsageError names what the loss does not have."""
    found = HEAD.fullmatch(line)
    ways = split(found["ways"])[1:] if found else []
    if not found or not set(ways) <= set(WAYS):
        raise UsageError(f"{line!r}: expected 'from LOSS: NAME = LATEX, ...', behind LOSS {' or '.join(WAYS)}")
    loss, said = find(found["loss"]), _Said()
    for item in split(found["items"]):
        said.take(item, loss)
    names = Names(
        said.arrays, said.members, said.letters, said.symbol, tuple(said.parts), "as columns" in ways, WAYS[1] in ways
    )
    return Borrowed(loss, names, tuple(said.arrays), said.facts)


@dataclass
class _Said:
    """The items of a line, sorted by what they name."""

    arrays: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    symbol: str = ""
    facts: bool = False

    def take(self, item: str, loss: Composition) -> None:
        name, _, latex = item.partition(" = ")
        matrix, by, member = item.partition(" by ")
        if item == "facts":
            self.facts = True
        elif name == "loss":
            self.symbol = latex
        elif by:
            self.members[loss[matrix].name] = member
        elif name in LIBRARY:
            self.parts.append(_part(find(name), latex))
        elif name in {index.name for index in loss.indices} - {quantity.name for quantity in loss.quantities}:
            self.letters[name] = latex
        else:
            usual = loss[name].latex
            self.arrays[name] = latex or usual


def _part(loss: Composition, latex: str) -> Part:
    """J(v_c, o, U) at any word in place of o"""
    (chosen,) = loss.chosen
    return Part(loss, re.sub(rf"\b{chosen.symbol.name}\b", HOLE, latex))
