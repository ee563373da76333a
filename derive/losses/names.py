r"""What a name is: one letter, Latin or Greek, with at most an accent, a font and a subscript. Nothing else is written.

W        \\theta        \\hat{p}        \\mathcal{L}        h_c        W_{12}        J_{\\text{own}}
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.errors import UsageError

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
)
_LETTER = rf"(?:[A-Za-z]|\\(?:{'|'.join(GREEK.split())})(?![A-Za-z]))"
_FONTED = rf"(?:{_LETTER}|\\(?:mathbf|boldsymbol|mathcal)\{{{_LETTER}\}})"
_ACCENT = r"(?P<accent>\\(?:hat|tilde|bar|vec))"
_UNDER = rf"(?:\{{(?P<braced>{_FONTED})\}}|(?: |(?=\\))(?P<bare>{_LETTER}))"
_BASE = rf"(?:{_ACCENT}{_UNDER}|(?P<plain>{_FONTED}))"
_SUB = rf"(?:[0-9]|{_LETTER}|\\text\{{[A-Za-z][A-Za-z-]*\}})"
NAME = re.compile(rf"{_BASE}(?:_(?:(?P<short>{_SUB})|\{{(?P<long>{_SUB}|[0-9]+)\}}))?")


def sound(name: str) -> str:
    """The name, if it is one; UsageError says what a name is."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name[:40]!r} is no name: expected one letter, Latin or Greek, with at most an accent, a font and a "
            r"subscript, such as W, \theta, \hat{p}, \mathcal{L}, h_c or W_1"
        )
    return name


def pairs(said: Sequence[str]) -> dict[str, str]:
    """'U=W' as a name for U; UsageError where it is not of that form, or names something twice."""
    found: dict[str, str] = {}
    for text in said:
        key, sign, name = text.partition("=")
        if not sign or not key.strip() or not name.strip():
            raise UsageError(f"{text[:40]!r} names nothing: expected NAME=LATEX, such as U=W")
        if key.strip() in found:
            raise UsageError(f"{key.strip()} is named twice")
        found[key.strip()] = name.strip()
    return found
