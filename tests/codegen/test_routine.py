"""Routines: what they say, what they refuse, and that no document becomes code."""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
import traceback

import numpy as np
import pytest
from sympy import log

from derive.codegen import NotCodedError, Routine
from derive.codegen.functions import HELPERS
from derive.codegen.naming import KNOWN, inert
from derive.declarations.own import own_loss
from derive.errors import UsageError
from derive.losses import LIBRARY, Loss, find, naive_softmax, negative_sampling
from derive.losses.quantities import defined, given, indices, total
from derive.terms.index import Axis

N = Axis("n")


def hostile(name: str, words: str = "") -> Loss:
    """A loss whose names and words are chosen by somebody who means no good."""
    i = indices("i", N)
    x = given(name, (N,), "x", words)
    square = defined(name + "'", (i,), x[i] ** 2, "z", words)
    return Loss(name, words or "a loss", "J", words, (x, square), -total(log(1 + square[i]), i))


NAMES = (
    "__import__('os').system('echo')",
    "x\n    import os",
    "np",
    "loss",
    "exec",
    "lambda",
    "softmax",
    "dx",
    'x"""',
    "x1",
    "é",
    "",
)
WORDS = ('"""\nimport os\n"""', "\\", '\\"""', "# \r import os", "'''", "\u2028import os", "x\\\n", "\x00")


def names_in(source: str) -> set[str]:
    tree = ast.parse(source)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


def is_harmless(routine: Routine) -> bool:
    tree = ast.parse(routine.source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    kinds = {type(node) for node in tree.body}
    return len(imports) == 1 and kinds <= {ast.Import, ast.FunctionDef}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", WORDS)
def test_no_name_and_no_word_becomes_code(name: str, words: str) -> None:
    routine = hostile(name, words).numpy()
    assert is_harmless(routine)
    loss, slope = routine(np.array([0.0, 1.0]))
    assert np.allclose(loss, -np.log(2))
    assert np.allclose(slope, [0, -1])
    made = {"x1", "x2", "dx1", "dx2", "lambda", "dlambda"} | {f"{k}{n}" for k in ("dx", "x") for n in ("", 1, 2, 3)}
    allowed = {*KNOWN.values(), *HELPERS, *dir(builtins), "np", "loss", *made}
    stems = {text.rstrip("0123456789").rstrip("_") for text in names_in(routine.source)} - allowed
    assert stems <= {"product", "error", "score", "part", "total", "share", "powers", "small", "below", "top", "w"}


def test_words_stay_words() -> None:
    assert inert('a """ b') == "a  b"
    assert inert("a\nb\\") == "a b"


@pytest.mark.parametrize("name", LIBRARY)
def test_the_same_source_every_time(name: str) -> None:
    assert find(name).numpy().source == find(name).numpy().source


@pytest.mark.parametrize("name", LIBRARY)
def test_the_source_stands_alone(name: str) -> None:
    routine = find(name).numpy()
    assert is_harmless(routine)
    assert max(map(len, routine.source.partition('"""\n    ')[2].splitlines())) < 400
    module: dict[str, object] = {}
    exec(routine.source, module)
    assert module[routine.name].__code__.co_varnames[: len(routine.signature)] == tuple(  # type: ignore[attr-defined]
        parameter.name for parameter in routine.signature
    )


def test_a_traceback_shows_the_source() -> None:
    with pytest.raises(AttributeError) as found:
        naive_softmax().numpy().call(None, None, 0)
    assert "y = np.zeros(U.shape[0], U.dtype)" in "".join(traceback.format_exception(found.value))


def test_code_is_written_without_numpy() -> None:
    code = "import sys, derive; derive.losses.naive_softmax().numpy().source; print('numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


U, V, WORD = np.zeros((3, 2)), np.zeros(2), 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((U, V), r"takes 3 arguments \(U, v_c, o\), but was given 2"),
        ((U, np.zeros(3), WORD), "d is 2 in U, but 3 in v_c"),
        ((U.T[0], V, WORD), r"U has shape \(3,\), but should be \(V, d\)"),
        ((U, V, 3), "o holds 3, but positions go from 0 to 2"),
        ((U, V, -1), "o holds -1, but positions go from 0 to 2"),
        ((U, V, 0.5), "o holds 0.5, but positions are whole numbers"),
    ],
)
def test_what_does_not_belong_together_is_said(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        naive_softmax().numpy()(*arguments)


def test_positions_of_negatives_are_looked_at() -> None:
    routine = negative_sampling().numpy()
    with pytest.raises(UsageError, match="w holds 7"):
        routine(U, V, WORD, np.array([0, 7]))
    assert routine(U, V, WORD, np.array([], int))[0] == np.log(2)
    with pytest.raises(UsageError, match=r"w holds 0\.0, but positions are whole numbers"):
        routine(U, V, WORD, np.array([0.0]))


def test_what_has_no_code_is_said() -> None:
    with pytest.raises(NotCodedError, match="unknown function"):
        own_loss(r"J = \sum_i g(x_i)", (r"x \in \mathbb{R}^n", "function g")).numpy()
    with pytest.raises(UsageError, match="did you mean"):
        naive_softmax().gradient("v_")


@pytest.mark.parametrize("row", ["u_o", "u_{w_k}"])
def test_one_row_that_is_picked_has_no_code(row: str) -> None:
    with pytest.raises(NotCodedError, match="ask for U"):
        negative_sampling().gradient(row).numpy()


def test_a_row_is_asked_for_and_the_whole_is_given() -> None:
    assert naive_softmax().gradient("u_w").numpy().results == ("dU",)
