"""What the library says of its losses: in the list, on their page, to programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derive.cli import main
from derive.declarations.own import own_loss
from derive.explain.ground import Ground
from derive.losses import LIBRARY, find
from derive.losses.cards import card
from derive.losses.library import FIELDS
from derive.losses.manner import USUAL
from derive.losses.statements import statements
from tools.library import PAGE, page
from tools.library import main as library


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 0
    return capsys.readouterr().out


def test_the_page_and_the_contexts_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert library([]) == 0, "run `make library`"
    assert capsys.readouterr().out == ""


def test_the_page_has_every_loss_with_what_it_is_made_of() -> None:
    text = page()
    assert PAGE.read_text(encoding="utf-8") == text
    for name in LIBRARY:
        one = card(find(name))
        assert f"\n### {name}\n" in text
        assert f"$${one.formula}$$" in text
        assert all(f"| `{symbol.name}` | " in text and symbol.statement in text for symbol in one.symbols)
        assert one.source in text


def test_every_loss_has_a_field() -> None:
    assert sum(len(rows) for rows in FIELDS.values()) == len(LIBRARY)
    assert all(card(find(name)).field for name in LIBRARY)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_card_can_be_read_as_declarations(name: str) -> None:
    loss = find(name)
    one = card(loss)
    said = {*one.indices, *(symbol.statement for symbol in one.symbols), *one.facts, one.formula}
    assert said <= set(statements(loss, USUAL))
    assert {line.partition(" ")[0] for line in set(statements(loss, USUAL)) - said} <= {"time", "label", "fixed"}
    read = own_loss(one.formula, tuple(statements(loss, USUAL)[:-1]))
    ground = Ground(loss.definitions)
    assert len(read.given) == sum(ground.depends(loss.term, quantity.name) for quantity in loss.given)


def test_one_loss_is_shown_with_its_notation(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "losses", "negative-sampling")
    assert out.startswith("negative-sampling: negative sampling over word vectors\n")
    for part in (r"\mathbf{U} \in \mathbb{R}^{V \times d}", "the vector of the centre word", r"may assume o \ne w_{k}"):
        assert part in out


def test_programs_get_a_record_a_loss(capsys: pytest.CaptureFixture[str]) -> None:
    records = [json.loads(line) for line in run(capsys, "losses", "--json").splitlines()]
    assert [record["name"] for record in records] == list(LIBRARY)
    assert all(record["schema"] == "derive/loss@1" for record in records)
    (one,) = [json.loads(line) for line in run(capsys, "losses", "attention", "--json").splitlines()]
    assert one["symbols"][0] == {
        "name": "Q",
        "shape": ["n", "d"],
        "latex": "Q",
        "statement": r"Q \in \mathbb{R}^{n \times d}",
        "words": "the queries, one a row",
    }


def test_an_unknown_loss_is_said_with_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["losses", "hing"])
    assert stop.value.code == 2
    assert "did you mean hinge" in capsys.readouterr().err
    assert Path(PAGE).name == "library.md"
