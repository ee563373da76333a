"""Choosing, proving, verifying, presets, the text that is always there, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import numeric
from derive.errors import UsageError
from derive.training import choose_kernel, english, proof_of
from derive.training.kinds import KINDS
from derive.training.pictures import draw_curve, draw_map, flattened
from derive.training.presets import epochs_for, preset
from derive.training.proof import UnprovedError
from derive.training.verifying import WrongRoutineError, verify
from derive.training.work import HEADING, Curve, Work, read_curve
from numeric.word2vec.adapter import Pairs
from numeric.word2vec.corpus import encode
from numeric.word2vec.noise import keep_chances
from numeric.word2vec.vectors import Vectors
from tests.numeric.word2vec.conftest import text


@pytest.mark.parametrize("loss", KINDS)
def test_every_routine_agrees_with_code_by_hand(loss: str) -> None:
    chosen = choose_kernel(loss, 5, 3, 2, backend="numpy")
    found = verify(chosen.kernel, chosen.by_hand, 5, 3, 1)
    assert found.batches == 3
    assert found.apart < 1e-5


def wrong(what: str) -> Any:
    def routine(U: Any, v_c: Any, o: int, negatives: Any) -> Any:
        loss, by_u, by_v = numeric.negative_sampling(U, v_c, o, negatives)
        if what == "sign":
            return loss, by_u, -by_v
        if what == "scale":
            return loss, by_u * np.float32(1.001), by_v
        if what == "nan":
            return loss, by_u, by_v * np.float32("nan")
        return loss, by_u * 0, by_v

    return routine


@pytest.mark.parametrize("what", ["sign", "scale", "zero", "nan"])
def test_a_wrong_routine_does_not_run(what: str) -> None:
    right = Pairs(numeric.negative_sampling, 5, 2, 3)
    with pytest.raises(WrongRoutineError, match="batch 1 of 2"):
        verify(Pairs(wrong(what), 5, 2, 3), right, 5, 2, 1)


def test_a_routine_that_leaves_pairs_out_does_not_run() -> None:
    with pytest.raises(WrongRoutineError, match="learned from"):
        verify(Pairs(numeric.negative_sampling, 5, 1, 3), Pairs(numeric.negative_sampling, 5, 2, 3), 5, 1, 1)


@pytest.mark.parametrize("loss", KINDS)
def test_what_trains_is_proved(loss: str) -> None:
    found = proof_of(loss)
    assert found.steps >= 2 * len(found.gradients)


def test_no_run_begins_on_a_step_that_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.training.proof.document", lambda *_: "$$1 + 1 = 3$$")
    with pytest.raises(UnprovedError, match="1 of 1 steps are open"):
        proof_of("negative-sampling")
    monkeypatch.setattr("derive.training.proof.document", lambda *_: "nothing")
    with pytest.raises(UnprovedError, match="0 of 0"):
        proof_of("negative-sampling")


def test_what_cannot_be_chosen_is_said() -> None:
    with pytest.raises(UsageError, match="backend is 'fortran', but should be one of auto, c, numba, numpy"):
        choose_kernel("cbow", 5, 5, 5, backend="fortran")
    with pytest.raises(UsageError, match=r"cannot be trained by 'cbow-men', only by .*; did you mean cbow-mean\?"):
        choose_kernel("cbow-men", 5, 5, 5)
    with pytest.raises(UsageError, match="there is no preset 'a2', only gensim, cs224n-a2"):
        preset("a2")


def test_epochs_make_up_the_windows_of_a_preset(tmp_path: Path) -> None:
    corpus = encode(text(200), tmp_path, 1)
    keep = keep_chances(corpus.counts, 0)
    assert epochs_for(10 * corpus.read, corpus, keep) == 10
    assert epochs_for(1, corpus, keep) == 1
    assert epochs_for(10 * corpus.read, corpus, np.full(len(keep), 0.5, np.float32)) == 20


def test_the_text_that_is_always_there_is_english() -> None:
    found = english.paragraphs()
    words = " ".join(found).lower().split()
    assert len(words) > 500_000
    assert words.count("the") / len(words) > 0.04
    assert not any(">>>" in paragraph or "\n" in paragraph for paragraph in found)


def test_quoted_text_is_found_where_a_string_begins_a_line() -> None:
    found = list(english._quoted('x = """no"""\n"""yes"""\n  r"""too\nmore"""\nf("""no""")\n'))
    assert found == ["yes", "too\nmore"]


def test_a_curve_goes_on_after_what_a_checkpoint_knew(tmp_path: Path) -> None:
    path = Work(tmp_path / "v.kv").curve
    curve = Curve(path)
    curve.add(0, 0, 0.1, 2.5, 0)
    known = curve.length
    curve.add(10, 0.5, 0.1, 2.0, 1)
    curve.close()
    again = Curve(path, known)
    again.add(20, 1, 0.1, 1.5, 2)
    again.close()
    assert read_curve(path) == [(0, 2.5), (20, 1.5)]
    anew = Curve(path)
    anew.close()
    assert path.read_text() == HEADING


def test_only_what_is_ours_is_removed(tmp_path: Path) -> None:
    work = Work(tmp_path / "v.kv")
    work.corpus.mkdir(parents=True)
    for name in ("corpus.json", "mine"):
        (work.corpus / name).write_text("")
    work.clear()
    assert not work.folder.exists()
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()] == [
        "v.kv.run.over/corpus/mine"
    ]
    (tmp_path / "v.kv.run.over/corpus/mine").unlink()
    work.clear()
    assert not any(tmp_path.iterdir())


def test_a_map_keeps_the_widest_directions() -> None:
    flat = np.random.default_rng(0).normal(size=(6, 2))
    turned = flat @ np.linalg.qr(np.random.default_rng(1).normal(size=(5, 5)))[0][:2]
    far = [np.linalg.norm(rows[:, None] - rows[None], axis=2) for rows in (flat, flattened(turned))]
    assert np.allclose(*far)
    assert flattened(np.ones((3, 1))).shape == (3, 2)


def test_pictures_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    vectors = Vectors(["a", "b", "c", "d"], np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32))
    draw_map(vectors, ["a", "b", "d"], tmp_path / "map.png")
    (tmp_path / "loss.csv").write_text(HEADING + "0,0,0.1,2.5,0\n9,1,0.1,2.0,1\n")
    draw_curve(tmp_path / "loss.csv", tmp_path / "loss.svg")
    assert (tmp_path / "map.png").read_bytes()[:4] == b"\x89PNG"
    assert "<svg" in (tmp_path / "loss.svg").read_text()
    with pytest.raises(UsageError, match="name at least 3"):
        draw_map(vectors, ["a", "b"], tmp_path / "map.png")
    with pytest.raises(UsageError, match=r"map\.doc"):
        draw_map(vectors, ["a", "b", "c"], tmp_path / "map.doc")


def test_pictures_without_matplotlib_say_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.training.pictures.drawing", None)
    vectors = Vectors(["a", "b", "c"], np.eye(3, dtype=np.float32))
    with pytest.raises(UsageError, match=r"derivecheck\[pictures\]"):
        draw_map(vectors, ["a", "b", "c"], tmp_path / "map.png")


def test_a_curve_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="begins with 'a,b'"):
        draw_curve(tmp_path / "x.csv", tmp_path / "x.png")
    with pytest.raises(UsageError, match="No such file"):
        draw_curve(tmp_path / "y.csv", tmp_path / "x.png")
