"""Differentials as linear forms: over what varies, to first order, and never of second."""

from __future__ import annotations

import pytest

import derive
from derive.verdicts.verdict import Finding

HEAD = r"""---
derive:
  context: none
  let:
    - differential d
    - A, B \in \mathbb{R}^{n \times n}; x, b \in \mathbb{R}^n; t \in \mathbb{R}
    - y = A x + b
    - s = t^3
---

"""


def last(*formulas: str) -> Finding:
    return derive.check(HEAD + "\n\n".join(f"$${formula}$$" for formula in formulas)).findings[-1]


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"dy = A\, dx", "proved"),
        (r"dy = A^\top dx", "refuted"),
        (r"dy = dA\, x + A\, dx + db", "proved"),
        (r"dy = dA\, x + A\, dx - db", "refuted"),
        (r"dy^\top = dx^\top A^\top", "proved"),
        (r"d(x^\top A x) = x^\top (A + A^\top)\, dx", "proved"),
        (r"d(x^\top A x) = 2 x^\top A\, dx", "refuted"),
        (r"d \log s = 3 \frac{dt}{t}", "proved"),
        (r"d \log s = \frac{dt}{t}", "refuted"),
        (r"dt^2 = 2 t\, dt", "proved"),
        (r"dt^2 = dt\, dt", "proved"),
        (r"dt^2 = t\, dt", "refuted"),
        (r"\sqrt{s + ds} = \sqrt{s} + \frac{ds}{2 \sqrt{s}}", "proved"),
        (r"\sqrt{s + ds} = \sqrt{s} + \frac{ds}{\sqrt{s}}", "refuted"),
        (r"(t + dt)^3 = s + ds", "proved"),
        (r"\frac{dt}{t + dt} = \frac{dt}{t}", "proved"),
        (r"dt\, dt = 0", "unreadable"),
        (r"\frac{dt}{dt + dt} = \frac{1}{3}", "unreadable"),
        (r"d dt = 0", "unreadable"),
        (r"d(B b) = 0", "unreadable"),
    ],
)
def test_an_equation_of_differentials(formula: str, verdict: str) -> None:
    assert last(formula).verdict.value == verdict


def test_first_order_is_said() -> None:
    assert r"to first order in \mathrm{d} t" in last(r"(t + dt)^3 = s + 3 t^2\, dt").conditions
    assert not last(r"ds = 3 t^2\, dt").conditions


def test_what_one_side_leaves_out_may_be_constant() -> None:
    found = last(r"dy = dA\, x + A\, dx + db", r"dy = A\, dx")
    assert (found.verdict.value, found.code) == ("unreadable", "D303")
    assert "held constant" in found.message


def test_a_constant_is_said() -> None:
    notes = derive.check(HEAD + r"$$dy = A\, dx$$").notes
    assert any("A, b" in note.message and "held constant" in note.message for note in notes)
