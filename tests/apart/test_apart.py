"""What a function may do in a process of its own, and what becomes of one that does harm."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import numpy as np
import pytest

from derive.apart.calls import LIBRARIES, Named, kinds, made, plain, plainly, sampling
from derive.apart.contained import Contained, Limits, StoppedError
from derive.errors import UsageError
from derive.trial import Outcome, against

QUICK = Limits(start=10, call=1, memory=2 << 30)


def tried(folder: Path, text: str, limits: Limits = QUICK) -> Outcome:
    path = folder / "answer.py"
    path.write_text(text, encoding="utf-8")
    return against(path, "f", "naive-softmax", limits=limits)


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
        ("def f(U, v_c, o):\n    while True: print('x' * 1_000_000)", "longer than is allowed for one call"),
        ("def f(U, v_c, o):\n    import numpy; return numpy.zeros(9_000_000), U, v_c", "answered with 68 MB"),
        (
            "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f(U, v_c, o):\n    while True: pass",
            "longer",
        ),
        ("def f(U, v_c, o):\n    import os; os._exit(3)", "exit code 3"),
        ("def f(U, v_c, o):\n    import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        (CLOSES, "exit code|without an answer"),
        (FORGES, "answered with"),
        (BOASTS, "wrote over the answer"),
        (LIES, "is not what was told of it"),
    ],
    ids=[
        "for ever",
        "prints for ever",
        "megabytes",
        "ignores signals",
        "ends",
        "dies",
        "closes",
        "forges",
        "boasts",
        "lies",
    ],
)
def test_what_does_not_answer_is_stopped(text: str, message: str, tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(StoppedError, match=message):
        tried(tmp_path, text)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("def g(): pass", "has no attribute 'f'"),
        ("def f(U, v_c, o:", "SyntaxError"),
        ("import sys\nsys.exit(0)", "SystemExit"),
        ("f = lambda x: f(x)\nf(1)", "RecursionError"),
        ("import os\nos.fork()", "PermissionError|BlockingIOError"),
        ("f = 3", "TypeError"),
        ("def f(U, v_c, word): pass", "the argument word is not known; say --arg word=... with one of U, v_c, o"),
        ("def f(U, v_c): pass", "no argument among U, v_c is known to be o"),
        ("def f(U, v_c, o, target): pass", "two arguments are taken for o"),
    ],
)
def test_what_cannot_be_had_is_said(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        tried(tmp_path, text)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return None", "the call: gave NoneType of dtype object, which is no array of numbers"),
        ("return 1.0, U", "2 were given, but should be 3"),
        ("return 1.0, U, v_c, o", "4 were given, but should be 3"),
        ("return 'loss', U, v_c", "str of dtype <U4"),
        ("return type('E', (), {'__eq__': lambda *_: True})(), U, v_c", "E of dtype object"),
        ("raise ValueError('no')", "ValueError: no"),
        ("return 1.0, U[:, :0], v_c", r"has shape \(1, 0\), but should be \(1, 1\)"),
        ("return 1j, U, v_c", "complex"),
        ("return [0] * (1 << 40)", "MemoryError"),
        ("return np.ones(1 << 40), U, v_c", "MemoryError"),
        ("return np.float64(0), U.astype(int), v_c", "is int64, but should be float64"),
    ],
)
def test_what_is_no_answer_is_wrong(body: str, message: str, tmp_path: Path) -> None:
    outcome = tried(tmp_path, f"import numpy as np\ndef f(U, v_c, o):\n    {body}")
    assert any(re.search(message, str(wrong)) for wrong in outcome.wrong)


def test_memory_that_is_eaten_bit_by_bit_comes_to_an_end(tmp_path: Path) -> None:
    body = "    eaten = []\n    while True: eaten.append(bytearray(1 << 24))"
    outcome = tried(tmp_path, f"def f(U, v_c, o):\n{body}", Limits(call=20, memory=600 << 20))
    assert "MemoryError" in str(outcome.wrong[0])


def test_megabytes_of_print_and_a_changed_numpy_change_nothing(tmp_path: Path) -> None:
    loud = (
        "import numeric\n\ndef f(U, v_c, o):\n    print('x' * 3_000_000)\n    return numeric.naive_softmax(U, v_c, o)\n"
    )
    assert tried(tmp_path, loud).agrees
    sly = "import numpy as np\n\ndef f(U, v_c, o):\n    np.array_equal = lambda *_: True\n    return 0.0, U, v_c\n"
    assert not tried(tmp_path, sly).agrees
    blind = "import numpy as np\nnp.asarray = lambda *_: np.zeros(1)\ndef f(U, v_c, o):\n    return 0.0, U, v_c\n"
    assert not tried(tmp_path, blind).agrees


def test_no_file_is_written(tmp_path: Path) -> None:
    text = f"def f(U, v_c, o):\n    open({str(tmp_path / 'left')!r}, 'w').write('x' * 10)\n    return 1, U, v_c"
    outcome = tried(tmp_path, text)
    assert not outcome.agrees
    assert not (tmp_path / "left").exists() or (tmp_path / "left").stat().st_size == 0
    if outcome.locked:
        text = f"import os\ndef f(U, v_c, o):\n    os.remove({str(tmp_path / 'kept')!r})\n    return 1, U, v_c"
        (tmp_path / "kept").write_text("kept")
        assert "PermissionError" in str(tried(tmp_path, text).wrong[0])
        assert (tmp_path / "kept").exists()


ALONE = """
import numeric, os, resource, socket, subprocess, threading

def refused(what):
    try:
        what()
    except PermissionError:
        return True
    return False

def f(U, v_c, o):
    assert refused(os.fork)
    assert refused(lambda: subprocess.run(["true"]))
    assert refused(lambda: os.execv("/bin/true", ["true"]))
    assert refused(socket.socket)
    assert refused(lambda: os.kill(os.getppid(), 9))
    assert refused(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0)))
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return numeric.naive_softmax(U, v_c, o)
"""


def test_no_process_and_no_connection_is_made(tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text(ALONE)
    with Contained(tmp_path / "answer.py", "f", QUICK) as process:
        if not process.alone:
            pytest.skip("this kernel has no seccomp")
    outcome = tried(tmp_path, ALONE)
    assert outcome.agrees, outcome.wrong


def test_an_import_without_end_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match="longer than is allowed to be imported"):
        tried(tmp_path, "while True: pass", Limits(start=1))


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text("def f(): pass")
    with Contained(tmp_path / "answer.py", "f", QUICK) as process:
        pid, home = process.process.pid, Path(process.home.name)
        assert home.is_dir()
    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


# arrays of other libraries


@pytest.mark.parametrize("library", ["numpy", *LIBRARIES])
def test_arrays_go_there_and_come_back(library: str) -> None:
    if library != "numpy":
        pytest.importorskip(library)
    for kind in (*kinds(library), "int64"):
        array = np.arange(6, dtype=kind).reshape(2, 3)
        given = made(array, library)
        assert type(given).__module__.split(".")[0] in {library, "jaxlib"}
        assert np.array_equal(plain(given), array)
        assert not np.shares_memory(plain(given), array) or library == "numpy"
    assert "float32" in kinds(library)


class Tensor:
    """As those of PyTorch are: with a history, on some device."""

    def __init__(self, steps: int = 0) -> None:
        self.steps = steps

    def detach(self) -> Tensor:
        return Tensor(self.steps + 1)

    def cpu(self) -> Tensor:
        return Tensor(self.steps + 1)

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:  # type: ignore[type-arg]
        if self.steps < 2:
            raise TypeError("detach it and bring it here first")
        return np.array([1.0, 2.0])


def test_a_tensor_with_a_history_is_taken() -> None:
    assert plainly((Tensor(), 1.0))[0].tolist() == [1.0, 2.0]


CODES = {
    "torch": """
import torch

def f(U, v_c, o):
    U, v_c = U.requires_grad_(), v_c.requires_grad_()
    loss = -torch.log_softmax(U @ v_c, 0)[o]
    return loss, *torch.autograd.grad(loss, (U, v_c))
""",
    "jax": """
import jax

def f(U, v_c, o):
    return jax.nn.log_softmax(U @ v_c)[o] * -1, *jax.grad(lambda U, v: -jax.nn.log_softmax(U @ v)[o], (0, 1))(U, v_c)
""",
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_code_of_other_libraries_agrees(library: str, tmp_path: Path) -> None:
    pytest.importorskip(library)
    (tmp_path / "answer.py").write_text(CODES[library])
    limits = Limits(start=60, call=30, memory=16 << 30)
    outcome = against(tmp_path / "answer.py", "f", "naive-softmax", limits=limits, library=library, extreme=False)
    assert outcome.agrees, outcome.wrong


def test_a_library_that_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text("def f(U, v_c, o): pass")
    try:
        __import__("torch")
    except ImportError:
        with pytest.raises(UsageError, match="No module named 'torch'"):
            against(tmp_path / "answer.py", "f", "naive-softmax", limits=QUICK, library="torch")


# functions beside the one that is called


def test_the_sampler_is_lent_and_given_back() -> None:
    names: dict[str, object] = {"getNegativeSamples": "theirs"}
    with sampling(names, [3, 4]):
        assert names["getNegativeSamples"](0, None, 10) == [3, 4]  # type: ignore[operator]
    assert names == {"getNegativeSamples": "theirs"}
    with sampling(names, [[1], [2]]):
        sampler = names["getNegativeSamples"]
        assert [sampler(), sampler()] == [[1], [2]]  # type: ignore[operator]
        with pytest.raises(RuntimeError, match="more often than there are outside words"):
            sampler()  # type: ignore[operator]
    empty: dict[str, object] = {}
    with sampling(empty, []):
        assert "getNegativeSamples" in empty
    assert empty == {}


def test_a_neighbour_is_called_by_name() -> None:
    def lossy(x: int, K: int = 10) -> tuple[int, int]:  # noqa: N803 - as the course calls it
        return x, K

    assert Named("lossy", 3).among({"lossy": lossy})(1) == (1, 3)
    assert Named("lossy").among({"lossy": lossy})(1) == (1, 10)
    with pytest.raises(NameError, match="no function other"):
        Named("other").among({"lossy": lossy})
