"""A slice of the campaign for every run of the tests, and proof that the campaign sees what it looks for."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from derive.decision.decide import Decision, decide
from derive.fields import Outcome
from derive.prove import prove
from derive.terms.index import Axis, Variable
from derive.terms.term import Delta, Entry, Sum
from derive.verdicts.verdict import Verdict
from tests.laws.campaign import Deciders, Journal, campaign, main, summary, told
from tests.laws.certain import BALL, EXACT
from tests.laws.floats import differ
from tests.laws.mutants import EDITS, edited
from tests.laws.reading import Step, open_steps, steps
from tests.laws.rewrites import LAWS, applied

SEED = 20
UNDECIDED = 0.02  # of true steps


@pytest.mark.parametrize("step", steps(), ids=lambda step: f"{step.row.scope}: {step.row.name}")
def test_every_true_step_is_proved(step: Step) -> None:
    decision = decide(step.left, step.right, step.facts, step.offered)
    assert decision.verdict is Verdict.PROVED, decision
    assert decision.assuming == step.row.assuming


@pytest.mark.parametrize("step", open_steps(), ids=lambda step: step.row.name)
def test_a_true_step_without_a_proof_is_undecided(step: Step) -> None:
    decision = decide(step.left, step.right, step.facts, step.offered)
    assert decision.verdict is Verdict.UNDECIDED, f"{step.row.name}: move it to ROWS if it is proved now"


def test_no_true_step_is_false_by_floats() -> None:
    assert not [s.row.name for s in (*steps(), *open_steps()) if differ(s.left, s.right, s.held, Random(1), 40)]


def test_hypotheses_are_needed_where_they_are_reported() -> None:
    assert all(differ(s.left, s.right, s.facts, Random(1), 400) for s in steps() if s.row.assuming)


def test_no_mistake_is_proved_and_no_truth_is_refuted() -> None:
    records = list(campaign(3000, 300, SEED))
    assert not [told(record, SEED) for record in records if record.faults]
    mutants = [r.verdict for r in records if r.kind == "mutant"]
    rewrites = [r.verdict for r in records if r.kind == "rewrite"]
    assert all(r.confirmed in (EXACT, BALL) for r in records if r.kind == "mutant")
    assert "false by ball values" in summary(records)
    assert mutants.count("refuted") > 0.95 * len(mutants), summary(records)
    assert rewrites.count("proved") >= (1 - UNDECIDED) * len(rewrites), summary(records)


@pytest.mark.slow
def test_a_longer_slice() -> None:
    assert main(["--mutants", "2000", "--rewrites", "1000", "--seed", "21"]) == 0


# the campaign itself


def test_every_edit_and_every_law_comes_up() -> None:
    rng = Random(3)
    chosen = [rng.choice(steps()) for _ in range(4000)]
    assert {edited(s.right, s.left, rng)[0] for s in chosen} == set(EDITS)
    assert {applied(s.right, s.left, rng)[0] for s in chosen} == set(LAWS)


def test_every_law_keeps_the_value() -> None:
    rng = Random(4)
    for _ in range(400):
        step = rng.choice(steps())
        name, term = applied(step.right, step.left, rng)
        assert not differ(step.right, term, step.held, rng, 8), (name, step.right, term)


BELIEVER = Deciders(prove=lambda *_: object())
YES = Deciders(decide=lambda *_: Decision(Verdict.PROVED))
AGREED = Deciders(compare=lambda *_: Outcome.AGREES)
REFUTER = Deciders(decide=lambda *_: Decision(Verdict.REFUTED, code="D101"))
DENIED = Deciders(compare=lambda *_: Outcome.DIFFERS)
QUARREL = Deciders(decide=lambda *_: Decision(Verdict.UNDECIDED, code="D902"))


@pytest.mark.parametrize(
    ("deciders", "arguments", "words"),
    [
        (BELIEVER, ("--mutants", "3", "--rewrites", "0"), "a mutant is proved"),
        (YES, ("--mutants", "3", "--rewrites", "0"), "a mutant is judged proved"),
        (AGREED, ("--mutants", "3", "--rewrites", "0"), "the fields agree on a mutant"),
        (REFUTER, ("--mutants", "0", "--rewrites", "3"), "a true step is refuted"),
        (DENIED, ("--mutants", "0", "--rewrites", "3"), "the fields differ on a true step"),
        (QUARREL, ("--mutants", "3", "--rewrites", "0"), "the deciders disagree"),
    ],
)
def test_a_violation_is_noticed(
    deciders: Deciders, arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--seed", "7"], deciders) == 1
    said = capsys.readouterr().out
    assert said.count(words) == 3
    assert "seed 7, " in said
    assert all(part in said for part in ("step '", "  left  ", "  right "))
    assert said.rstrip().endswith("3 violations")


def test_a_true_mutant_is_no_mutant_and_a_false_rewrite_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    d = Axis("d")
    i, j = Variable("i", d), Variable("j", d)
    x = Entry("x", (i,))
    assert not differ(x, Sum(j, Delta(i, j) * Entry("x", (j,))), steps()[0].facts, Random(1))
    assert differ(x, Entry("x", (j,)), steps()[0].facts, Random(1))
    monkeypatch.setattr("tests.laws.rewrites.LAWS", {"wrong": lambda place, rng: place.term + 1})
    records = list(campaign(0, 5, 1))
    assert any("the rewrite itself is false" in record.faults for record in records)


def test_an_item_does_not_depend_on_the_others() -> None:
    whole = [(r.step, r.edits, r.verdict) for r in campaign(6, 4, 9)]
    assert [(r.step, r.edits, r.verdict) for r in campaign(3, 2, 9)] == whole[:3] + whole[6:8]


def test_a_campaign_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    short = list(campaign(4, 0, 9, journal=Journal(path, 9)))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind": "mut')  # stopped in the middle of a line
    journal = Journal(path, 9)
    assert path.read_bytes() == whole
    asked = []

    def counting(*terms: object) -> object | None:
        asked.append(terms)
        return prove(*terms)  # type: ignore[arg-type]

    longer = list(campaign(6, 0, 9, Deciders(prove=counting), journal))
    assert longer[:4] == short
    assert len(asked) == 2
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == 7


def test_the_journal_of_another_campaign_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.jsonl", 1)
    with pytest.raises(SystemExit, match="another campaign"):
        Journal(tmp_path / "journal.jsonl", 2)
