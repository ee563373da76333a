r"""Names in code: a closed table of letters people use, and x1, x2, ... for every other name.

v_c -> v_c        \hat y -> y_hat        __import__('os') -> x1

What stands in code is always the text of this file, never that of a document.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from string import ascii_letters

from derive.codegen.functions import HELPERS

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa mu nu xi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Xi Sigma Phi Psi Omega"
)
_LETTERS = (*ascii_letters, *_GREEK.split())
_MARKED = ("v_c", "u_o", "W_1", "W_2", "b_1", "b_2", "z_1", "z_2", "h_1", "h_2", "x_1", "x_2", "d_v", "D_x", "D_y")
_GATES = tuple(f"{letter}_{gate}" for letter in ("W", "U", "b") for gate in "zrhfioC")
_RECURRENT = ("h_before", "C_before", *_GATES, "b_y", *(f"W_{x}{h}" for x in "xh" for h in "hfioCy"))
KNOWN = {
    **{letter: letter for letter in (*_LETTERS, *_MARKED, *_RECURRENT)},
    **{f"bf:{letter}": letter for letter in (*ascii_letters, *_MARKED)},
    **{f"\\{letter}": letter for letter in _GREEK.split()},
    **{f"{letter}hat": f"{letter}_hat" for letter in ascii_letters},
    **{f"\\hat {letter}": f"{letter}_hat" for letter in ascii_letters},
    **{f"bf:\\hat {letter}": f"{letter}_hat" for letter in ascii_letters},
    r"\lambda": "lambda_",
    "lambda": "lambda_",
    "w_{t+}": "around",
    "w_{}": "drawn",
}
LOSS = "loss"
RESERVED = frozenset(["np", LOSS, *HELPERS])
_TITLE = re.compile(r"[a-z][a-z0-9]{2,}(-[a-z0-9]+)*")
_LOUD = re.compile(r"[^A-Za-z0-9 \\^_{}()\[\]+\-=.,:;/|<>*'&]")


class Names:
    """The names of one routine; every name is given once."""

    def __init__(self) -> None:
        self.taken: set[str] = set(RESERVED)
        self.given: dict[object, str] = {}

    def of(self, key: str) -> str:
        """The name for what a document calls so."""
        if key not in self.given:
            known = KNOWN.get(key)
            self.given[key] = self.new(known) if known and known not in self.taken else self.new("x", numbered=True)
        return self.given[key]

    def new(self, stem: str, *, numbered: bool = False) -> str:
        """A name nobody has: the stem, or with a number behind it."""
        number = 1
        name = f"{stem}1" if numbered else stem
        while name in self.taken:
            number += 1
            name = f"{stem}{number}" if numbered else f"{stem}_{number}"
        self.taken.add(name)
        return name


def title(name: str) -> str:
    """The name of a function: naive_softmax for naive-softmax; any other is called `routine`."""
    made = name.replace("-", "_")
    return made if _TITLE.fullmatch(name) and not iskeyword(made) else "routine"


def inert(text: str) -> str:
    """Words for a docstring, without the signs that could end it."""
    return _LOUD.sub("", " ".join(text.split())).rstrip("\\")
