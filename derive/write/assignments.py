r"""Whole assignments: their parts in order, each of equalities to be shown and derivatives to be found.

One row an assignment. A part names losses of the library; what is written of it is derived, nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from derive.explain.ground import Definition
from derive.losses import library
from derive.losses.loss import Loss
from derive.losses.naming import renamed
from derive.losses.quantities import Quantity, given
from derive.terms.facts import NONE
from derive.terms.functions import exp, log, sigma
from derive.terms.index import Variable, fresh
from derive.terms.term import Apply, Entry, Mul, Number, Pow, Size, Sum, Term
from derive.write.pages import Route
from derive.write.steps import Shown

NUMBER = given("z", (), "z", "any number")
SHIFT = given("c", (), "c", "any number", learned=False)


@dataclass(frozen=True)
class Gradients:
    """Derive d loss / d x for each x, and perhaps say where it is 0."""

    loss: Loss
    wrt: tuple[str, ...]
    route: str
    zero: bool = False


@dataclass(frozen=True)
class Equality:
    """Show that terms over the quantities of a loss are equal, with a reason where one is not to be found."""

    loss: Loss
    terms: Callable[[Route], tuple[Shown, ...]]


@dataclass(frozen=True)
class Derivative:
    """Derive the derivative of one quantity by another, case by case."""

    loss: Loss
    of: str
    by: str


Question = Gradients | Equality | Derivative


@dataclass(frozen=True)
class Part:
    """What is to be shown under one letter or number."""

    task: str
    questions: tuple[Question, ...]
    label: str = ""  # a letter in its turn where there is none


@dataclass(frozen=True)
class Assignment:
    """Parts in their order."""

    name: str
    title: str
    parts: tuple[Part, ...]


def part(task: str, *questions: Question, label: str = "") -> Part:
    """A part with its questions."""
    return Part(task, questions, label)


# equalities


def _cross_entropy(route: Route) -> tuple[Shown, ...]:
    """-Σ_w y_w log ŷ_w = -log ŷ_o"""
    return Shown(_against_labels(route), ""), Shown(route.loss.term, "")


def _against_labels(route: Route) -> Term:
    w = _any(route, "y")
    return -Sum(w, Entry("y", (w,)) * log(Entry("yhat", (w,))))


def _sigmoid(route: Route) -> tuple[Shown, ...]:
    """d/dz 1 / (1 + e^-z) = σ(z) (1 - σ(z))"""
    z = Entry("z")
    left = route.ground.hold(1 / (Number(1) + exp(-z)), z)
    return Shown(left, ""), Shown(sigma(z) * (1 - sigma(z)), "")


def _shifted(route: Route) -> tuple[Shown, ...]:
    """softmax(θ + c)_i = softmax(θ)_i"""
    i, k = (fresh(axis) for axis in 2 * route.loss["z_2"].axes)
    one, other, shift = Entry("z_2", (i,)), Entry("z_2", (k,)), Entry("c")
    apart = Mul((exp(shift), exp(one), Pow(Mul((exp(shift), Sum(k, exp(other)))), Number(-1))))
    return (
        Shown(exp(one + shift) / Sum(k, exp(other + shift)), ""),
        Shown(apart, "exp of a sum, the constant in front"),
        Shown(exp(one) / Sum(k, exp(other)), "the common factor cancelled"),
    )


def _parameters(route: Route) -> tuple[Shown, ...]:
    """The sizes of all weights and biases, one array after the other, and layer by layer"""
    inside, hidden = map(Size, route.loss["W_1"].axes)
    outside = Size(route.loss["W_2"].axes[1])
    each = inside * hidden + hidden + hidden * outside + outside
    return Shown(each, ""), Shown((inside + 1) * hidden + (hidden + 1) * outside, "layer by layer")


def _any(route: Route, name: str) -> Variable:
    (slot,) = route.loss[name].slots
    return slot.variable


# losses in the notation of an assignment


WORDS = {"y": r"\mathbf{e}", "yhat": r"\mathbf{p}"}  # beside the labels y of a network
BAG = {"h": r"\hat{\mathbf{v}}", "s": r"\tilde{\mathbf{s}}", "yhat": r"\tilde{\mathbf{p}}"}  # beside skip-gram's


def _named(name: str, symbol: str) -> Loss:
    return renamed(library.find(name), symbol=symbol)


def _words(name: str, symbol: str, **names: str) -> Loss:
    """A loss of word vectors on one page with a network."""
    return renamed(library.find(name), symbol=symbol, names={**WORDS, **names}, letters={"x": "z"})


def _network() -> Loss:
    """The network with one hidden layer, its scores called as the course does, its letters none of word2vec's."""
    letters = {"a": "b", "j": "q", "k": "l"}
    return renamed(library.find("two-layer-network"), names={"z_2": r"\theta"}, letters=letters)


def _with(loss: Loss, *more: Quantity) -> Loss:
    return replace(loss, quantities=(*loss.quantities, *more))


def _leaky() -> tuple[Quantity, ...]:
    """f = max(z, 0) - α max(-z, 0)"""
    slope = given("alpha", (), r"\alpha", "the slope below 0", learned=False)
    body = Apply("relu", Entry("z")) - Entry("alpha") * Apply("relu", -Entry("z"))
    return NUMBER, slope, Quantity("f", (), "f", "the leaky ReLU", body=Definition((), body))


def _repeated(loss: Loss) -> Loss:
    """Negative sampling where the drawn words may repeat, and none of them is the outside word."""
    return replace(loss, facts=replace(loss.facts, injective=NONE.injective))


# the assignments


def cs224n_a2() -> Assignment:
    """Understanding word2vec, the written part of assignment 2."""
    naive = _named("naive-softmax", r"J_{\text{naive-softmax}}")
    negative = _named("negative-sampling", r"J_{\text{neg-sample}}")
    skip_gram = _named("skip-gram", r"J_{\text{skip-gram}}")
    return Assignment(
        "cs224n-a2",
        "Understanding word2vec",
        (
            part(
                "The cross entropy of the one-hot vector and the prediction is the loss.",
                Equality(naive, _cross_entropy),
            ),
            part("The gradient by the vector of the centre word.", Gradients(naive, ("v_c",), "direct")),
            part("The gradients by the outside vectors, by one of them and by all.", Gradients(naive, ("U",), "graph")),
            part("The derivative of the sigmoid.", Equality(_with(naive, NUMBER), _sigmoid)),
            part("The gradients of negative sampling.", Gradients(negative, ("v_c", "U"), "direct")),
            part("The gradients of skip-gram.", Gradients(skip_gram, ("v_c", "U"), "graph")),
        ),
    )


def cs224n_a2_2023() -> Assignment:
    """The same assignment as it was set in later years, with more parts."""
    naive = _named("naive-softmax", r"J_{\text{naive-softmax}}")
    negative = _named("negative-sampling", r"J_{\text{neg-sample}}")
    skip_gram = _named("skip-gram", r"J_{\text{skip-gram}}")
    return Assignment(
        "cs224n-a2-2023",
        "Understanding word2vec",
        (
            part(
                "The cross entropy of the one-hot vector and the prediction is the loss.",
                Equality(naive, _cross_entropy),
            ),
            part(
                "The gradient by the vector of the centre word, and where it is 0.",
                Gradients(naive, ("v_c",), "direct", zero=True),
            ),
            part(
                "The gradient by one outside vector: of the outside word, of any word.",
                Gradients(naive, ("u_o", "u_w"), "direct"),
            ),
            part("The gradient by all outside vectors.", Gradients(naive, ("U",), "graph")),
            part(
                "The derivative of the leaky ReLU, which has none at 0.", Derivative(_with(naive, *_leaky()), "f", "z")
            ),
            part("The derivative of the sigmoid.", Equality(_with(naive, NUMBER), _sigmoid)),
            part(
                "The gradients of negative sampling, the drawn words all different.",
                Gradients(negative, ("v_c", "u_o", "u_{w_k}"), "direct"),
            ),
            part(
                "The gradient by a drawn word that may be drawn again.",
                Gradients(_repeated(negative), ("u_{w_k}",), "direct"),
            ),
            part("The gradients of skip-gram.", Gradients(skip_gram, ("U", "v_c"), "graph")),
        ),
    )


def cs224d_ps1() -> Assignment:
    """Softmax, a network with one hidden layer, word2vec: the written part of problem set 1."""
    network = _network()
    naive = _words("naive-softmax", r"J_{\text{softmax-CE}}")
    negative = _words("negative-sampling", r"J_{\text{neg-sample}}")
    skip_gram, cbow = _words("skip-gram", r"J_{\text{skip-gram}}"), _words("cbow", r"J_{\text{CBOW}}", **BAG)
    return Assignment(
        "cs224d-ps1",
        "Softmax, neural network basics and word2vec",
        (
            part(
                "Softmax does not change when a number is added to every score.",
                Equality(_with(network, SHIFT), _shifted),
                label="1a",
            ),
            part("The derivative of the sigmoid.", Equality(_with(network, NUMBER), _sigmoid), label="2a"),
            part(
                "The gradient of softmax with cross entropy by the scores.",
                Gradients(network, ("z_2",), "graph"),
                label="2b",
            ),
            part("The gradient by the input of the network.", Gradients(network, ("x",), "graph"), label="2c"),
            part("How many parameters the network has.", Equality(network, _parameters), label="2d"),
            part("The gradient by the predicted vector.", Gradients(naive, ("v_c",), "graph"), label="3a"),
            part("The gradient by the output vectors.", Gradients(naive, ("U",), "graph"), label="3b"),
            part(
                "The gradients of negative sampling.",
                Gradients(negative, ("v_c", "u_o", "u_{w_k}"), "direct"),
                label="3c",
            ),
            part(
                "The gradients of skip-gram and of the continuous bag of words.",
                Gradients(skip_gram, ("v_c", "U"), "graph"),
                Gradients(cbow, ("V", "U"), "graph"),
                label="3d",
            ),
        ),
    )


def softmax_backward() -> Assignment:
    """The backward pass of softmax and cross entropy, and on through the layers of a word2vec network."""
    network = library.find("word2vec-network")
    network = replace(network, value=_against_labels(Route(network)))
    return Assignment(
        "softmax-backward",
        "The backward pass of softmax and cross entropy",
        (
            part("The derivative of softmax.", Derivative(network, "yhat", "s")),
            part("The derivative of the cross entropy by the probabilities.", Gradients(network, ("yhat",), "graph")),
            part("Both together.", Gradients(network, ("s",), "graph")),
            part("Through the layers of the network.", Gradients(network, ("U", "V"), "graph")),
        ),
    )


ROWS: tuple[Callable[[], Assignment], ...] = (cs224n_a2, cs224n_a2_2023, cs224d_ps1, softmax_backward)
ASSIGNMENTS: Mapping[str, Callable[[], Assignment]] = {row.__name__.replace("_", "-"): row for row in ROWS}


def assignment(name: str) -> Assignment | None:
    """The assignment of that name, if it is one."""
    row = ASSIGNMENTS.get(name)
    return row() if row else None
