"""Documents made to do harm: each ends in ten seconds and little memory, with a verdict or an error that says why."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 10.0
MEGABYTES = 1_200  # of addresses, for the command and what it starts


def display(formula: str) -> str:
    return f"$$\n{formula}\n$$\n\nAnd then\n\n$$1 + 1 = 2$$\n"


def nested(before: str, after: str, times: int = 2_000) -> str:
    return display(f"{before * times} x {after * times} = 1")


def header(*statements: str) -> str:
    lets = "".join(f"    - {statement}\n" for statement in statements)
    return f"---\nderive:\n  context: none\n  let:\n{lets}---\n\n"


DOUBLING = "".join(rf"\newcommand{{\{chr(98 + n)}}}{{\{chr(97 + n)}\{chr(97 + n)}}}" for n in range(20))
NOTEBOOK = json.dumps({"cells": [{"cell_type": "markdown", "source": ["$$1 + 1 = 2$$"]}], "nbformat": 4})
SUMS = "".join(rf"\sum_{{i_{{{n}}}=1}}^n " for n in range(50))

# name of the file, the document, the words that must be in what is said
HOSTILE: list[tuple[str, str, str, str]] = [
    ("braces", "a.md", nested("{", "}"), "1 proved"),
    ("brackets", "a.md", nested("(", ")"), "1 proved"),
    ("sized brackets", "a.md", nested(r"\left(", r"\right)", 1_000), "1 proved"),
    ("fractions", "a.md", nested(r"\frac{1}{", "}"), "1 proved"),
    ("scripts", "a.md", nested("x_{", "}"), "1 proved"),
    ("roots and accents", "a.md", nested(r"\sqrt{\hat{", "}}", 1_000), "1 proved"),
    ("environments", "a.md", nested(r"\begin{cases}", r"\end{cases}", 500), "1 proved"),
    ("alignments", "a.md", nested(r"\begin{aligned}", r"\end{aligned}", 500), "1 proved"),
    ("bars", "a.md", nested("|", "|"), "1 proved"),
    ("signs", "a.md", display("-" * 15_000 + "x = 1"), "1 proved"),
    ("a long formula", "a.md", display("a + " * 250_000 + "a = 1"), "more than 20000 characters"),
    ("many summands", "a.md", display("x = " + "a + " * 4_000 + "a"), "more than 120 summands"),
    ("many steps", "a.md", "$$" + " = ".join(["1"] * 2_000) + "$$\n", "proved"),
    ("many formulas", "a.md", "$1 = 1$ and " * 3_000, "proved"),
    ("a doubling macro", "a.md", rf"\newcommand{{\a}}{{x}}{DOUBLING}" + display(r"\u = 1"), "1 proved"),
    ("a macro of itself", "a.md", r"\def\a{\a\a}" + display(r"\a = 1"), "1 proved"),
    ("many macros", "a.tex", "".join(rf"\def\z{chr(97 + n % 26)}{{x}}" for n in range(9_000)), "0 proved"),
    ("a dollar left open", "a.md", "$$ a = b \n" + "words " * 100_000, "0 proved"),
    ("many dollars", "a.md", "$" * 100_001, "0 proved"),
    ("brackets left open", "a.md", r"$$" + r"\left( [ \{ ( " * 1_000 + "$$\n", "0 proved"),
    ("an environment left open", "a.tex", r"\begin{align} a &= b \\ " * 2_000, "0 proved"),
    ("openings of everything", "a.md", r"\( \[ $ $$ \begin{ ` ``` <!-- <script " * 5_000, "0 proved"),
    ("one long line", "a.md", "word " * 400_000 + "$1 + 1 = 2$", "1 proved"),
    ("a large power", "a.md", display("2^{999999999} = 2^{999999998}"), "1 proved"),
    ("a tower", "a.md", display("9^{9^{9^{9^9}}} = 1"), "1 proved"),
    ("a long number", "a.md", display("7" * 10_000 + " = " + "7" * 9_999), "1 proved"),
    ("a power of a sum", "a.md", header(r"a, b, c \in \mathbb{R}") + display("(a + b + c)^{80} = 0"), "1 proved"),
    ("a product of sums", "a.md", header(r"a, b, c \in \mathbb{R}") + display("(a + b + c)" * 60 + " = 0"), "1 proved"),
    ("sums in sums", "a.md", header(r"x \in \mathbb{R}^n") + display(f"{SUMS} x_{{i_{{0}}}} = 1"), "1 proved"),
    ("a large size", "a.md", display(r"\sum_{i=1}^{10000000000} i = 1"), "1 proved"),
    ("a large tensor", "a.md", header(r"A \in \mathbb{R}^{99999 \times 99999}") + display("A^T A = A A^T"), "1 proved"),
    ("exponentials", "a.md", header(r"x \in \mathbb{R}") + display(r"\exp(" * 9 + "x" + ")" * 9 + "= 1"), "1 proved"),
    ("a long header", "a.md", "---\nderive:\n  let:\n" + "    - x = x\n" * 500 + "---\n$$1 + 1 = 2$$\n", "ed"),
    ("brackets for a notebook", "a.ipynb", "[" * 200_000, "a.ipynb"),
    ("a notebook in a notebook", "a.ipynb", NOTEBOOK.replace("1 + 1", "[" * 9_000), "0 proved"),
    ("tags", "a.html", "<p><b " * 50_000 + "<script type='math/tex'>1 = 1", "proved"),
    ("entities", "a.html", "&amp;" * 100_000 + "$$1 + 1 = 2$$", "proved"),
    ("quotations", "a.md", "> " * 20_000 + "$$\n> 1 + 1 = 2\n$$\n", "proved"),
    ("blanks without width", "a.md", display("1 +" + "\u200b" * 15_000 + "1 = 2"), "proved"),
    ("marks on a letter", "a.md", display("x" + "\u0301" * 15_000 + " = 1"), "1 proved"),
]  # fmt: skip


def used() -> float:
    """Seconds of work of the processes that ended; how busy the machine is does not count."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1_000_000, resource.RLIM_INFINITY))


@pytest.mark.parametrize(("name", "text", "said"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_document_ends_well(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    start = used()
    done = subprocess.run(
        [sys.executable, "-m", "derive", "check", "-v", name],
        cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=limited, timeout=6 * SECONDS,
    )  # fmt: skip
    seconds = used() - start
    assert done.returncode in (0, 1, 2, 3), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    assert said in done.stdout + done.stderr, (done.stdout + done.stderr)[-500:]
    assert seconds < SECONDS
