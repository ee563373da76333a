"""How much of a folder of documents is read and how much is judged, document by document.

    python -m tools.shares [--declared FOLDER] [--unread] PATH...

Rows      the relation signs that one formula has on one line of a file; a row parses where the syntax reads all of its
          terms, or names the slip that every reader sees in them
Claims    the links that are not just definitions; truth: those proved, refuted or ill-formed
--declared  takes the front lines of each document from FOLDER/NAME.txt, one declaration a line, as if its author had
          written them at its top: how much a few lines settle
--unread  shows every row that does not parse, with the reason
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from derive import check
from derive.source.load import load
from derive.source.text import Source
from derive.syntax.chains import Document, Unread
from derive.syntax.nodes import Node
from derive.syntax.reader import read_document
from derive.verdicts.verdict import Report, Verdict

CONTAINERS = (".md", ".tex", ".ipynb", ".html", ".txt")
TRUTH = (Verdict.PROVED, Verdict.REFUTED, Verdict.ILL_FORMED)


@dataclass(frozen=True)
class Row:
    """The signs of one formula on one line; `unread` are the terms around them that the syntax cannot read."""

    line: int
    unread: tuple[Unread, ...]


def is_unread(term: Node | Unread) -> bool:
    """A term that the syntax cannot read, and that is no slip."""
    return isinstance(term, Unread) and not term.slip


def rows(document: Document) -> Iterator[Row]:
    """Every row of a document, in order of its chains."""
    found: dict[tuple[int, int], list[Unread]] = {}
    for chain in document.chains:
        for place, relation in enumerate(chain.relations):
            line, _ = document.source.position(relation.span.start)
            beside = chain.terms[place : place + 2]
            found.setdefault((chain.block, line), []).extend(filter(is_unread, beside))
        if not chain.relations and isinstance(chain.terms[0], Unread):  # a formula that could not be cut into terms
            line, _ = document.source.position(chain.terms[0].span.start)
            if "=" in document.source.slice(chain.terms[0].span):
                found.setdefault((chain.block, line), []).append(chain.terms[0])
    return (Row(line, tuple(dict.fromkeys(unread))) for (_, line), unread in found.items())


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    """Every document below the paths, but a README."""
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in inside if one.suffix in CONTAINERS and one.stem != "README")


def judged(path: Path, lines: Path | None) -> Report:
    """The report on a document, with a problem file made of its front lines if it has any."""
    if lines is None or not lines.exists():
        return check(path)
    with tempfile.TemporaryDirectory() as folder:
        problem = Path(folder) / "problem.toml"
        problem.write_text(as_problem(lines.read_text(encoding="utf-8").splitlines()), encoding="utf-8")
        return check(path, problem=problem)


def as_problem(lines: Iterable[str]) -> str:
    """`context: word2vec`, `layout: shape` and statements, as a problem file."""
    lines = [line.strip() for line in lines if line.strip()]
    settings = dict(line.split(": ", 1) for line in lines if line.startswith(("context: ", "layout: ")))
    lets = ", ".join(f"'{line}'" for line in lines if line.partition(":")[0] not in settings)
    return "".join(f'{key} = "{value}"\n' for key, value in settings.items()) + f"let = [{lets}]\n"


def shown_unread(source: Source, row: Row) -> str:
    """line: what stands there: why."""
    reasons = "; ".join(f"{unread.message}: {source.slice(unread.span).strip()[:60]!r}" for unread in row.unread)
    return f"    {row.line}: {reasons}"


def main() -> None:
    """One line a document, then the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--declared", type=Path)
    parser.add_argument("--unread", action="store_true")
    arguments = parser.parse_args()
    total = [0, 0, 0, 0]
    for path in documents(arguments.paths):
        source = load(path)
        found = list(rows(read_document(source)))
        report = judged(path, arguments.declared / f"{path.name}.txt" if arguments.declared else None)
        claims = [one for one in report.findings if one.verdict is not Verdict.DEFINED]
        counts = [
            sum(not row.unread for row in found),
            len(found),
            sum(claim.verdict in TRUTH for claim in claims),
            len(claims),
        ]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        print("{:24} rows {:4} of {:4}   claims {:4} of {:4}".format(path.name[:24], *counts))
        if arguments.unread:
            print("".join(f"{shown_unread(source, row)}\n" for row in found if row.unread), end="")
    print(
        "{:24} rows {:4} of {:4} ({:.1%})   claims {:4} of {:4} ({:.1%})".format(
            "all", total[0], total[1], total[0] / max(total[1], 1), total[2], total[3], total[2] / max(total[3], 1)
        )
    )


if __name__ == "__main__":
    main()
