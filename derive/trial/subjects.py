"""What code is held against: a loss of the library in each form that people write it in, or a function.

A function is the gradient of a loss: σ(x) that of -Σ log σ(-x). In the course, skip-gram takes the matrix of all centre
words and the place of one in it, and gives the gradient by the whole matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from derive.cases import Case, Expected, expected
from derive.codegen import Parameter, Routine
from derive.losses.code import coded
from derive.losses.library import find
from derive.losses.loss import Loss
from derive.losses.notation import PLAIN
from derive.losses.rows.starter import of_a_matrix, softplus
from derive.losses.rows.word2vec import skip_gram, skip_gram_negative_sampling
from derive.terms.index import Axis

N, K = Axis("n"), Axis("k")


@dataclass(frozen=True)
class Subject:
    """The results that are wanted.

    loss   what is drawn, and what is right there;  alone   only its gradient is given: it is the function `name`
    """

    name: str
    loss: Loss
    alone: bool = False

    def expected(self, case: Case) -> list[Expected]:
        """The results at a case."""
        found = expected(case, lax=True)
        return [replace(one, name=self.name) for one in found[1:]] if self.alone else found

    @cached_property
    def routine(self) -> Routine:
        """Code for all of them."""
        return self.loss.gradients(PLAIN)[0].numpy() if self.alone else self.loss.numpy()

    @property
    def signature(self) -> tuple[Parameter, ...]:
        """What code for it takes."""
        return self.routine.signature

    @property
    def names(self) -> tuple[str, ...]:
        """Of the results, the loss first."""
        return (self.name,) if self.alone else ("loss", *(f"d{q.name}" for q in self.loss.learned))

    def apart(self, n: int) -> Routine:
        """Code for one of the results."""
        if self.alone or n == 0:
            return self.routine if self.alone else coded(self.loss, [], (), whole=True)
        return self.loss.gradient(self.loss.learned[n - 1].name).numpy()

    def order(self, places: Sequence[str]) -> tuple[int, ...]:
        """Which of the results is given where: gradients in the order of the arguments that they are taken by."""
        if self.alone:
            return (0,)
        learned = [q.name for q in self.loss.learned]
        return (0, *(1 + learned.index(name) for name in sorted(learned, key=places.index)))


def _function(*axes: Axis) -> Callable[[], Subject]:
    return lambda: Subject("sigmoid", softplus(*axes), alone=True)


def _both(row: Callable[[], Loss]) -> tuple[Callable[[], Subject], ...]:
    """A loss of a window with the vector of its centre word, and with the matrix of all of them."""
    return lambda: Subject(row().name, row()), lambda: Subject(row().name, of_a_matrix(row()))


FORMS: Mapping[str, tuple[Callable[[], Subject], ...]] = {
    "sigmoid": (_function(N), _function(N, K), _function()),
    "skip-gram": _both(skip_gram),
    "skip-gram-negative-sampling": _both(skip_gram_negative_sampling),
}


def subjects(against: str | Loss) -> tuple[Subject, ...]:
    """Every form of what is named; of a loss itself, that one."""
    if isinstance(against, Loss):
        return (Subject(against.name, against),)
    made = FORMS.get(against.replace("_", "-"))
    return tuple(make() for make in made) if made else (Subject(against, find(against)),)
