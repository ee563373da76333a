"""Whatever `derive gradient` writes, `derive check` proves; with one sign or factor changed, that line is found."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

import derive
from derive import Verdict
from derive.losses import LIBRARY, Manner, find
from derive.losses.statements import statements

MANNERS = tuple(
    Manner(words, layout, "both", font=font, transpose=transpose)
    for words, layout, font, transpose in product(
        ("rows", "columns"), ("shape", "numerator"), ("bold", "plain"), ("top", "T")
    )
)
A_FEW = (MANNERS[0], MANNERS[6], MANNERS[9], MANNERS[15])  # every choice at least once
FAULTS = (lambda right: f"-({right})", lambda right: f"2 ({right})", lambda right: f"({right}) / 3")


def formulas(name: str, manner: Manner) -> list[str]:
    loss = find(name)
    rows = [loss.gradient(f"{q.member.strip('}')[-1]}_w", manner) for q in loss.learned if q.member]
    return [line for gradient in (*loss.gradients(manner), *rows) for line in gradient.lines()]


def document(name: str, manner: Manner, lines: list[str]) -> str:
    lets = "".join(f"    - {statement}\n" for statement in statements(find(name), manner))
    head = f"---\nderive:\n  context: none\n  layout: {manner.layout}\n  let:\n{lets}---\n"
    return head + "".join(f"\n$${line}$$\n" for line in lines)


def verdicts(name: str, manner: Manner, lines: list[str]) -> list[Verdict]:
    report = derive.check(document(name, manner, lines))
    assert not [note for note in report.notes if note.severity != "note"]
    return [finding.verdict for finding in report.findings]


@pytest.mark.parametrize("manner", A_FEW, ids=str)
@pytest.mark.parametrize("name", LIBRARY)
def test_what_is_written_is_proved(name: str, manner: Manner) -> None:
    lines = formulas(name, manner)
    assert verdicts(name, manner, lines) == [Verdict.PROVED] * len(lines)


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS, ids=str)
@pytest.mark.parametrize("name", LIBRARY)
def test_all_that_is_written_is_proved(name: str, manner: Manner) -> None:
    lines = formulas(name, manner)
    assert verdicts(name, manner, lines) == [Verdict.PROVED] * len(lines)


@pytest.mark.parametrize("name", LIBRARY)
def test_one_wrong_line_is_found_and_no_other(name: str) -> None:
    random = Random(name)
    lines = formulas(name, MANNERS[0])
    wrong = random.randrange(len(lines))
    left, _, right = lines[wrong].partition(" = ")
    lines[wrong] = f"{left} = {random.choice(FAULTS)(right)}"
    found = verdicts(name, MANNERS[0], lines)
    assert found[wrong] is Verdict.REFUTED
    assert set(found[:wrong] + found[wrong + 1 :]) <= {Verdict.PROVED}
