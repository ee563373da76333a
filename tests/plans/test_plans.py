"""Plans are read off gradients, and off those alone that have their form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from derive.calculus.differentiate import differentiate
from derive.codegen import NotCodedError, Problem, Result
from derive.decision.decide import decide
from derive.losses import LIBRARY, find
from derive.plans import All, Drawn, pairs_of, plan_of, shown, softmax_plan, window_of
from derive.plans.lanes import lane, together
from derive.plans.summands import SCORE
from derive.terms.facts import NONE
from derive.terms.printing import plain
from derive.terms.term import ONE, Apply, Entry, Number, Term, children, mul, rebuild
from derive.verdicts.verdict import Verdict

PAIRS = {"negative-sampling", "skip-gram-negative-sampling", "shared-negatives"}
SOFTMAXES = {"naive-softmax", "skip-gram"}


def has(plan: Any, name: str) -> bool:
    try:
        plan(find(name).problem)
    except NotCodedError:
        return False
    return True


def test_which_losses_have_a_plan() -> None:
    assert {name for name in LIBRARY if has(pairs_of, name)} == PAIRS
    assert {name for name in LIBRARY if has(softmax_plan, name)} == SOFTMAXES


def test_scores_and_slopes_of_negative_sampling() -> None:
    outside, drawn = pairs_of(find("negative-sampling").problem).pairs
    assert plain(outside.slope) == "(-1) sigma((-1) %score)"
    assert plain(drawn.slope) == "sigma(%score)"
    assert [rows.array for rows in (drawn.sides.left, drawn.sides.right)] == ["U", "v_c"]
    assert [v.axis.name for v in drawn.sides.bound] == ["K"]


WINDOWS = {
    "shared-negatives": ("V", "U", "each", Drawn),
    "skip-gram": ("v_c", "U", "centre", All),
    "cbow": ("V", "U", "bag", All),
    "cbow-mean": ("V", "U", "bag", All),
    "cbow-negative-sampling": ("V", "U", "bag", Drawn),
    "cbow-mean-negative-sampling": ("V", "U", "bag", Drawn),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_which_losses_a_window_is_trained_by(name: str) -> None:
    window = window_of(plan_of(find(name).problem))
    inputs, outputs, hidden, scored = WINDOWS[name]
    assert (window.inputs, window.outputs, window.hidden) == (inputs, outputs, hidden)
    assert isinstance(window.scored, scored)
    assert plain(window.weight) == ("(1/2) |m|^(-1)" if "mean" in name else "1")


def test_no_other_loss_trains_a_window() -> None:
    for name in LIBRARY.keys() - WINDOWS.keys():
        with pytest.raises(NotCodedError, match=r"no (kernel|plan)"):
            window_of(plan_of(find(name).problem))


@pytest.mark.parametrize("name", [name for name in WINDOWS if name.startswith("cbow")])
def test_a_bag_whose_rows_get_another_gradient_is_noticed(name: str) -> None:
    """The gradient by the rows, then that by the matrix, then the loss."""
    for change in (lambda t: mul(Number(2), t), lambda t: Apply("tanh", t), lambda t: t + mul(Entry("x"), t)):
        for which in (1, 2):
            with pytest.raises(NotCodedError):
                window_of(plan_of(with_gradient(name, change, which)))


def with_gradient(name: str, change: Any, which: int = 1) -> Problem:
    """A loss with one of its gradients changed."""
    problem = find(name).problem
    results = list(problem.results)
    results[which] = Result(change(results[which].term), results[which].slots, results[which].by)
    return replace(problem, results=results)


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_a_gradient_that_is_not_that_of_the_other_rows_is_noticed(name: str) -> None:
    with pytest.raises(NotCodedError, match="two slopes"):
        pairs_of(with_gradient(name, lambda term: mul(Number(2), term)))
    with pytest.raises(NotCodedError):
        pairs_of(with_gradient(name, lambda term: term + mul(Entry("x"), term)))
    with pytest.raises(NotCodedError):
        pairs_of(with_gradient(name, lambda term: Apply("tanh", term)))


@pytest.mark.parametrize("name", sorted(SOFTMAXES))
def test_two_errors_are_noticed(name: str) -> None:
    with pytest.raises(NotCodedError, match="2 errors"):
        softmax_plan(with_gradient(name, lambda term: mul(Number(2), term)))
    with pytest.raises(NotCodedError):
        softmax_plan(with_gradient(name, lambda term: Apply("tanh", term)))


def test_the_error_of_a_softmax() -> None:
    plan = softmax_plan(find("naive-softmax").problem)
    assert (plan.matrix, plan.vector, plan.error.share) == ("U", "v_c", ONE)
    ((place, weight),) = plan.error.hits
    assert (place.key, weight) == ("o:V", -1)


def test_rows_of_one_array_have_no_plan() -> None:
    with pytest.raises(NotCodedError):
        pairs_of(find("tied-softmax").problem)


def test_what_differs_between_slopes_becomes_constants() -> None:
    truth, noise = (pair.slope for pair in pairs_of(find("shared-negatives").problem).pairs)
    made = together([truth, noise])
    assert made.constants == ((-1, 1),)
    assert made.term is mul(lane(0), Apply("sigma", mul(lane(0), SCORE)))
    assert together([noise, noise]).constants == ()
    with pytest.raises(NotCodedError, match="different kinds"):
        together([noise, Apply("tanh", SCORE)])


def test_a_plan_is_shown_without_loud_signs() -> None:
    text = shown("\x1b[31m", pairs_of(find("shared-negatives").problem))
    assert "slope = sigma(s)" in text
    assert "training: one step a window" in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert "a bag: h = (1/2) |m|^(-1) sum of V[" in shown("cbow-mean", plan_of(find("cbow-mean").problem))
    assert "error = 1 y" in shown("naive-softmax", softmax_plan(find("naive-softmax").problem))


def spelled(term: Term) -> Term:
    """log σ as the terms know it."""
    match term:
        case Apply("log_sigma", x):
            return Apply("log", Apply("sigma", spelled(x)))
    return rebuild(term, tuple(map(spelled, children(term))))


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_both_deciders_prove_that_a_slope_is_the_derivative_of_what_a_score_adds(name: str) -> None:
    for pair in pairs_of(find(name).problem).pairs:
        slope = differentiate(spelled(pair.value), SCORE)
        assert decide(slope, pair.slope, NONE, ()).verdict is Verdict.PROVED
        assert decide(slope, -pair.slope, NONE, ()).verdict is Verdict.REFUTED
