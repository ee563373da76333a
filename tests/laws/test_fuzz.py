"""A slice of the fuzzing campaign, and that the campaign sees what goes wrong and goes on where it was stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.laws import fuzz
from tests.laws.fuzz import BATCH, Fault, batch, finished, look_at, main
from tests.laws.soup import document

SEED = 2


@pytest.mark.parametrize("first", range(0, 6 * BATCH, BATCH))
def test_no_document_fails_hangs_or_swells(first: int) -> None:
    assert not batch(SEED, first, first + BATCH)


def test_a_document_is_the_same_in_every_run() -> None:
    assert [document(1, n) for n in range(20)] == [document(1, n) for n in range(20)]
    assert len({document(1, n).text for n in range(20)}) > 15


def test_a_failure_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(fuzz, "read", broken)
    fault = look_at(1, 1)
    assert fault is not None
    assert fault.message == "ZeroDivisionError: a fault of ours"
    assert "broken" in fault.trace


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("time.sleep(99)", "it hangs"),
        ("all(iter(lambda: 1, 0))", "it hangs"),
        ("os.abort()", "the process ended with -6"),
        ("x = bytes(2**30)", "MemoryError"),
    ],
)
def test_what_a_process_does_is_a_fault_and_the_rest_is_looked_at(
    does: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import os, sys, time\nfrom tests.laws import fuzz\n"
        f"def read(text):\n    fuzz.read_document(text)\n    if text.path == 'bad': {does}\n"
        "fuzz.read = read\nfuzz.ENDLESS = 1.5\nreal = fuzz.source\n"
        "fuzz.document = lambda seed, number, small: number\n"
        "fuzz.source = lambda number: fuzz.Source('bad' if number == 2 else 'a.md', '$a = b$')\n"
        "fuzz.work(1, int(sys.argv[1]), int(sys.argv[2]))"
    )
    monkeypatch.setattr(fuzz, "worker", lambda seed, first, last: ["-c", script, str(first), str(last)])
    if "sleep" in does:
        monkeypatch.setattr(fuzz, "QUIET", 1.5)
    (fault,) = batch(1, 1, 5)
    assert (fault.number, fault.message.partition(": ")[0].strip()) == (2, message)


def test_a_campaign_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counted(seed: int, first: int, last: int) -> list[Fault]:
        seen.append(first)
        return [Fault(first + 1, "so it is")] if first == BATCH else []

    monkeypatch.setattr(fuzz, "batch", counted)
    journal = tmp_path / "fuzz.jsonl"
    arguments = ["--seed", "3", "--jobs", "1", "--resume", str(journal), "--documents"]
    assert main([*arguments, str(2 * BATCH)]) == 1
    with journal.open("a") as file:
        file.write(json.dumps({"seed": 3})[:-3])
    assert sorted(finished(journal, 3)) == [0, BATCH]
    assert finished(journal, 4) == {}
    assert main([*arguments, str(3 * BATCH)]) == 1
    assert seen == [0, BATCH, 2 * BATCH]
