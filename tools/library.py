"""Write what is made of the loss library: the definitions in the built-in contexts, and docs/library.md.

python tools/library.py            exit 1 and a difference where one is stale
python tools/library.py --write    put in what the library says now
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

from derive.declarations.borrowed import renewed
from derive.losses.cards import Card, card
from derive.losses.library import FIELDS

ROOT = Path(__file__).resolve().parent.parent
CONTEXTS = ROOT / "derive" / "declarations" / "contexts"
PAGE = ROOT / "docs" / "library.md"

HEAD = """# The losses of the library

Written by `make library` from `derive/losses`. The names in the first column are what `--wrt` takes; how each loss is
written otherwise, by words as columns, in plain letters, is in [losses](losses.md).
"""


def written() -> Iterator[tuple[Path, str]]:
    """Every file that is made of the library, and what it should hold."""
    for path in sorted(CONTEXTS.glob("*.txt")):
        yield path, renewed(path.read_text(encoding="utf-8"))
    yield PAGE, page()


def page() -> str:
    """All losses, field by field."""
    fields = [
        f"\n## {_capital(field)}\n{''.join(_entry(card(row())) for row in rows)}" for field, rows in FIELDS.items()
    ]
    return HEAD + "".join(fields)


def _entry(one: Card) -> str:
    rows = "".join(f"| `{s.name}` | {_shape(s.shape)} | `{s.statement}` | {s.words} |\n" for s in one.symbols)
    facts = "".join(f"\nFacts: {'; '.join(f'`{line}`' for line in one.facts)}\n" if one.facts else "")
    by = ", ".join(f"`{name}`" for name in one.by)
    return (
        f"\n### {one.name}\n\n{_capital(one.title)}. {one.source}.\n\n$${one.formula}$$\n\nDifferentiated by {by}.\n\n"
        f"| name | shape | declared or defined | what it is |\n|---|---|---|---|\n{rows}{facts}"
    )


def _shape(sizes: tuple[str, ...]) -> str:
    return f"({', '.join(sizes)})" if sizes else "a number"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def main(arguments: list[str]) -> int:
    """Compare or rewrite all of them."""
    stale = 0
    for path, new in written():
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old == new:
            continue
        stale = 1
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), path.name, path.name))
        if "--write" in arguments:
            path.write_text(new, encoding="utf-8")
    return 0 if "--write" in arguments else stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
