"""Builds: where they are kept, what becomes of broken ones, what is said where something is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from derive.backends import BackendError, Sizes, cache, compiling, kernel, modules, routine
from derive.backends.choosing import first_that_works
from derive.errors import UsageError
from derive.losses import find

SOURCE, PROTOTYPE = "int twice(int x) { return 2 * x; }\n", "int twice(int x);"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test alone."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def compiled(source: str = SOURCE) -> Any:
    try:
        return compiling.library(source, PROTOTYPE)
    except BackendError as error:
        pytest.skip(str(error))


def test_a_build_is_made_once(folder: Path) -> None:
    assert compiled().functions.twice(21) == 42
    (built,) = folder.iterdir()
    before = built.stat().st_mtime_ns
    compiling._library.cache_clear()
    assert compiled().functions.twice(4) == 8
    assert [path.stat().st_mtime_ns for path in folder.iterdir()] == [before]


def test_a_build_that_is_cut_short_is_made_again(folder: Path) -> None:
    compiled()
    (built,) = folder.iterdir()
    built.unlink()
    built.write_bytes(b"\x7fELF")
    compiling._library.cache_clear()
    assert compiled().functions.twice(5) == 10


def test_a_build_is_known_by_source_compiler_flags_and_processor() -> None:
    one = compiling.Compiler(("cc", "-march=native"), "#define __AVX2__ 1")
    others = (
        compiling.Compiler(("cc",), one.macros),
        compiling.Compiler(("gcc", "-march=native"), one.macros),
        compiling.Compiler(one.command, "#define __AVX512F__ 1"),
    )
    names = {one.name(SOURCE), one.name(f"{SOURCE} "), *(other.name(SOURCE) for other in others)}
    assert len(names) == 5


def test_a_folder_that_cannot_be_used_is_replaced_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv(cache.VARIABLE, str(file / "below"))
    found = cache.cache()
    assert str(file) in found.notes[0]
    assert "for this run alone" in found.notes[0]
    assert found.folder.is_dir()


def test_nothing_is_loaded_from_a_folder_that_others_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    assert "can be written by others" in cache.cache().notes[0]


def test_what_fails_to_be_made_leaves_nothing(folder: Path) -> None:
    def fail(to: Path) -> None:
        to.write_text("half", encoding="utf-8")
        raise OSError("no space left")

    with pytest.raises(BackendError, match="no space"):
        cache.cache().made("whole.so", fail)
    assert not list(folder.iterdir())


def test_a_folder_that_goes_away_is_no_fault_of_derive(folder: Path) -> None:
    kept = cache.cache()
    folder.rmdir()
    with pytest.raises(BackendError, match="cannot keep what is built"):
        kept.made("one.so", lambda to: None)


def test_a_source_that_does_not_compile_says_what_the_compiler_said(folder: Path) -> None:
    compiled()
    with pytest.raises(BackendError, match=r"could not compile.*error"):
        compiling.library("int f( {", PROTOTYPE)


def test_without_a_compiler_another_backend_is_taken_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(BackendError, match="no C compiler"):
        kernel(find("shared-negatives"), Sizes(), "c")
    monkeypatch.setattr(modules.importlib.util, "find_spec", lambda name: None)
    made = kernel(find("shared-negatives"), Sizes(2, 1, 1))
    assert made.backend == "numpy"
    assert any("no C compiler" in note for note in made.notes)
    assert any("numba is not installed" in note for note in made.notes)
    with pytest.raises(BackendError, match="numba is not installed"):
        routine(find("naive-softmax"), "numba")


def test_a_numba_that_cannot_be_loaded_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that is older than NumPy."""
    (tmp_path / "numba").mkdir()
    (tmp_path / "numba/__init__.py").write_text("raise ImportError('Numba needs NumPy 2.0 or less')")
    code = (
        "from derive.backends import Sizes, kernel; from derive.losses import find\n"
        "made = kernel(find('shared-negatives'), Sizes(2, 1, 1)); print(made.backend, made.notes)"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("CC", "false")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("numpy ")
    assert "$CC is 'false', which is none: unset it" in done.stdout
    assert "numba cannot be loaded: Numba needs NumPy 2.0 or less" in done.stdout


def test_without_cffi_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "cffi", None)
    with pytest.raises(BackendError, match=r"derivecheck\[fast\]"):
        compiling.compiler()


def test_a_backend_that_is_named_has_to_do() -> None:
    def broken(_: object) -> str:
        raise BackendError("it is broken")

    builders = {"c": 1, "numba": 2, "numpy": 3}
    with pytest.raises(BackendError, match="broken"):
        first_that_works("numba", builders, broken)
    with pytest.raises(UsageError, match="should be one of auto, c, numba, numpy"):
        first_that_works("fortran", builders, broken)
    found = first_that_works("auto", builders, lambda n: n if n == 3 else broken(n))
    assert found == (("numpy", 3), ("not in c: it is broken", "not in numba: it is broken"))


def test_deriving_loads_neither_numba_nor_cffi() -> None:
    code = "import sys, derive.losses, derive.cli; print({'numba', 'cffi', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
