"""The Markdown cells of a notebook are read, and every character knows its place in the file."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import UsageError
from derive.source.islands import find_islands
from derive.source.load import MAX_NOTEBOOK_BYTES, decode, opened
from derive.source.text import Source

NOTEBOOK = r"""{
 "nbformat": 4,
 "metadata": {"cells": ["$no$"]},
 "cells": [
  {"cell_type": "code", "source": ["x = '$no$'"], "outputs": [{"text": "$no$"}]},
  {
   "source": [
    "# Loss\n",
    "so\t$a \\le b$ and\n",
    "$$c = \\frac{1}{2}$$"
   ],
   "attachments": {"a.png": {"image/png": "$no$"}},
   "cell_type": "markdown"
  },
  {"cell_type": "markdown", "source": "$\"d\u00e9\ud835\udf03$\r\n\r\n$e$"},
  {"cell_type": "markdown", "source": []},
  {"cell_type": "raw", "source": ["$no$"]}
 ]
}
"""


def cell(text: str | list[str], kind: str = "markdown") -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": text}


def notebook(*cells: dict[str, object]) -> Source:
    return opened("a.ipynb", json.dumps({"nbformat": 4, "cells": cells}))


def formulas(source: Source) -> list[tuple[str, tuple[int, int], tuple[int, int] | None]]:
    """Each formula with its place in the file and in its cell."""
    bodies = [island.body for island in find_islands(source)[0]]
    return [(source.slice(body), source.position(body.start), source.cell(body.start)) for body in bodies]


def test_places_in_the_file_and_in_the_cell() -> None:
    source = opened("a.ipynb", NOTEBOOK)
    assert formulas(source) == [
        (r"a \le b", (9, 11), (2, 2)),
        (r"c = \frac{1}{2}", (10, 8), (2, 3)),
        ('"dé𝜃', (15, 41), (3, 1)),
        ("e", (15, 72), (3, 3)),
    ]
    assert source.row(source.text.index(r"\frac")) == (3, 7, r"$$c = \frac{1}{2}$$")
    lines = NOTEBOOK.split("\n")
    assert lines[8][10:17] == r"a \\le "
    assert lines[14][40:42] == r"\""
    assert lines[14][71] == "e"


def test_no_formula_goes_from_one_cell_into_the_next() -> None:
    source = notebook(cell("$$a"), cell("b$$"), cell("<!--"), cell("$c$"), cell("```"), cell(["$", "d", "$"]))
    assert [text for text, _, _ in formulas(source)] == ["c", "d"]


def test_front_matter_stands_in_the_first_cell() -> None:
    front = "---\nderive:\n  context: word2vec\n---"
    assert notebook(cell(front, "raw"), cell("$a$")).text == f"{front}\n\n$a$"
    assert notebook(cell("x", "code"), cell(front, "raw"), cell("$a$")).text == "$a$"


def test_notebooks_of_old() -> None:
    sheets = [{"cells": [cell("One", "heading") | {"level": 2}, cell("$a$")]}, {"cells": [cell("$b$")]}, {}]
    source = opened("a.ipynb", json.dumps({"nbformat": 3, "worksheets": sheets[:2]}))
    assert source.text == "## One\n\n$a$\n\n$b$"
    assert [where for _, _, where in formulas(source)] == [(2, 1), (3, 1)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^a\.ipynb:1:1: not a notebook: Expecting value$"),
        ('{\n "cells": [}\n', r"^a\.ipynb:2:12: not a notebook: Expecting value"),
        ('{"cells": []}\n<<<<<<<', r"^a\.ipynb:2:1: not a notebook: Extra data"),
        ("[]", r"^a\.ipynb:1:1: not a notebook: an object with cells is expected"),
        ("{}", r"^a\.ipynb:1:1: not a notebook: it has neither cells nor worksheets"),
        ('{"cells": 1}', r"^a\.ipynb:1:11: not a notebook: a list is expected here"),
        ('{"cells":\n [3]}', r"^a\.ipynb:2:3: not a notebook: an object is expected here"),
        ('{"cells": [{"cell_type": "markdown"}]}', r"not a notebook: cell 1 has no source"),
        ('{"cells": [{"cell_type": "markdown", "source": 3}]}', r"the source of cell 1 is not text"),
        ('{"cells": [{"cell_type": "markdown", "source": [null]}]}', r"the source of cell 1 is not text"),
        ("[" * 100_000, r"^a\.ipynb: not a notebook: nested too deep"),
        ('{"cells": ' + "1" * 5000 + "}", r"not a notebook: "),
    ],
)
def test_what_is_no_notebook(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        opened("a.ipynb", text)


@pytest.mark.parametrize(
    "text", ['{"cells": []}', '{"worksheets": []}', '{"cells": [{}, {"cell_type": ["markdown"]}]}']
)
def test_nothing_to_read(text: str) -> None:
    source = opened("a.ipynb", text)
    assert (source.text, source.parts, source.cell(0), source.position(0)) == ("", (), None, (1, 1))


def test_the_last_of_two_keys_holds_and_half_a_pair_is_no_character() -> None:
    text = '{"cells": [{"source": "$a$", "cell_type": "markdown", "source": "$\\ud800b$"}], "cells": [], "nbformat": 4}'
    assert opened("a.ipynb", text).text == ""
    assert opened("a.ipynb", text.replace('"cells": [], ', "")).text == "$\ufffdb$"


def test_standard_input_is_looked_at() -> None:
    assert decode("<stdin>", NOTEBOOK.encode()).cell(3) == (2, 1)
    assert decode("<stdin>", b'{"a": 1}').text == '{"a": 1}'
    assert decode("a.md", NOTEBOOK.encode()).text == NOTEBOOK


@pytest.mark.usefixtures("unburdened")
def test_images_cost_little() -> None:
    output = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 100_000}}
    code = {"cell_type": "code", "source": [], "outputs": [output] * 20}
    text = json.dumps({"nbformat": 4, "cells": [code, cell("$a$"), code]}).encode()
    assert 40_000_000 < len(text) < MAX_NOTEBOOK_BYTES
    start = time.process_time()
    assert decode("a.ipynb", text).text == "$a$"
    assert time.process_time() - start < 3
    with pytest.raises(UsageError, match="larger than 64 MB"):
        decode("a.ipynb", text * 2)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
SOURCES = st.one_of(TEXTS, st.lists(TEXTS, max_size=4))


@given(
    st.lists(st.tuples(SOURCES, st.sampled_from(["markdown", "markdown", "code"])), max_size=5),
    st.booleans(),
    st.sampled_from([None, 0, 1]),
)
def test_every_character_knows_its_place(
    cells: list[tuple[str | list[str], str]], ascii_only: bool, indent: int | None
) -> None:
    made = [cell(text, kind) for text, kind in cells]
    raw = json.dumps({"nbformat": 4, "cells": made}, ensure_ascii=ascii_only, indent=indent)
    source = opened("a.ipynb", raw)
    read = [(i + 1, "".join(text)) for i, (text, kind) in enumerate(cells) if kind == "markdown"]
    assert [source.slice(part) for part in source.parts] == [text for _, text in read]
    lines = raw.split("\n")
    for part, (number, text) in zip(source.parts, read, strict=True):
        for i, char in enumerate(text):
            line, column = source.position(part.start + i)
            rest = lines[line - 1][column - 1 :]
            assert any(json.loads(f'"{rest[:size]}"') == char for size in (1, 2, 6, 12) if _sound(rest[:size]))
            assert source.cell(part.start + i) == (number, text.count("\n", 0, i) + 1)


def _sound(piece: str) -> bool:
    try:
        json.loads(f'"{piece}"')
    except ValueError:
        return False
    return True
