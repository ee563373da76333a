"""How good vectors are."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import numeric
from numeric.word2vec.corpus import Corpus, encode
from numeric.word2vec.errors import TrainingError
from numeric.word2vec.evaluation import analogies, probe, similarity, spearman
from numeric.word2vec.noise import alias_table, keep_chances
from numeric.word2vec.vectors import Vectors

VECTORS = Vectors(["a", "b", "c", "d"], np.array([[1, 0], [1, 1], [0, 1], [-1, 1]], np.float32))


def probed(corpus: Corpus, count: int, window: int = 3) -> numeric.word2vec.evaluation.Probe:
    return probe(
        corpus.ids, corpus.offsets, keep_chances(corpus.counts, 0), alias_table(corpus.counts), window, 2, count
    )


def test_pairs_are_those_of_windows(corpus: Corpus) -> None:
    """With a window of one every word has its neighbours and no others."""
    seen = probed(corpus, 0, window=1)
    lengths = np.diff(corpus.offsets)
    assert len(seen.centres) == 2 * (lengths - 1).sum()
    assert len(seen.bags) == lengths.sum()
    cuts = corpus.offsets.tolist()
    near = {
        (int(corpus.ids[i]), int(corpus.ids[i + 1]))
        for s in range(corpus.sentences)
        for i in range(cuts[s], cuts[s + 1] - 1)
    }
    assert {*zip(seen.centres.tolist(), seen.outside.tolist(), strict=True)} == near | {(b, a) for a, b in near}


def test_the_loss_is_the_mean_of_the_losses_of_pairs(corpus: Corpus) -> None:
    rng = np.random.default_rng(0)
    V, U = (rng.normal(size=(len(corpus.counts), 4)) for _ in range(2))
    seen = probed(corpus, 50)
    pairs = list(zip(seen.centres, seen.outside, seen.negatives, strict=True))
    drawn = [numeric.negative_sampling(U, V[c], o, w[w != o])[0] for c, o, w in pairs]
    assert seen.negative_sampling(V, U) == pytest.approx(np.mean(drawn))
    assert seen.naive_softmax(V, U) == pytest.approx(
        np.mean([numeric.naive_softmax(U, V[c], o)[0] for c, o, _ in pairs])
    )
    bags = np.split(np.arange(len(pairs)), seen.bags[1:])
    for ours, loss in ((seen.cbow, numeric.cbow), (seen.cbow_mean, numeric.cbow_mean)):
        each = [loss(V, U, int(seen.centres[bag[0]]), seen.outside[bag])[0] for bag in bags]
        assert ours(V, U) == pytest.approx(np.mean(each))


def test_the_same_pairs_each_time(corpus: Corpus) -> None:
    one, two = probed(corpus, 40), probed(corpus, 40)
    assert np.array_equal(one.centres, two.centres)
    assert np.array_equal(one.negatives, two.negatives)
    assert 20 < len(one.centres) < 80


def test_words_that_stand_alone_are_said(corpus: Corpus) -> None:
    never = np.full(len(corpus.counts), -1, np.float32)
    with pytest.raises(TrainingError, match="use a larger sample"):
        probe(corpus.ids, corpus.offsets, never, alias_table(corpus.counts), 2, 2)


def test_rank_correlation_by_hand() -> None:
    assert spearman(np.array([1.0, 2, 3]), np.array([10.0, 20, 30])) == pytest.approx(1)
    assert spearman(np.array([1.0, 2, 3]), np.array([3.0, 1, 2])) == pytest.approx(-0.5)
    assert spearman(np.array([1.0, 1, 2]), np.array([1.0, 2, 3])) == pytest.approx(3**0.5 / 2)  # ties share 1.5
    assert math.isnan(spearman(np.array([1.0]), np.array([2.0])))
    assert math.isnan(spearman(np.array([1.0, 1]), np.array([1.0, 2])))


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=30))
def test_ranks_are_all_that_counts(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, float).T
    found, bent = spearman(x, y), spearman(x**3 + x, -np.exp(-y))
    assert found == pytest.approx(bent, nan_ok=True)
    assert math.isnan(found) or -1.0000001 < found < 1.0000001


def test_likeness_and_analogies_of_files(tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("# rated\nword1\tword2\tscore\nA\tb\t9\na\tc\t5\na,d,1\na\tzebra\t3\n")
    found = similarity(VECTORS, tmp_path / "s.tsv")
    assert (found.value, found.used, found.asked) == (pytest.approx(1), 3, 4)
    (tmp_path / "a.txt").write_text(": turns\na b b c\na b c D\na b x y\n")
    score = analogies(VECTORS, tmp_path / "a.txt")
    assert (score.used, score.asked) == (2, 3)
    assert 0 <= score.value <= 1


@pytest.mark.parametrize(
    ("told", "message"), [("a b 1\nc d\n", "s:2: expected two words and a number"), ("\xff", "s:")]
)
def test_bad_files_are_said(told: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(told.encode("latin-1"))
    with pytest.raises(TrainingError, match=message):
        similarity(VECTORS, tmp_path / "s")
    (tmp_path / "s").write_text("a b c\n")
    with pytest.raises(TrainingError, match="expected four words"):
        analogies(VECTORS, tmp_path / "s")


def test_a_probe_lets_go_of_the_text_it_has_read(tmp_path: Path) -> None:
    corpus = encode([["a", "b", "c"]] * 1000, tmp_path, min_count=1)
    keep, table, calls = np.ones(3, np.float32), alias_table(corpus.counts), []
    seen = probe(corpus.ids, corpus.offsets, keep, table, 2, 2, 0, let_go=lambda: calls.append(0))
    assert len(calls) == 10
    assert np.array_equal(seen.centres, probe(corpus.ids, corpus.offsets, keep, table, 2, 2, 0).centres)
