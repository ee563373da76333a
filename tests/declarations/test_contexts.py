"""The built-in contexts: each loads, says what it is for, and its definitions fit together."""

from importlib.resources import files

import pytest

from derive.declarations.contexts import BUILT_IN, FIELDS, context, field_of, near, statements, vocabulary
from derive.declarations.statements import declare
from derive.meaning.elaborate import new_frame
from derive.naming.choices import Choices
from derive.naming.faults import DeclarationError
from derive.naming.scope import Scope
from derive.syntax import nodes as n
from derive.syntax.reader import read_term
from derive.terms.index import Variable
from derive.terms.substitute import tensors
from derive.terms.term import Entry


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_context_begins_with_one_line_that_says_what_it_is_for(name: str) -> None:
    text = files("derive.declarations").joinpath("contexts", f"{name}.txt").read_text(encoding="utf-8")
    first, *others = text.splitlines()
    assert first.startswith("# ")
    assert not any(line.startswith("#") or not line.strip() for line in others)


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_a_context_names_is_there(name: str) -> None:
    scope = context(name)
    assert scope.tensors
    assert set(scope.aliases.values()) <= set(scope.tensors)
    assert {family.tensor for family in scope.families.values()} <= set(scope.tensors)
    for tensor in scope.tensors.values():
        made = scope.reach(tensor.name)
        assert made <= set(scope.tensors), tensor.name
        whole = Entry(tensor.name, tuple(Variable(f"i{place}", axis) for place, axis in enumerate(tensor.axes)))
        base = tensors(scope.unfold(whole))
        assert not any(scope.is_defined(inside) for inside in base), tensor.name


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_statement_of_a_context_is_said_twice(name: str) -> None:
    lines = statements(name)
    assert len(lines) == len(set(lines))


def test_fields_part_the_contexts() -> None:
    assert sorted(BUILT_IN) == sorted(name for field in FIELDS for name in field)
    assert field_of("softmax") == field_of("word2vec") != field_of("network")


def test_contexts_that_mention_few_of_a_document_s_names_are_not_near() -> None:
    assert near(["h_t", "h_t-1", "W_hh", "x_t", r"\hat y_t"]) >= FIELDS[0]
    assert "rnn-columns" in near(["h_t", "h_t-1", "W_hh", "x_t", r"\hat y_t"])
    assert near(["Q", "K", "G", "M"]) == FIELDS[0]
    assert r"\gamma" in vocabulary("normalisation")
    assert r"\gamma" not in vocabulary("network")


def test_a_name_with_a_number_or_a_time_may_be_another_name() -> None:
    scope = Scope()
    for statement in (
        r"time t",
        r"x_t \in \mathbb{R}^d",
        r"W_1 \in \mathbb{R}^{n \times d}",
        r"W^{[1]} = W_1",
        r"e_t = x_t",
    ):
        declare(statement, scope)
    assert scope.aliases == {"W^[1]": "W_1", "e_t": "x_t"}
    declare(r"z = W^{[1]} e_t", scope, "context")
    assert scope.reach("z") == {"z", "W_1", "x_t"}


def test_an_index_is_no_part_of_a_name() -> None:
    scope = Scope()
    for statement in (r"x \in \mathbb{R}^d", r"i \in d", r"y_i = x_i"):
        declare(statement, scope)
    assert "y_i" not in scope.aliases
    assert scope.is_defined("y")


def test_a_word_may_be_its_number() -> None:
    scope = Scope()
    for statement in (r"U \in \mathbb{R}^{V \times d}, rows u_w", r"j, k \in V", r"w_j = j"):
        declare(statement, scope)
    node = read_term("u_{w_k}")
    assert isinstance(node, n.Node)
    body = new_frame(scope, choices=Choices()).read(node).body
    assert isinstance(body, Entry)
    assert body.indices[0] == Variable("k", scope.axes["V"])
    with pytest.raises(DeclarationError):
        declare("w_j = k", scope)


def test_a_definition_may_speak_of_a_loss_that_stands_before_it() -> None:
    scope = Scope()
    for statement in (r"y \in \mathbb{R}^d", "loss L of y", r"g = \frac{\partial L}{\partial y}"):
        declare(statement, scope)
    assert scope.tensors["g"].axes == scope.tensors["y"].axes


def test_a_label_may_have_a_time() -> None:
    scope = Scope()
    for statement in ("time t", r"e^{(t)} \in \mathbb{R}^d", r"label L_{x^{(t)}}", r"L_{x^{(t)}} = e^{(t)}"):
        declare(statement, scope)
    assert scope.aliases["L_x^(t)"] == "e^(t)"


def test_a_vector_with_a_time_may_be_a_distribution() -> None:
    scope = Scope()
    for statement in ("time t", r"k \in K", r"y_t, y^{(t)} \in \mathbb{R}^K", r"assume \sum_k (y_t)_k = 1"):
        declare(statement, scope)
    declare(r"assume \sum_k y^{(t)}_k = 1", scope)
    declare(r"may assume y_t = onehot(k)", scope)
    assert scope.facts.distributions == {("y_t", 0), ("y^(t)", 0)}
    assert scope.hypotheses[0].onehot == ("y_t", Variable("k", scope.axes["K"]))
    with pytest.raises(DeclarationError):
        declare(r"assume \sum_k (z_t)_k = 1", scope)
