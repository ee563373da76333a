"""Limits that hold: a step that takes too long or too much memory is given up, and everything else is judged."""

import os
import time

import pytest

import derive
from derive.decision import decide
from derive.errors import LimitError, UsageError
from derive.judge.guard import check_guarded
from derive.opening.state import Options
from derive.source.text import Source
from derive.terms.facts import Facts
from derive.terms.term import Number, Term
from derive.verdicts.verdict import Report
from derive.verdicts.wire import decoded, encoded

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")
TEXT = "$$1 + 1 = 2$$\n\n$$2 + 3 = 5$$\n\n$$1 + 1 = 3$$\n"


def verdicts(report: Report) -> list[tuple[str, str]]:
    return [(f.verdict.value, f.code) for f in report.findings]


def test_a_guarded_report_is_the_report() -> None:
    source = Source("<text>", TEXT)
    assert check_guarded(source, Options()) == derive.check(source)
    report = derive.check(source)
    assert decoded(encoded(report), source) == report
    lacking = Source("<text>", "$$A r = 2 A r$$")
    assert derive.check(lacking).missing
    assert check_guarded(lacking, Options()) == derive.check(lacking)


@pytest.mark.parametrize("waste", ["time", "memory"])
def test_a_wasteful_step_is_given_up_and_the_rest_is_judged(waste: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = decide.compare

    def compare(left: Term, right: Term, facts: Facts) -> object:
        if right is Number(5):
            if waste == "time":
                time.sleep(60)
            hoard = bytearray(2_000_000_000)
            hoard[-1] = 1
        return inner(left, right, facts)

    monkeypatch.setattr(decide, "compare", compare)
    decide.proof.cache_clear()
    report = check_guarded(Source("<text>", TEXT), Options(), seconds=1.0, megabytes=256)
    decide.proof.cache_clear()
    assert verdicts(report) == [("proved", ""), ("undecided", "D906"), ("refuted", "D101")]


def test_errors_of_the_caller_come_through() -> None:
    with pytest.raises(UsageError, match="unknown context"):
        check_guarded(Source("<text>", TEXT), Options(context="word3vec"))


def test_an_internal_fault_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(decide, "compare", broken)
    decide.proof.cache_clear()
    with pytest.raises(ZeroDivisionError):
        check_guarded(Source("<text>", TEXT), Options())
    decide.proof.cache_clear()


@pytest.mark.parametrize("rule", [r"x_{%d} + x_{%d}", r"\exp(x_{%d}) \sigma(x_{%d})"])
def test_definitions_that_double_each_other_fill_no_memory(rule: str) -> None:
    chain = [f"$$x_{{{i}}} = {rule % (i - 1, i - 1)}$$" for i in range(1, 45)]
    header = "---\nderive:\n  context: none\n  let:\n    - x_0 \\in \\mathbb{R}\n---\n"
    text = "\n\n".join([header, *chain, "$$x_{44} = 3 x_0$$", "$$1 + 1 = 2$$"])
    report = check_guarded(Source("<text>", text), Options())
    *_, bomb, last = report.findings
    assert bomb.verdict.value in ("unreadable", "undecided")
    assert last.verdict.value == "proved"


def test_a_process_that_ends_between_steps_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def hoard(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr("derive.judge.check.read_document", hoard)
    with pytest.raises(LimitError, match="512 MB"):
        check_guarded(Source("<text>", TEXT), Options())
