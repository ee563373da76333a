"""The field of a document: one of several whose names agree, or none where the document itself says more."""

from pathlib import Path
from typing import Any

import pytest

import derive
from derive.links import memory
from derive.links.readings import Reading, read_chain_in
from derive.opening import trials as trials_of
from derive.opening.state import Options, opened
from derive.source.text import Source
from derive.syntax.reader import read_document
from derive.verdicts.verdict import Report

FIELDS = Path(__file__).parent.parent / "corpus" / "fields"
ROWS = r"""
$$h = \sigma(x W_1 + b_1), \quad \hat y = \operatorname{softmax}(h W_2 + b_2)$$
$$\frac{\partial J}{\partial W_2} = h^\top (\hat y - y)$$
$$\frac{\partial J}{\partial W_2} = (\hat y - y) h^\top$$
"""
COLUMNS = r"""
$$h = \sigma(W_1 x + b_1), \quad \hat y = \operatorname{softmax}(W_2 h + b_2)$$
$$\frac{\partial J}{\partial W_2} = h^\top (\hat y - y)$$
$$\frac{\partial J}{\partial W_2} = (\hat y - y) h^\top$$
"""


def contexts(report: Report) -> set[str]:
    return {finding.context.split(",")[0] for finding in report.findings}


def verdicts(report: Report) -> list[str]:
    return [finding.verdict.value for finding in report.findings]


def test_a_network_lies_in_rows_or_in_columns_but_not_in_both() -> None:
    rows, columns = derive.check(ROWS), derive.check(COLUMNS)
    assert contexts(rows) == {"network"}
    assert contexts(columns) == {"network-columns"}
    assert verdicts(rows) == ["proved", "proved", "proved", "ill-formed"]
    assert verdicts(columns) == ["proved", "proved", "ill-formed", "proved"]


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("attention", "attention"),
        ("centre_nu", "word2vec"),
        ("gru", "gru"),
        ("linear_ridge", "linear"),
        ("logistic_mean", "logistic-mean"),
        ("logistic_sum", "logistic"),
        ("lstm", "lstm"),
        ("lstm_joined", "lstm-joined"),
        ("lstm_short", "lstm"),
        ("network_brackets", "network-columns"),
        ("network_columns", "network-columns"),
        ("network_rows", "network"),
        ("normalised", "normalisation"),
        ("rnn_columns", "rnn-columns"),
        ("rnn_rows", "rnn"),
        ("word2vec_2014", "word2vec-2014"),
    ],
)
def test_the_context_of_a_document_is_found(name: str, context: str) -> None:
    assert contexts(derive.check(FIELDS / f"{name}.md")) == {context}


def test_a_document_that_gives_the_same_names_other_shapes_is_read_by_itself() -> None:
    report = derive.check(
        r"""
$$\mu = \frac{1}{N} \sum_i x_i$$
$$\sigma^2 = \frac{1}{N} \sum_i (x_i - \mu)^2$$
$$\hat x_i = \frac{x_i - \mu}{\sigma}$$
$$y_i = \gamma_i \hat x_i + \beta_i$$
$$\frac{\partial L}{\partial \gamma_i} = \frac{\partial L}{\partial y_i} \hat x_i$$
$$\frac{\partial L}{\partial \beta_i} = \frac{\partial L}{\partial y_i}$$
"""
    )
    assert contexts(report) == {"none"}
    assert verdicts(report) == ["defined", "defined", "defined", "defined", "proved", "proved"]


def test_what_the_words_say_of_a_name_goes_before_a_context_that_nobody_named() -> None:
    text = r"""
Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $b, a \in \mathbb{R}^m$ and $y \in \mathbb{R}^m$.

$$p = 2 b, \quad L = \frac{1}{2} \|W x + b - y\|^2$$
$$\frac{\partial L}{\partial y} = y - W x - b$$
"""
    report = derive.check(text)
    assert contexts(report) == {"logistic-one"}  # where y and a are numbers
    assert verdicts(report) == ["defined", "defined", "proved"]


def test_a_loss_of_its_own_takes_the_place_of_the_context_s() -> None:
    report = derive.check(
        r"""
$$p = \sigma(X w), \quad \mathcal{L}(w) = -\sum_i (y_i \log p_i + (1 - y_i) \log(1 - p_i)) + \lambda w^\top w$$
$$\nabla_w \mathcal{L} = X^\top (p - y) + 2 \lambda w$$
$$\nabla_w \mathcal{L} = X^\top (p - y) + \lambda w$$
"""
    )
    assert contexts(report) == {"logistic"}
    assert verdicts(report) == ["proved", "defined", "proved", "refuted"]


def test_another_activation_takes_the_place_of_the_context_s() -> None:
    report = derive.check(
        r"""
$$z^{(1)} = W^{(1)} x + b^{(1)}, \quad a^{(1)} = \tanh(z^{(1)})$$
$$\hat y = \operatorname{softmax}(W^{(2)} a^{(1)} + b^{(2)})$$
$$\frac{\partial J}{\partial z^{(1)}} = (W^{(2)})^\top (\hat y - y) \odot (1 - a^{(1)} \odot a^{(1)})$$
$$\frac{\partial J}{\partial z^{(1)}} = (W^{(2)})^\top (\hat y - y) \odot a^{(1)} \odot (1 - a^{(1)})$$
"""
    )
    assert contexts(report) == {"network-columns"}
    assert verdicts(report) == ["proved", "defined", "proved", "proved", "refuted"]


def test_no_rival_is_read_further_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("<text>", ROWS)
    chains = list(read_document(source).chains)
    read: list[object] = []

    def counted(*arguments: Any) -> Reading:
        read.append(arguments[1].name)
        return read_chain_in(*arguments)

    def trials(*names: str) -> list[trials_of.Rival]:
        read.clear()
        states = [(name, opened(read_document(source), Options(context=name))[0]) for name in names]
        return [trials_of.rival(name, state, chains, source) for name, state in states]

    monkeypatch.setattr(memory, "read_chain_in", counted)
    [alone] = trials("network")
    while alone.ahead:
        assert alone.share <= alone.reach
        alone.read_on()
    assert alone.good == alone.reach[0] == (3, 3)

    assert trials_of.truest(trials("network")).name == "network"
    assert not read
    assert trials_of.truest(trials("network", "word2vec")).name == "network"
    assert read == ["word2vec", "network", "word2vec", "word2vec", "word2vec"]  # one link is enough to be first
    assert trials_of.truest(trials("word2vec", "network")).name == "network"
    assert trials_of.truest(trials("network-columns", "network")).name == "network"
    first, second = trials("network", "network")
    second.name = "its twin"
    assert trials_of.truest([first, second]) is first
    assert trials_of.truest([second, first]) is second
