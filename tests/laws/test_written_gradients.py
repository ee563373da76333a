"""Whatever `derive gradient` writes, `derive check` proves; with one sign or factor changed, that line is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

import derive
from derive import Verdict
from derive.errors import UsageError
from derive.losses import LIBRARY, Manner, find
from derive.losses.statements import statements
from derive.press import document as document_of
from derive.source.text import Source
from derive.write import ASSIGNMENTS, assignment, solution
from derive.write import derivation as derived
from tests.laws.spoiled import FOUND, ZEROED, judged, spoiled
from tests.laws.written import faults, texts

MANNERS = tuple(
    Manner(words, layout, "both", font=font, transpose=transpose)
    for words, layout, font, transpose in product(
        ("rows", "columns"), ("shape", "numerator"), ("bold", "plain"), ("top", "T")
    )
)
A_FEW = (MANNERS[0], MANNERS[6], MANNERS[9], MANNERS[15])  # every choice at least once
LOSSES = tuple(LIBRARY)


def in_turn(*ways: Any) -> list[tuple[Any, ...]]:
    """Every loss with one of the ways: a sample, of which the slow tests take the whole product."""
    return [(name, ways[n % len(ways)]) for n, name in enumerate(LOSSES)]


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


@pytest.mark.parametrize(("name", "manner"), in_turn(*A_FEW), ids=str)
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


# derivations

MODES = tuple(product(("direct", "graph"), ("course", "full")))
TAKES_LONG = ("network", "language-model", "lstm", "gru", "attention")  # written out without names in between
TOO_LONG = {("lstm", "direct", "full"), ("gru", "direct", "full")}


def derivation(name: str, manner: Manner, route: str) -> str:
    return document_of(derived(find(name).gradients(manner), route), "markdown")


@pytest.mark.parametrize(("name", "mode"), in_turn(*MODES))
def test_every_step_of_a_derivation_is_proved(name: str, mode: tuple[str, str]) -> None:
    route, level = ("graph", "course") if any(word in name for word in TAKES_LONG) else mode
    is_proved(name, route, level)


@pytest.mark.slow
@pytest.mark.parametrize(("route", "level"), MODES)
@pytest.mark.parametrize("name", LIBRARY)
def test_every_step_in_every_mode_is_proved(name: str, route: str, level: str) -> None:
    is_proved(name, route, level)


def is_proved(name: str, route: str, level: str) -> None:
    manner = A_FEW[(len(name) + len(level)) % len(A_FEW)]
    if (name, route, level) in TOO_LONG:
        with pytest.raises(UsageError, match="characters by route 'direct'"):
            derivation(name, replace(manner, level=level), route)
        return
    report = derive.check(derivation(name, replace(manner, level=level, form="matrix"), route))
    assert not [note for note in report.notes if note.severity != "note"]
    assert set(report.counts) == {Verdict.PROVED}


@pytest.mark.slow
@pytest.mark.parametrize(("route", "level"), [*MODES, ("graph", "brief")])
@pytest.mark.parametrize("manner", MANNERS, ids=str)
@pytest.mark.parametrize("name", LIBRARY)
def test_every_step_is_proved_in_every_manner(name: str, manner: Manner, route: str, level: str) -> None:
    for form in ("matrix", "index") if (name, route, level) not in TOO_LONG else ():
        report = derive.check(derivation(name, replace(manner, level=level, form=form), route))
        assert set(report.counts) == {Verdict.PROVED}


@pytest.mark.parametrize(
    "manner", [MANNERS[0], MANNERS[15], *(pytest.param(m, marks=pytest.mark.slow) for m in A_FEW)], ids=str
)
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_part_of_an_assignment_is_proved(name: str, manner: Manner) -> None:
    whole = assignment(name)
    assert whole is not None
    for form in ("markdown", "tex") if manner is MANNERS[0] else ("markdown",):
        text = document_of(solution(whole, replace(manner, form="matrix", cases="apart", updates="with")), form)
        report = derive.check(Source(f"page.{form}", text))
        assert set(report.counts) <= {Verdict.PROVED, Verdict.DEFINED}
        assert report.counts[Verdict.PROVED] > 25


@pytest.mark.parametrize("name", ["naive-softmax", "negative-sampling", "cbow"])
def test_cases_are_proved(name: str) -> None:
    manner = Manner(cases="apart", level="brief")
    text = document_of(derived(find(name).gradients(manner), "graph"), "markdown")
    assert text.count("cases}") == 2
    assert set(derive.check(text).counts) == {Verdict.PROVED}


def test_both_forms_end_a_derivation() -> None:
    written = str(derive.derivation("naive-softmax", "v_c", form="both", font="plain"))
    assert r"U^{\top} \left(\hat{y} - y\right) && \text{in matrices}" in written
    assert (
        r"\left(v_c\right)_{a}} &= \sum_{w=1}^{V} \left(\hat{y}_{w} - y_{w}\right) u_{w a} && \text{entry by entry}"
        in written
    )
    assert set(derive.check(written).counts) == {Verdict.PROVED}


NAMED = (
    (
        "naive-softmax",
        {"U": r"\Theta", "v_c": "h_1", "yhat": r"\tilde{p}", "J": r"\ell", "u": "a", "a": "r", "|V|": "N"},
    ),
    (
        "negative-sampling",
        {"U": r"\mathcal{W}", "u": r"\hat k", "k": "n", "w": "z", "|K|": "M", "v_c": r"\vec{x}", "x": "p"},
    ),
    ("two-layer-network", {"W_1": "A", "h": r"\xi", "yhat": "q", "z_1": r"s_{\text{in}}", "i": "m", "|D_x|": "N"}),
    ("glove", {"U": "W", "V": "U", "u": "w", "v": "u", "c": r"\beta", "|V|": "N", "i": "p", "j": "q"}),
    ("layer-norm", {"mu": "m", "v": r"\nu", "g": "r", "gamma": "a", "x": "k", "k": "n"}),
)


@pytest.mark.parametrize("font", ["bold", "plain"])
@pytest.mark.parametrize(("name", "names"), NAMED)
def test_what_is_written_under_other_names_is_proved(name: str, names: dict[str, str], font: str) -> None:
    written = derive.derivation(name, names=names, font=font)
    assert set(derive.check(str(written)).counts) == {Verdict.PROVED}
    assert str(written) != str(derive.derivation(name, font=font))


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignment_is_proved_under_other_names(name: str) -> None:
    written = str(derive.derivation(name, names={"J": r"\mathcal{L}", "yhat": r"\hat{q}"}, level="brief"))
    assert r"\partial \mathcal{L}" in written
    assert set(derive.check(written).counts) <= {Verdict.PROVED, Verdict.DEFINED}


@pytest.mark.parametrize("name", LOSSES[::5])
def test_a_complete_file_is_proved(name: str) -> None:
    text = document_of(derived(find(name).gradients(MANNERS[0]), "graph"), "tex")
    assert set(derive.check(Source("page.tex", text)).counts) == {Verdict.PROVED}


@pytest.mark.parametrize("seed", range(8))
def test_one_wrong_line_of_a_derivation_is_found(seed: int) -> None:
    assert judged(spoiled(Random(f"0/{seed}"))) in (FOUND, ZEROED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500))
def test_every_wrong_line_is_found(seed: int) -> None:
    assert judged(spoiled(Random(f"1/{seed}"))) in (FOUND, ZEROED)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("negative-sampling", "u_o"),
        ("negative-sampling", "u_{w_k}"),
        ("negative-sampling", "u_w"),
        ("shared-negatives", "v_{w_k}"),  # its k is not that of the sum over the negatives
        ("shared-negatives", "u_{w_k}"),
    ],
)
def test_rows_that_the_loss_speaks_of_are_proved(name: str, row: str) -> None:
    gradient = find(name).gradient(row, Manner(updates="with"))
    report = derive.check(document_of(derived((gradient,), "direct"), "markdown"))
    assert set(report.counts) == {Verdict.PROVED}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LIBRARY, *ASSIGNMENTS])
def test_everything_that_can_be_written_is_proved(name: str) -> None:
    assert not {page: found for page, source in texts(name, whole=True) if (found := faults(source))}
