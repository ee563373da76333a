"""Right code agrees, wrong code is found and said to look like what it is, harmful code is stopped."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from derive.cli import main
from derive.errors import UsageError
from derive.losses import LIBRARY, find
from derive.testing import Case, check, inputs
from derive.trial import Limits, Outcome, StoppedError, against
from derive.trial.faults import faults
from derive.trial.likeness import likeness

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
    return against(path, name, find(loss), options.pop("said", None), limits=QUICK, **options)


def naive(body: str) -> str:
    """A naive softmax with something about it."""
    return f"{HEAD}\ndef f(v_c, o, U):\n    p = softmax(U @ v_c)\n    y = np.zeros(len(p))\n    y[o] = 1\n{body}\n"


def some(names: Sequence[str], fast: int) -> list[Any]:
    """All of them, those after the first few in slow campaigns alone."""
    return [pytest.param(name, marks=[pytest.mark.slow] if n >= fast else []) for n, name in enumerate(names)]


@pytest.mark.parametrize("name", some(list(LIBRARY), 4))
def test_hand_coded_losses_agree(name: str, tmp_path: Path) -> None:
    outcome = tried(tmp_path, f"from numeric import {name.replace('-', '_')} as f", name)
    assert outcome.agrees
    assert outcome.cases >= 25


@pytest.mark.parametrize("name", ["naiveSoftmaxLossAndGradient", "negSamplingLossAndGradient"])
def test_the_functions_of_the_course_are_known(name: str, tmp_path: Path) -> None:
    loss = "naive-softmax" if "naive" in name else "negative-sampling"
    assert tried(tmp_path, STARTER, loss, name, extreme=False).agrees
    outcome = tried(tmp_path, STARTER, loss, name)
    assert outcome.regime == "extreme"
    assert "log of 0" in outcome.likeness


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
    loss = find(name)
    routine, cases = loss.numpy(), list[Case]()

    @settings(
        max_examples=12,
        phases=[Phase.generate],
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(loss, huge=False))
    def draw(case: Case) -> None:
        cases.append(case)

    draw()
    known = 0
    wrong = [(fault, kept) for fault in faults(routine) if (kept := answers(name, fault.routine.call, cases))]
    for _, kept in wrong:
        known += bool(likeness(kept, loss))
    assert len(wrong) >= 3
    assert known == len(wrong)
    assert likeness([(case, [np.array(7.0)] * len(routine.results)) for case in cases], loss) == ""


# harm

WRITES = """
import contextlib, os, struct
def answer(body):
    for fd in range(3, 60):
        with contextlib.suppress(OSError):
            os.write(fd, struct.pack("<Q", len(body)) + body)
"""
BOASTS = WRITES + "def f(U, v_c, o):\n    answer(b'[' * 10_000)"
LIES = (
    WRITES
    + """
def f(U, v_c, o):
    answer(b'{"results": [{"dtype": "<f8", "shape": [1000000]}]}')
"""
)
CLOSES = """
import contextlib, os
def f(U, v_c, o):
    for fd in range(3, 60):
        with contextlib.suppress(OSError):
            os.close(fd)
"""
FORGES = """
import contextlib, os
def f(U, v_c, o):
    for fd in range(3, 60):
        with contextlib.suppress(OSError):
            os.write(fd, bytes([255]) * 64)
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(U, v_c, o):\n    while True: pass", "longer than is allowed for one call"),
        ("def f(U, v_c, o):\n    import os; os._exit(3)", "exit code 3"),
        ("def f(U, v_c, o):\n    import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        (CLOSES, "exit code|without an answer"),
        (FORGES, "answered with"),
        (BOASTS, "wrote over the answer"),
        (LIES, "is not what was told of it"),
    ],
    ids=["for ever", "ends", "dies", "closes", "forges", "boasts", "lies"],
)
def test_what_does_not_answer_is_stopped(text: str, message: str, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(StoppedError, match=message):
        tried(tmp_path, text, "naive-softmax")
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("def g(): pass", "has no attribute 'f'"),
        ("def f(U, v_c, o:", "SyntaxError"),
        ("import sys\nsys.exit(0)", "SystemExit"),
        ("f = 3", "TypeError"),
        ("def f(U, v_c, word): pass", "the argument word is not known; say --arg word=... with one of U, v_c, o"),
        ("def f(U, v_c): pass", "no argument among U, v_c is known to be o"),
        ("def f(U, v_c, o, target): pass", "two arguments are taken for o"),
    ],
)
def test_what_cannot_be_had_is_said(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        tried(tmp_path, text, "naive-softmax")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return None", "NoneType of dtype object"),
        ("return 1.0, U", "2 were given, but should be 3"),
        ("return 1.0, U, v_c, o", "4 were given, but should be 3"),
        ("return 'loss', U, v_c", "str of dtype <U4"),
        ("return type('E', (), {'__eq__': lambda *_: True})(), U, v_c", "E of dtype object"),
        ("raise ValueError('no')", "ValueError: no"),
        ("return 1.0, U[:, :0], v_c", r"has shape \(1, 0\), but should be \(1, 1\)"),
        ("return 1j, U, v_c", "complex"),
        ("return [0] * (1 << 40)", "MemoryError"),
        ("return np.float64(0), U.astype(int), v_c", "is int64, but should be float64"),
    ],
)
def test_what_is_no_answer_is_wrong(body: str, message: str, tmp_path: Path) -> None:
    outcome = tried(tmp_path, f"import numpy as np\ndef f(U, v_c, o):\n    {body}", "naive-softmax")
    assert any(re.search(message, str(wrong)) for wrong in outcome.wrong)


def test_megabytes_of_print_and_a_changed_numpy_change_nothing(tmp_path: Path) -> None:
    loud = (
        "import numeric\n\ndef f(U, v_c, o):\n    print('x' * 3_000_000)\n    return numeric.naive_softmax(U, v_c, o)\n"
    )
    assert tried(tmp_path, loud, "naive-softmax").agrees
    sly = "import numpy as np\n\ndef f(U, v_c, o):\n    np.array_equal = lambda *_: True\n    return 0.0, U, v_c\n"
    assert not tried(tmp_path, sly, "naive-softmax").agrees


def test_no_file_is_written(tmp_path: Path) -> None:
    text = f"def f(U, v_c, o):\n    open({str(tmp_path / 'left')!r}, 'w').write('x' * 10)\n    return 1, U, v_c"
    outcome = tried(tmp_path, text, "naive-softmax")
    assert not outcome.agrees
    assert not (tmp_path / "left").exists() or (tmp_path / "left").stat().st_size == 0
    if outcome.locked:
        text = f"import os\ndef f(U, v_c, o):\n    os.remove({str(tmp_path / 'kept')!r})\n    return 1, U, v_c"
        (tmp_path / "kept").write_text("kept")
        assert "PermissionError" in str(tried(tmp_path, text, "naive-softmax").wrong[0])
        assert (tmp_path / "kept").exists()


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
