"""A problem file: the declarations of a whole class's answers, in TOML.

context = "word2vec"
layout = "shape"
let = ['\\mathbf{U} \\in \\mathbb{R}^{V \\times d}, rows \\mathbf{u}_w']
assume = ['o \\ne w_k']
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from derive.errors import UsageError
from derive.source.text import Source, Span
from derive.syntax.chains import Statement

KEYS = ("context", "layout", "let", "assume")


def problem_statements(path: Path) -> list[tuple[str, Statement]]:
    """The header a problem file stands for."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a TOML file: {error}") from error
    source, found = Source(str(path), text), []
    for key, value in table.items():
        values = value if isinstance(value, list) else [value]
        if key not in KEYS or not all(isinstance(v, str) for v in values):
            raise UsageError(f"{path}: {key}: expected one of {', '.join(KEYS)}, each a string or a list of strings")
        for statement in values:
            start = max(text.find(statement), 0)
            found.append((key, Statement(statement, source, Span(start, start + len(statement)))))
    return found
