"""Names as LaTeX that every reader takes: one superscript and one subscript a name."""

import pytest

import derive
from derive.terms.spelling import raised, spelled


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("b_1", "b_{1}"),
        ("J_naive", r"J_{\text{naive}}"),
        ("L_x^(t)", r"L_{x^{\text{(t)}}}"),
        ("v'", "v'"),
    ],
)
def test_a_name_is_spelled(name: str, shown: str):
    assert spelled(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x", r"x^{\top}"),
        ("x_{j'}", r"x_{j'}^{\top}"),
        ("f'(x)", r"f'(x)^{\top}"),
        ("v'", r"\left(v'\right)^{\top}"),
        ("v'_{j}", r"\left(v'_{j}\right)^{\top}"),
        (r"\mathbf{v}'_{w_{j}}", r"\left(\mathbf{v}'_{w_{j}}\right)^{\top}"),
    ],
)
def test_a_prime_is_a_superscript(name: str, shown: str):
    assert raised(name, r"\top") == shown


PRIMED = r"""---
derive:
  context: none
  let:
    - "v' \\in \\mathbb{R}^n"
    - x \in \mathbb{R}^n
    - s \in \mathbb{R}
---

$$s = {v'}^T x$$

Then

$$\frac{\partial s}{\partial x} = (v'^T x) v'$$
"""


def test_what_is_shown_of_a_primed_name_is_read_as_it_was():
    shown = derive.check(PRIMED).findings[0].understood[1]
    assert shown == r"\left(v'\right)^{\top} x"
    again = derive.check(PRIMED.replace("{v'}^T x", shown))
    assert [f.understood for f in again.findings] == [f.understood for f in derive.check(PRIMED).findings]
