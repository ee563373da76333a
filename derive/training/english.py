"""A text for the first run, which every machine with Python has: the documentation inside Python, NumPy and SymPy.

About a million words of plain, if technical, English: paragraphs of docstrings, and Python's help topics. Files are
read as text and never imported.
"""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random

PACKAGES = ("numpy", "sympy")
NAME = "documentation of Python, NumPy and SymPy"
_APART = {"test", "tests", "idle_test", "site-packages", "dist-packages"}
_BETWEEN = re.compile(r"\n\s*\n")
_RULE = re.compile(r"={3,}|-{3,}|\*{3,}|>>>")
_PREFIX = " \truRU"


def paragraphs() -> list[str]:
    """The paragraphs that are no example and no heading, shuffled, so that no package is what was learned last."""
    found = list(_in_order())
    Random(1).shuffle(found)
    return found


def _in_order() -> Iterator[str]:
    """File by file in the order of their names."""
    for folder in _folders():
        for path in sorted(folder.rglob("*.py")):
            if not _APART & {*path.relative_to(folder).parts}:
                for inside in _quoted(_text(path)):
                    yield from _plain(inside)
    for topic in _topics(_folders()[0] / "pydoc_data" / "topics.py"):
        yield from _plain(topic)


def _folders() -> list[Path]:
    found = [Path(sysconfig.get_paths()["stdlib"])]
    specs = [find_spec(name) for name in PACKAGES]
    return found + [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _quoted(text: str) -> Iterator[str]:
    """What stands between three quotes that begin a line."""
    parts = text.split('"""')
    for before, inside in zip(parts[::2], parts[1::2], strict=False):
        if not before.rpartition("\n")[2].strip(_PREFIX):
            yield inside


def _topics(path: Path) -> Iterator[str]:
    """The strings of a module that is a table of them."""
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _plain(text: str) -> Iterator[str]:
    """The paragraphs of a text, each on one line."""
    for paragraph in _BETWEEN.split(text):
        if not _RULE.search(paragraph):
            yield " ".join(paragraph.split())
