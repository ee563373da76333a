"""What an undeclared name stands for: only where it alone makes a step hold, and from there on."""

from __future__ import annotations

import derive

LAYER = r"""---
derive:
  context: none
---

$$c = \frac{1}{b} \sum_{i=1}^b h_i, \qquad o_i = a (h_i - c)$$

"""


def verdicts(*formulas: str) -> list[str]:
    findings = derive.check(LAYER + "\n\n".join(f"$${formula}$$" for formula in formulas)).findings
    return [finding.verdict.value for finding in findings[2:]]


BY_A = r"\frac{\partial L}{\partial a} = "
BY_H = r"\frac{\partial L}{\partial h_i} = "
RIGHT = BY_A + r"\sum_{i=1}^b g_i (h_i - c)"


def test_a_slope_keeps_its_letter() -> None:
    good, bad = BY_H + r"a (g_i - \frac{1}{b} \sum_j g_j)", BY_H + r"a g_i"
    assert verdicts(RIGHT, good, bad) == ["proved", "proved", "refuted"]


def test_it_is_said() -> None:
    found = derive.check(f"{LAYER}$${RIGHT}$$").findings[-1]
    assert found.assuming == (r"g = \frac{\partial L}{\partial o}",)


def test_a_step_that_only_says_so_defines() -> None:
    assert verdicts(r"\frac{\partial L}{\partial o_i} = g_i", RIGHT) == ["defined", "proved"]


def test_a_wrong_step_names_nothing() -> None:
    assert verdicts(BY_A + r"\sum_{i=1}^b g_i h_i") == ["unreadable"]


def test_what_things_are_made_of_is_no_slope() -> None:
    assert verdicts(r"\frac{\partial L}{\partial o_i} = h_i") == ["unreadable"]
    assert verdicts(r"\frac{\partial L}{\partial h_i} = h_i") == ["unreadable"]


def test_a_letter_that_counts() -> None:
    mean = r"\frac{\partial c}{\partial h_i} = "
    found = verdicts(mean + r"\frac{1}{N}", mean + r"\frac{1}{b}", mean + r"\frac{2}{N}")
    assert found == ["proved", "proved", "ill-formed"]
    assert verdicts(mean + r"\frac{2}{N}") == ["unreadable"]
    assert verdicts(mean + r"\frac{1}{\lambda}") == ["unreadable"]
