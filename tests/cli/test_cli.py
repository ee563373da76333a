"""The command: exit codes, bad input, quiet and verbose, and what it loads."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import derive
from derive.cli import main

Document = Callable[[str], str]

pytestmark = pytest.mark.usefixtures("judge")


def run(*arguments: str) -> int:
    """The exit code of `derive ARGUMENTS...`."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert isinstance(stop.value.code, int)
    return stop.value.code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["proved"], 0),
        (["defined"], 0),
        (["nothing"], 0),
        (["refuted"], 1),
        (["ill-formed"], 1),
        (["undecided"], 3),
        (["unreadable"], 3),
        (["crash"], 4),
        (["interrupt"], 130),
        (["proved", "undecided"], 3),
        (["undecided", "refuted"], 1),
        (["refuted", "absent"], 2),
        (["absent", "crash", "refuted"], 4),
        (["refuted", "interrupt", "crash"], 130),
    ],
)
def test_exit_code_is_the_worst(words: list[str], code: int, document: Document) -> None:
    names = [f"{word}.md" if word == "absent" else document(word) for word in words]
    assert run("check", *names) == code
    assert run("check", "--json", *names) == code


@pytest.mark.parametrize(("word", "code"), [("undecided", 0), ("unreadable", 0), ("refuted", 1), ("crash", 4)])
def test_allow_unread_forgives_only_open_links(word: str, code: int, document: Document) -> None:
    assert run("check", "--allow-unread", document(word)) == code


def test_json_records_in_source_order(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    run("check", "--json", document("sample"), document("proved"))
    output = capsys.readouterr().out
    records = [json.loads(line) for line in output.splitlines()]
    assert [record["line"] for record in records] == [2, 3, 4, 5, 6, 7, 8, 1]
    run("check", "--json", "sample.md", "proved.md")
    assert capsys.readouterr().out == output


def test_quiet_and_verbose(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    name = document("sample")
    summary = "2 proved (1 with an assumption), 1 refuted, 1 ill-formed, 1 undecided, 1 unreadable, 1 defined\n"
    run("check", "-q", name)
    assert capsys.readouterr().out == summary
    run("check", name)
    usual = capsys.readouterr().out
    run("check", "-v", name)
    verbose = capsys.readouterr().out
    assert usual.endswith(summary)
    assert verbose.endswith(summary)
    assert ": proved\n" not in usual
    assert verbose.count(": proved\n") == 2
    assert run("check", "-q", "-v", name) == 2


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"refuted: a = b")))
    assert run("check", "-") == 1
    assert capsys.readouterr().out.startswith("<stdin>:1:12: refuted")


@pytest.mark.parametrize(
    ("data", "cause"),
    [(b"\xff", "bad.md:1: not UTF-8: byte 0xff"), (b"a\0", "bad.md:1: not a text"), (None, "bad.md: no such file")],
)
def test_bad_input_is_named_and_the_other_files_judged(
    data: bytes | None, cause: str, document: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["bad.md", document("refuted")]
    if data is not None:
        Path("bad.md").write_bytes(data)
    assert run("check", *names) == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"derive: {cause}")
    assert err.count("\n") == 1
    assert "refuted.md:1:12: refuted" in out


def test_unknown_context_and_missing_problem(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--context", "word3vec", document("proved")) == 2
    assert capsys.readouterr().err == "derive: proved.md: unknown context 'word3vec'; known: word2vec\n"
    assert run("check", "--problem", "absent.toml", "proved.md") == 2
    assert "absent.toml" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("check",), ("check", "--nonsense", "a.md"), ("chekc", "a.md"), ("read",)])
def test_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert "Usage: derive" in capsys.readouterr().err


def test_internal_error_is_short_unless_debugging(
    document: Document, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DERIVE_DEBUG", raising=False)
    run("check", document("crash"))
    short = capsys.readouterr().err
    assert short.startswith("derive: crash.md: internal error: RuntimeError: no<U+001B>[31m such rule. ")
    assert short.count("\n") == 1
    monkeypatch.setenv("DERIVE_DEBUG", "1")
    run("check", "crash.md")
    assert capsys.readouterr().err.startswith("Traceback")


def test_read_prints_declarations(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("read", document("refuted")) == 0
    assert capsys.readouterr().out == "let:\n  - <U+001B> a \\in \\mathbb{R}\n"
    assert run("read", "absent.md") == 2
    assert run("read", document("crash")) == 4


def test_read_says_when_there_is_nothing(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("read", document("nothing")) == 0
    assert capsys.readouterr() == ("", "derive: nothing.md: no declaration was found, stated or implied\n")


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out == f"derive {derive.__version__}\n"
    for arguments in (["--help"], ["check", "-h"], ["read", "--help"]):
        assert run(*arguments) == 0
        assert capsys.readouterr().out.startswith("Usage: derive")


def test_progress_only_for_a_person_watching_several(
    document: Document, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [document("proved"), document("refuted")]
    run("check", *names)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run("check", *names[:1])
    assert capsys.readouterr().err == ""
    run("check", *names)
    assert "[2/2] refuted.md" in capsys.readouterr().err


FAKED = """
import sys
from tests.cli import conftest
from derive.judge import check, guard
check.check_source = guard.check_guarded = conftest.fake_check_source
from derive.cli import main
"""


def in_a_process(script: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with the fake judge from the project's root."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", FAKED + script]
    return subprocess.run(command, cwd=root, text=True, capture_output=True, check=False, env=env)


def test_checking_loads_neither_rich_nor_sympy_nor_numpy() -> None:
    root = Path(__file__).parents[2]
    code = (
        "import sys, derive\n"
        "from pathlib import Path\n"
        "from derive.report.jsonl import records\n"
        "print(*records(derive.check(Path('docs/examples/word2vec.md'))), sep='\\n')\n"
        "import derive.cli, derive.judge.guard\n"
        "sys.exit(', '.join({'rich', 'sympy', 'numpy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("derive/link@1") == 8


def test_help_loads_no_room_but_the_words_it_needs() -> None:
    code = (
        "import sys, derive.cli\n"
        "rooms = {m.split('.')[1] for m in sys.modules if m.startswith('derive.')}\n"
        "sys.exit(', '.join(rooms - {'cli', 'errors', 'report'}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_leaves_early_gets_no_traceback(document: Document) -> None:
    paths = [str(Path(document("sample")).absolute())] * 400
    script = f"main({['check', '-v', *paths]!r})"
    command = [sys.executable, "-c", FAKED + script]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_fault_of_the_document(document: Document) -> None:
    command = [sys.executable, "-c", f"{FAKED}\nmain({['check', str(Path(document('proved')).absolute())]!r})"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=Path(__file__).parents[2], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "standard output: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_outside_any_document_is_internal(
    document: Document, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("derive.report.terminal.closing", lambda *_, **__: 1 // 0)
    assert run("check", document("proved")) == 4
    assert capsys.readouterr().err.startswith("derive: the report: internal error: ZeroDivisionError")


def test_a_screen_that_is_not_utf8_gets_escapes(document: Document) -> None:
    path = str(Path(document("sample")).absolute())
    done = in_a_process(f"main(['check', {path!r}])", env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 1
    assert "\\u635f\\u5931" in done.stdout


def test_ask_writes_declarations_alone(document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    name = document("unreadable")
    assert run("check", "--ask", name) == 3
    out, err = capsys.readouterr()
    assert out == "---\nderive:\n  let:\n    - a \\in \\mathbb{R}^{?}  # for line 1\n---\n"
    assert err == f"derive: {name}: put this at its top\n"
    assert run("check", "--ask", document("proved")) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "derive: proved.md: no declaration is missing\n")


@pytest.mark.parametrize("other", ["--json", "--explain", "-q", "-v"])
def test_ask_stands_alone(other: str, document: Document, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--ask", other, document("proved")) == 2
    assert "--ask writes declarations and nothing else" in capsys.readouterr().err
