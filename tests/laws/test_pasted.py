"""Law: with the block of `derive read` pasted at its top, a document gets the verdicts it had."""

from pathlib import Path

import pytest

import derive
from derive.judge.verdict import Verdict

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.mark.parametrize("name", ["rows", "columns", "negatives", "softmax", "declared"])
def test_what_was_understood_can_be_pasted(name: str) -> None:
    text = (CORPUS / f"{name}.md").read_text(encoding="utf-8")
    before = derive.check(text)
    bare = text.split("---\n", 2)[2] if text.startswith("---") else text
    after = derive.check(f"{before.declarations}\n{bare}")
    assert not [note for note in after.notes if note.severity == "configuration"]
    assert len(before.findings) == len(after.findings)
    for was, now in zip(before.findings, after.findings, strict=True):
        pasted = (
            was.verdict is Verdict.DEFINED and now.verdict is Verdict.PROVED
        )  # its definition stands at the top now
        assert pasted or now.verdict is was.verdict, was.left
