"""Explanations of the documents in tests/corpus: every step is agreed on by both deciders, and every proof has one."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from derive.explain import Change, path
from derive.explain.checked import holds
from derive.explain.path import LONGEST
from derive.explain.tidy import shuffled
from derive.judge.check import check_source
from derive.judge.explanations import Question, asked, explain
from derive.links.readings import Link, Reading
from derive.opening.state import Options
from derive.prove import prove
from derive.source.load import load
from derive.terms.canonical import canonical
from derive.verdicts.verdict import Step, Verdict

CORPUS = Path(__file__).parent.parent / "corpus"
FILES = sorted(CORPUS.rglob("*.md"))
UNASKED = {  # proved steps that are read as more than they say: no explanation is tried of them
    "back_in_time": 4,  # through equations at other times
    "blocks": 5,  # of blocks, which the names in a step do not tell apart
    "gru_joined": 8,
    "lstm_joined": 10,
    "relu_layer": 1,  # with a class that the words say
    "denoted": 2,
    "differentials": 2,  # to first order
    "einstein": 2,  # sums that nobody wrote
    "over_time": 1,  # at one time of a sum over all
    "said": 1,  # A = A^T
}
UNEXPLAINED = {"denoted": 1, "said": 1, "told_after": 1, "words_drawn_twice": 2}  # nothing short was found


@cache
def questions(file: Path) -> tuple[tuple[Question, Link], ...]:
    """The proved links of a document, as the explanation sees them."""
    found: list[tuple[Question, Link]] = []
    unasked: list[Link] = []

    def ask(link: Link, reading: Reading) -> tuple[Step, ...]:
        question = asked(link, reading)
        if question is None:
            unasked.append(link)
        else:
            found.append((question, link))
        return ()

    report = check_source(load(file), Options(explain=ask))
    assert len(found) + len(unasked) == report.counts.get(Verdict.PROVED, 0)
    assert len(unasked) == UNASKED.get(file.stem, 0), f"{file.stem}: {len(unasked)}"
    return tuple(found)


@cache
def changes(question: Question) -> tuple[Change, ...]:
    """The explanation as whole terms."""
    return path(question.left, question.right, question.ground)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_step_holds(file: Path) -> None:
    for question, _ in questions(file):
        assert len(changes(question)) <= LONGEST
        asked_again = replace(question.ground, agreed={})
        assert all(holds(change, asked_again) for change in changes(question))
        assert all(shuffled(one.after) is shuffled(two.before) for one, two in pairwise(changes(question)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_steps_lead_from_the_left_side_to_the_right(file: Path) -> None:
    for question, link in questions(file):
        if found := changes(question):
            assert link.terms is not None
            for term, side in zip((found[0].before, found[-1].after), link.terms, strict=True):
                unfolded = canonical(question.ground.unfolded(term))
                assert unfolded is side or prove(unfolded, side, question.ground.facts) is not None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_proof_is_explained(file: Path) -> None:
    assert sum(not changes(question) for question, _ in questions(file)) == UNEXPLAINED.get(file.stem, 0)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_step_says_nothing(file: Path) -> None:
    """A step that changes nothing to see is the only one: the two sides read the same."""
    for finding in check_source(load(file), Options(explain=explain)).findings:
        assert len(finding.steps) == 1 or all(step.before != step.after for step in finding.steps)


def test_asking_changes_no_verdict() -> None:
    source = load(CORPUS / "rows.md")
    plain, asked_for = check_source(source), check_source(source, Options(explain=explain))
    assert [f.verdict for f in plain.findings] == [f.verdict for f in asked_for.findings]
    assert not any(f.steps for f in plain.findings)
    assert all(f.verdict is Verdict.PROVED for f in asked_for.findings if f.steps)
    assert sum(bool(f.steps) for f in asked_for.findings) > 5
