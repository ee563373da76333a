"""Front matter and comments hold declarations; a bad line is named and hides no other."""

from derive.source.headers import read_header
from derive.source.text import Source


def header(text: str, path: str = "a.md") -> tuple[list[tuple[str, str]], list[str]]:
    source = Source(path, text)
    entries, faults, _ = read_header(source)
    assert all(source.slice(statement.span) == statement.text for _, statement in entries)
    return [(key, statement.text) for key, statement in entries], [fault.message for fault in faults]


FRONT = r"""---
title: Notes
derive:
  context: word2vec   # what the course declares
  let:
    - \mathbf{U} \in \mathbb{R}^{n \times d}, rows \mathbf{u}_w
    - 'x \in V'
    - p = q
  layout: {vectors: denominator}
  assume:
    - \sum_k y_k = 1
other:
  - let: nothing
---
text
"""


def test_front_matter() -> None:
    assert header(FRONT) == (
        [
            ("context", "word2vec"),
            ("let", r"\mathbf{U} \in \mathbb{R}^{n \times d}, rows \mathbf{u}_w"),
            ("let", r"x \in V"),
            ("let", "p = q"),
            ("layout", "{vectors: denominator}"),
            ("assume", r"\sum_k y_k = 1"),
        ],
        [],
    )


def test_line_ends_of_windows() -> None:
    assert header(FRONT.replace("\n", "\r\n")) == header(FRONT)


def test_nested_layout() -> None:
    text = "---\nderive:\n  layout:\n    vectors: numerator\n    matrices: shape\n---\n"
    assert header(text)[0] == [("layout", "vectors: numerator"), ("layout", "matrices: shape")]


def test_text_begins_behind_it() -> None:
    source = Source("a.md", FRONT)
    assert source.text[read_header(source)[2] :] == "\ntext\n"


def test_tex_comments() -> None:
    text = "% derive: context: word2vec\n  %% derive: let: x \\in V\n\\section{A} % derive: not at the start\n"
    assert header(text, "a.tex") == ([("context", "word2vec"), ("let", r"x \in V")], [])


def test_html_comments() -> None:
    text = "a\n<!-- derive:\n let:\n  - p = q\n  - r = s\n assume: a = b\n-->\nb <!-- derive: context: word2vec -->"
    assert header(text)[0] == [("let", "p = q"), ("let", "r = s"), ("assume", "a = b"), ("context", "word2vec")]


def test_malformed_lines_are_named() -> None:
    entries, faults = header("---\nderive:\n  nonsense\n  lets:\n    - a\n  context: c\n  let:\n    -\n---\n")
    assert entries == [("context", "c")]
    assert [fault.split(":")[0] for fault in faults] == [
        f"line {line} of the declarations is not understood" for line in (3, 4, 5, 8)
    ]


def test_no_header() -> None:
    assert header("---\nno end\n") == ([], [])
    assert header("a\n---\nderive:\n  let: x\n---\n") == ([], [])
    assert header("---\n\na rule, not front matter\n\nderive:\n  let: x\n---\n") == ([], [])
    assert header("") == ([], [])
