"""Losses of a person's own as code: every way in which arrays meet, against the terms themselves."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import HealthCheck, given, settings

from derive.cases import Case, check, inputs
from derive.declarations.own import own_loss

SHAPES = (
    r"A \in \mathbb{R}^{n \times n}; B \in \mathbb{R}^{n \times d}; C \in \mathbb{R}^{d \times n}; "
    r"x \in \mathbb{R}^n; y \in \mathbb{R}^n; z \in \mathbb{R}^d; \lambda \in \mathbb{R}; "
    r"i, j, k \in n; a, b \in d"
)
LOSSES = {
    "quadratic form": r"x^T A x",
    "ridge": r"\frac{1}{2} \|B z - y\|^2 + \lambda \|z\|^2",
    "a product of three": r"\sum_i \sum_j \sum_k A_{ij} A_{jk} A_{ki}",
    "three at one index": r"\sum_i \sum_a \sum_b B_{ia} C_{ai} B_{ib} z_b",
    "trace": r"\sum_i A_{ii}",
    "diagonal": r"\sum_i A_{ii} x_i",
    "everything added": r"\sum_i \sum_a B_{ia}",
    "a number alone": r"\lambda^3",
    "a number before arrays": r"\lambda x_k",
    "cubes": r"\sum_i x_i^3 + \sum_i x_i^5",
    "quotients": r"\sum_i \frac{x_i}{1 + y_i^2}",
    "one quotient": r"\frac{\sum_i x_i y_i}{1 + \sum_k x_k^2}",
    "tanh": r"\sum_i \tanh(\sum_a B_{ia} z_a)",
    "sigmoid of a sum": r"\sigma(\sum_i x_i y_i + \lambda)",
    "exponentials": r"\exp(-\sum_i x_i^2)",
    "root": r"\sqrt{1 + \sum_i x_i^2}",
    "spread": r"\sum_i \sum_j (x_i - y_j)^2",
    "matrix and vectors": r"\sum_i \sum_a (B_{ia} - x_i z_a)^2",
    "a transpose": r"\sum_i \sum_a B_{ia} C_{ai}",
    "sizes": r"\frac{1}{n} \sum_i x_i^2",
    "relu": r"\sum_i \operatorname{relu}(\sum_a B_{ia} z_a + \frac{1}{3})",
    "one entry": r"x_k^2 A_{kk}",
    "one row": r"\sum_a B_{ka} z_a y_k",
    "a column by a number": r"\sum_i \sum_j A_{ij} \lambda",
    "deep": r"\sum_i \sigma(\sum_j A_{ij} \tanh(\sum_a B_{ja} z_a))",
}


STABLE = {
    "log sum exp": r"\log \sum_i \exp(x_i)",
    "softmax in place": r"-\sum_i y_i \log \frac{\exp(x_i)}{\sum_k \exp(x_k)}",
    "one class": r"-\log \frac{\exp(x_k)}{\sum_i \exp(x_i)}",
    "a mean under softmax": r"\frac{\sum_i \exp(x_i) y_i}{\sum_j \exp(x_j)}",
    "softmax of rows": r"\sum_i \log \sum_a \exp(B_{ia})",
    "softplus": r"\sum_i \log(1 + \exp(x_i))",
    "sigmoid spelled out": r"\sum_i \frac{y_i}{1 + \exp(-x_i)}",
    "log sigmoid spelled out": r"-\sum_i \log \frac{1}{1 + \exp(-x_i)}",
    "logistic loss": r"-\sum_i y_i \log \sigma(x_i) - \sum_i (1 - y_i) \log (1 - \sigma(x_i))",
    "signs as labels": r"\sum_i \log(1 + \exp(-y_i x_i))",
}


@pytest.mark.parametrize("body", STABLE.values(), ids=STABLE)
def test_no_score_is_too_large(body: str) -> None:
    agrees(body, huge=True)


@pytest.mark.parametrize("body", LOSSES.values(), ids=LOSSES)
def test_code_of_a_loss_of_ones_own(body: str) -> None:
    agrees(body, huge=False)


def agrees(body: str, *, huge: bool) -> None:
    """The code gives the values of the terms, without a warning."""
    loss = own_loss(f"J = {body}", tuple(SHAPES.split("; ")))
    routine = loss.numpy()

    @settings(deadline=None, max_examples=40 if huge else 12, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(inputs(loss, huge=huge, largest=3))
    def law(case: Case) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert not check(case, routine(*case.arguments)), routine.source

    law()
