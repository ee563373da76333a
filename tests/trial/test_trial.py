"""Right code agrees, wrong code is found and said to look like what it is, harmful code is stopped."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from derive.cases import Case, check, inputs
from derive.cli import main
from derive.losses import LIBRARY
from derive.trial import Limits, Outcome, against, reproduced
from derive.trial.faults import faults
from derive.trial.likeness import likeness
from derive.trial.subjects import subjects
from derive.trial.wording import shown

QUICK = Limits(start=10, call=1, memory=2 << 30)
HEAD = """
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def softmax(x):
    power = np.exp(x - x.max())
    return power / power.sum()
"""
STARTER = (
    HEAD
    + """
from missing_data import words  # BESIDE

def getNegativeSamples(outsideWordIdx, dataset, K):
    return [dataset.sampleTokenIdx() for _ in range(K)]

def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    predicted = softmax(outsideVectors @ centerWordVec)
    loss = -np.log(predicted[outsideWordIdx])
    predicted[outsideWordIdx] -= 1
    return loss, predicted @ outsideVectors, predicted[:, None] @ centerWordVec[None, :]

def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=10):
    words = getNegativeSamples(outsideWordIdx, dataset, K)
    towards = sigmoid(outsideVectors[outsideWordIdx] @ centerWordVec)
    loss = -np.log(towards)
    gradCenterVec = (towards - 1) * outsideVectors[outsideWordIdx]
    gradOutsideVecs = np.zeros(outsideVectors.shape)
    gradOutsideVecs[outsideWordIdx] += (towards - 1) * centerWordVec
    for word in words:
        away = sigmoid(-outsideVectors[word] @ centerWordVec)
        loss = loss - np.log(away)
        gradCenterVec = gradCenterVec + (1 - away) * outsideVectors[word]
        gradOutsideVecs[word] += (1 - away) * centerWordVec
    return loss, gradCenterVec, gradOutsideVecs
"""
).replace("from missing_data import words  # BESIDE\n", "")


def tried(folder: Path, text: str, loss: str, name: str = "f", **options: Any) -> Outcome:
    path = folder / "answer.py"
    path.write_text(text, encoding="utf-8")
    return against(path, name, loss, options.pop("said", {}), limits=QUICK, **options)


SKIPGRAM = (
    STARTER
    + """
def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss, gradCenterVecs = 0.0, np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    centre = word2Ind[currentCenterWord]
    for word in outsideWords:
        one, by_centre, by_outside = word2vecLossAndGradient(
            centerWordVectors[centre], word2Ind[word], outsideVectors, dataset
        )
        loss += one
        gradCenterVecs[centre] += by_centre
        gradOutsideVectors += by_outside
    return loss, gradCenterVecs, gradOutsideVectors
"""
)


def naive(body: str) -> str:
    """A naive softmax with something about it."""
    return f"{HEAD}\ndef f(v_c, o, U):\n    p = softmax(U @ v_c)\n    y = np.zeros(len(p))\n    y[o] = 1\n{body}\n"


def some(names: Sequence[str], fast: int) -> list[Any]:
    """All of them, those after the first few in slow campaigns alone."""
    return [pytest.param(name, marks=[pytest.mark.slow] if n >= fast else []) for n, name in enumerate(names)]


@pytest.mark.parametrize("name", some(list(LIBRARY), 4))
def test_hand_coded_losses_agree(name: str, tmp_path: Path) -> None:
    said = {"W": "I"} if name == "language-model" else {}
    outcome = tried(tmp_path, f"from numeric import {name.replace('-', '_')} as f", name, said=said)
    assert outcome.agrees
    assert outcome.cases >= 25


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("naiveSoftmaxLossAndGradient", "naive-softmax"),
        ("negSamplingLossAndGradient", "negative-sampling"),
        ("skipgram", "skip-gram"),
        ("skipgram", "skip-gram-negative-sampling"),
    ],
)
def test_the_losses_of_the_course_are_known(name: str, loss: str, tmp_path: Path) -> None:
    assert tried(tmp_path, SKIPGRAM, loss, name, extreme=False).agrees
    outcome = tried(tmp_path, SKIPGRAM, loss, name)
    assert outcome.regime == "extreme"
    assert "log of 0" in outcome.likeness
    said = shown(name, outcome, "--ordinary")
    assert "at extreme numbers alone" in said
    assert "right at ordinary numbers" in said
    assert "--ordinary leaves such numbers out" in said


def test_the_sigmoid_of_the_course_is_known(tmp_path: Path) -> None:
    assert tried(tmp_path, HEAD, "sigmoid", "sigmoid").agrees
    wrong = tried(tmp_path, HEAD.replace("np.exp(-x)", "np.exp(x)"), "sigmoid", "sigmoid")
    assert wrong.likeness == "sigmoid(-x) where it should be sigmoid(x)"
    assert wrong.wrong[0].result == "sigmoid"


def test_a_sigmoid_takes_numbers_and_arrays_of_any_rank(tmp_path: Path) -> None:
    masked = (
        "import numpy as np\n\ndef f(z):\n    out = np.zeros(len(z))\n    out[:] = 1 / (1 + np.exp(-z))\n    return out"
    )
    outcome = tried(tmp_path, masked, "sigmoid")
    assert outcome.case is not None
    assert outcome.case.arrays["x"].ndim in (0, 2)


@pytest.mark.parametrize(
    ("right", "wrong", "looks"),
    [
        ("gradCenterVecs[centre] += by", "gradCenterVecs[centre] = by", "only the last of around counts"),
        ("gradOutsideVectors += by", "gradOutsideVectors = by", "only the last of around counts"),
        ("        loss += one", "        loss = one", "only the last of around counts"),
        ("    return loss, gradC", "        return loss, gradC", "only the first of around counts"),
    ],
)
def test_what_goes_wrong_in_a_window(right: str, wrong: str, looks: str, tmp_path: Path) -> None:
    before, after = SKIPGRAM.split("def skipgram")
    assert right in after
    outcome = tried(tmp_path, f"{before}def skipgram{after.replace(right, wrong)}", "skip-gram", "skipgram")
    assert outcome.likeness.startswith(looks)
    assert outcome.case is not None
    assert max(outcome.case.sizes.values()) <= 3


def test_what_is_right_but_for_rounding(tmp_path: Path) -> None:
    body = "    return -np.log(p[o]), (U.T @ (p - y)).astype('f4').astype(U.dtype), np.outer(p - y, v_c)"
    assert "less exact than floats are" in tried(tmp_path, naive(body), "naive-softmax").likeness


@pytest.mark.parametrize(
    ("body", "result", "looks"),
    [
        ("    return -np.log(p[o]), U.T @ p, np.outer(p, v_c)", "dU", "y never subtracted"),
        ("    return -np.log(p[o]), U.T @ (p - y), np.outer(p, v_c)", "dU", "dU: y never subtracted"),
        ("    return -np.log(p[o]), U.T @ (p - y), np.outer(y - p, v_c)", "dU", "sign"),
        ("    return -np.log(p[o]), U.T @ (p - y), np.outer(v_c, p - y)", "dU", "transposed"),
        ("    return -np.log(p[o]), (U.T @ (p - y)) * 2, np.outer(p - y, v_c)", "dv_c", "twice"),
        ("    return -np.log(p[o]), 0 * v_c, np.outer(p - y, v_c)", "dv_c", "0 everywhere"),
        ("    return np.log(p[o]), U.T @ (p - y), np.outer(p - y, v_c)", "loss", "sign"),
        ("    return -np.log(p[o]), U.T @ (p - y), np.outer(p - y, v_c) / len(U)", "dU", "mean instead of sum"),
    ],
)
def test_wrong_code_is_found_and_known(body: str, result: str, looks: str, tmp_path: Path) -> None:
    outcome = tried(tmp_path, naive(body), "naive-softmax")
    assert outcome.case is not None
    assert result in {wrong.result for wrong in outcome.wrong}
    assert looks in outcome.likeness
    assert max(outcome.case.sizes.values()) <= 3


def test_overwritten_negatives_are_found_and_known(tmp_path: Path) -> None:
    text = STARTER.replace("        gradOutsideVecs[word] += (1 - away) * centerWordVec\n", "").replace(
        "    return loss, gradCenterVec, gradOutsideVecs",
        "    away = sigmoid(-outsideVectors[words] @ centerWordVec)\n"
        "    gradOutsideVecs[words] += (1 - away)[:, None] * centerWordVec\n"
        "    return loss, gradCenterVec, gradOutsideVecs",
    )
    text = text.replace("return [dataset", "return [0 * dataset").replace("words = getN", "words = getN")
    outcome = tried(
        tmp_path,
        text.replace(
            "(outsideWordIdx, dataset, K)\n    towards", "(outsideWordIdx, dataset, K) or np.zeros(0, int)\n    towards"
        ),
        "negative-sampling",
        "negSamplingLossAndGradient",
    )
    assert outcome.likeness == "rows that occur twice in w overwritten, not accumulated"
    assert outcome.case is not None
    assert outcome.case.sizes == {"K": 2, "V": 1, "d": 1}


def test_no_maximum_taken_off(tmp_path: Path) -> None:
    body = "    return -np.log(p[o]), U.T @ (p - y), np.outer(p - y, v_c)"
    outcome = tried(tmp_path, naive(body).replace(" - x.max()", ""), "naive-softmax")
    assert outcome.regime == "extreme"
    assert "take the maximum off" in outcome.likeness


# what a routine with one fault looks like


def answers(name: str, code: Any, cases: Sequence[Case]) -> list[tuple[Case, list[Any]]]:
    found = []
    for case in cases:
        try:
            with np.errstate(all="ignore"):
                results = list(code(*case.arguments))
        except (ValueError, TypeError, IndexError):
            continue
        if check(case, results):
            found.append((case, results))
    return found


@pytest.mark.parametrize("name", some(list(LIBRARY), 2))
def test_a_fault_looks_like_itself(name: str) -> None:
    (subject, *_) = subjects(name)
    routine, cases = subject.routine, list[Case]()

    @settings(
        max_examples=12,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(subject.loss, huge=False))
    def draw(case: Case) -> None:
        cases.append(case)

    draw()
    known = 0
    wrong = [(fault, kept) for fault in faults(routine) if (kept := answers(name, fault.routine.call, cases))]
    for _, kept in wrong:
        known += bool(likeness(kept, subject))
    assert len(wrong) >= 3
    assert known == len(wrong)
    assert likeness([(case, [np.array(7.0)] * len(routine.results)) for case in cases], subject) == ""


# the command


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_the_command_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("from numeric import linear_regression as f", encoding="utf-8")
    command = [sys.executable, "-m", "derive", "test", "mine.py:f", "--against", "linear-regression"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.startswith("mine.py:f: agrees")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from numeric import naive_softmax as f\n\n\ndef g(a, b, c):\n    return f(c, a, b)\n", encoding="utf-8"
    )
    assert run("test", f"{path}:f", "--against", "naive-softmax") == 0
    assert "mine.py:f: agrees with naive-softmax at " in capsys.readouterr().out
    mapped = ("--arg", "a=v_c", "--arg", "b=o", "--arg", "c=U")
    assert run("test", f"{path}:g", "--against", "naive-softmax", *mapped) == 1
    out = capsys.readouterr().out
    assert "differs from naive-softmax [D501]" in out
    assert "smallest example: V = 1, d = 1" in out
    assert run("test", f"{path}:g", "--against", "naive-softmax") == 2
    assert "say --arg a=..." in capsys.readouterr().err
    assert run("test", f"{path}:g", "--against", "naive-softmax", "--arg", "a=V_c") == 2
    assert "did you mean v_c?" in capsys.readouterr().err
    assert run("test", str(path), "--against", "naive-softmax") == 2
    assert run("test", f"{tmp_path}/none.py:f", "--against", "naive-softmax") == 2
    assert "no such file" in capsys.readouterr().err


# a test that stands alone


def passes(test: Path) -> tuple[int, int]:
    """How many of its tests pass and fail, where nothing of derive can be imported."""
    blocker = test.parent / "conftest.py"
    blocker.write_text("import sys\n\nsys.modules['derive'] = sys.modules['numeric'] = None\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:derive", str(test)]
    found = subprocess.run(command, cwd=test.parent, capture_output=True, text=True, check=False).stdout
    return tuple(int((re.search(rf"(\d+) {word}", found) or [0, 0])[1]) for word in ("passed", "failed"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("right", "name", "loss", "change"),
    [
        (HEAD, "sigmoid", "sigmoid", ("np.exp(-x)", "np.exp(x)")),
        (SKIPGRAM, "naiveSoftmaxLossAndGradient", "naive-softmax", ("-= 1", "-= 2")),
        (SKIPGRAM, "negSamplingLossAndGradient", "negative-sampling", ("loss = loss - np", "loss = loss + np")),
        (SKIPGRAM, "skipgram", "skip-gram-negative-sampling", ("Vecs[centre] +=", "Vecs[centre] =")),
        (SKIPGRAM, "skipgram", "skip-gram", ("return loss, gradCenterVecs, gradOutsideVectors", "return loss, loss")),
    ],
)
def test_the_smallest_example_as_a_test(
    right: str, name: str, loss: str, change: tuple[str, str], tmp_path: Path
) -> None:
    code, test = tmp_path / "answer.py", tmp_path / "tests" / "test_it.py"
    test.parent.mkdir()
    code.write_text(right.replace(*change), encoding="utf-8")
    command = ("test", f"{code}:{name}", "--against", loss, "--ordinary", "--reproduce", str(test))
    assert run(*command) == 1
    text = test.read_text(encoding="utf-8")
    assert "import derive" not in text
    assert "numeric" not in text
    assert passes(test)[1] > 0
    code.write_text(right, encoding="utf-8")
    assert passes(test) == (len(subjects(loss)[-1 if name == "skipgram" else 0].names), 0)


def test_no_test_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, test = tmp_path / "answer.py", tmp_path / "test_it.py"
    code.write_text(naive("    return 0 * p[0], U.T @ (p - y), np.outer(p - y, v_c)"), encoding="utf-8")
    command = ("test", f"{code}:f", "--against", "naive-softmax", "--ordinary", "--reproduce", str(test))
    assert run(*command) == 1
    assert f"reproduced by: pytest {test}" in capsys.readouterr().out
    test.write_text("mine", encoding="utf-8")
    assert run(*command) == 2
    assert "--force writes over it" in capsys.readouterr().err
    assert test.read_text(encoding="utf-8") == "mine"
    assert run(*command, "--force") == 1
    assert "def test_f" in test.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.py", "test_it.py"]


def test_the_example_of_the_page_is_what_is_written(tmp_path: Path) -> None:
    examples = Path(__file__).parents[2] / "docs" / "examples"
    name = "naiveSoftmaxLossAndGradient"
    outcome = against(examples / "answer.py", name, "naive-softmax", limits=QUICK)
    kept = examples / "test_answer.py"
    assert reproduced(outcome, examples / "answer.py", name, kept) == kept.read_text(encoding="utf-8")
