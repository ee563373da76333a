"""Run the examples of README.md and docs/, and compare what they show with what they say.

    python tools/examples.py            compare; exit 1 and a difference where one is stale
    python tools/examples.py --write    put the real output in

A fenced block is an example if the line before it is a marker:

    <!-- run -->            ```console   `$ derive ...` lines, each followed by its output (and `[exit 1]` if not 0)
                            ```python    statements, or a session of `>>>` lines, run by doctest
    <!-- file: PATH -->     any fence    the block shows that file, word for word
"""

from __future__ import annotations

import difflib
import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^<!-- (run|file: (?P<file>\S+)) -->\n+```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Example:
    """A marked block: where it stands, and what its author wrote."""

    page: Path
    line: int
    kind: str
    body: str
    file: str | None

    def fresh(self) -> str:
        """The body as it should be now."""
        if self.file is not None:
            return (ROOT / self.file).read_text(encoding="utf-8")
        if self.kind == "console":
            return "".join(_session(self.body))
        if self.kind == "python":
            _run_python(self)
            return self.body
        raise ValueError(f"{self.page}:{self.line}: cannot run a block of kind {self.kind!r}")


def pages() -> list[Path]:
    """README.md and every page of docs/."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def examples(page: Path) -> Iterator[Example]:
    """The marked blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        yield Example(page, text.count("\n", 0, match.start()) + 1, match["kind"], match["body"], match["file"])


def rewritten(page: Path) -> str:
    """The page with every marked block brought up to date."""
    fresh = iter([example.fresh() for example in examples(page)])

    def renew(match: re.Match[str]) -> str:
        start, end = match.start("body") - match.start(), match.end("body") - match.start()
        return match[0][:start] + next(fresh) + match[0][end:]

    return _BLOCK.sub(renew, page.read_text(encoding="utf-8"))


def _session(body: str) -> Iterator[str]:
    """Each command of a console block with what it prints."""
    for command in (line[2:] for line in body.splitlines() if line.startswith("$ ")):
        done = subprocess.run(
            command, shell=True, cwd=ROOT, env=_reader_environment(), text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield f"$ {command}\n{done.stdout}"
        if done.returncode:
            yield f"[exit {done.returncode}]\n"


def _reader_environment() -> dict[str, str]:
    """What a reader's own shell has: our commands on the path, 80 columns, and no sign of a build server, where pytest
    and others print otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "BUILD_NUMBER")}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80"}


def _run_python(example: Example) -> None:
    place = f"{example.page.name}:{example.line}"
    if ">>>" not in example.body:
        exec(compile(example.body, place, "exec"), {})
        return
    test = doctest.DocTestParser().get_doctest(example.body, {}, place, str(example.page), example.line)
    report: list[str] = []
    if doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append).failed:
        raise AssertionError("".join(report))


def main(arguments: list[str]) -> int:
    """Compare or rewrite all pages."""
    stale = 0
    for page in pages():
        old, new = page.read_text(encoding="utf-8"), rewritten(page)
        if old == new:
            continue
        stale = 1
        name = str(page.relative_to(ROOT))
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), name, name))
        if "--write" in arguments:
            page.write_text(new, encoding="utf-8")
    return 0 if "--write" in arguments else stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
