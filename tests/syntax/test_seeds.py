"""Real documents beside the checkout, if they are there: each judged sign is found once, and their terms are read."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from derive.source.text import Source
from derive.syntax.chains import Document, Unread
from derive.syntax.reader import read_document
from tests.syntax.sketch import sign_spans

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not here")


def documents() -> dict[str, Document]:
    return {
        path.name[:3]: read_document(Source(path.name, path.read_bytes().decode("utf-8")))
        for path in SEEDS.glob("*.txt")
    }


def test_every_sign_is_found_once() -> None:
    found: Counter[tuple[str, int, int]] = Counter()
    for name, read in documents().items():
        for chain in read.chains:
            found.update((name, *read.source.position(span.start)) for span in sign_spans(chain))
    with (SEEDS / "verdicts.tsv").open(encoding="utf-8") as file:
        wanted = [(row["seed"], int(row["line"]), int(row["column"])) for row in csv.DictReader(file, delimiter="\t")]
    assert {place: found[place] for place in wanted if found[place] != 1} == {}


def test_nearly_every_term_is_read() -> None:
    terms = [term for read in documents().values() for chain in read.chains for term in chain.terms]
    unread = [term for term in terms if isinstance(term, Unread)]
    assert len(unread) <= 0.02 * len(terms)
