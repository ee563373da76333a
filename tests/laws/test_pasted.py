"""Law: with the block of `derive read` pasted at its top, a document gets the verdicts it had.

What was guessed is then declared, so a step that only a guess made unreadable may get another verdict.
"""

from pathlib import Path

import pytest

import derive
from derive.verdicts.verdict import Finding, Report, Verdict

CORPUS = Path(__file__).parent.parent / "corpus"
UNDECLARED = sorted((CORPUS / "undeclared").glob("*.md"))
MIXED = r"""
# A layer on top of given features

Here $H \in \mathbb{R}^{n \times k}$ holds the features, and $r \in \mathbb{R}^m$ is given.

$$S = H V$$

$$\frac{\partial L}{\partial V} = H^\top \frac{\partial L}{\partial S}$$

$$\frac{\partial L}{\partial H} = \frac{\partial L}{\partial S} V^\top = V \frac{\partial L}{\partial S}$$

# Another head

$$q = g(A r)$$

$$\frac{\partial L}{\partial r} = A^\top \left(\frac{\partial L}{\partial q} \odot g'(A r)\right)$$

$$A r = r^\top B$$
"""


def read_again(text: str) -> tuple[Report, Report]:
    """The report on a document, and on the same with what was understood pasted at its top."""
    before = derive.check(text)
    bare = text.split("---\n", 2)[2] if text.startswith("---") else text
    return before, derive.check(f"{before.declarations}\n{bare}")


def kept(was: Finding, now: Finding, *, guesses: bool) -> bool:
    """The verdict stays; a definition stands at the top now, and what a guess or a question left unreadable is read."""
    if was.verdict is Verdict.DEFINED and now.verdict is Verdict.PROVED:
        return True
    return now.verdict is was.verdict or (guesses and was.verdict is Verdict.UNREADABLE) or was.code == "D304"


@pytest.mark.parametrize("name", ["rows", "columns", "negatives", "softmax", "declared"])
def test_what_was_understood_can_be_pasted(name: str) -> None:
    before, after = read_again((CORPUS / f"{name}.md").read_text(encoding="utf-8"))
    same(before, after)


@pytest.mark.parametrize("path", UNDECLARED, ids=lambda path: path.stem)
def test_what_was_guessed_can_be_pasted(path: Path) -> None:
    before, after = read_again(path.read_text(encoding="utf-8"))
    assert "# guessed" in before.declarations
    same(before, after)
    assert not [note for note in after.notes if note.message.startswith("assumed")]


def test_what_the_text_says_in_passing_is_told_from_what_was_guessed() -> None:
    before, after = read_again(f"---\nderive:\n  context: none\n---\n{MIXED}")
    same(before, after)
    said, guessed = before.declarations.split("# guessed")
    assert r"H \in \mathbb{R}^{n \times k}" in said
    assert r"A \in" in guessed
    assert r"loss L of" in guessed


def same(before: Report, after: Report) -> None:
    """Every link got the verdict it had."""
    assert not [note for note in after.notes if note.severity == "configuration"]
    assert len(before.findings) == len(after.findings)
    guesses = any(finding.code == "D303" for finding in before.findings)
    for was, now in zip(before.findings, after.findings, strict=True):
        assert kept(was, now, guesses=guesses), (was.left, was.right, was.verdict, now.verdict, now.code, now.message)
