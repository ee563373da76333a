r"""v \odot B^T g: which product comes first."""

import pytest

import derive

HEADER = r"""---
derive:
  context: none
  let:
    - a \in \mathbb{R}^n
    - B \in \mathbb{R}^{m \times n}
    - g \in \mathbb{R}^m
    - x \in \mathbb{R}^k
    - M, N, Q \in \mathbb{R}^{n \times n}
---

"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"a \odot B^\top g = B^\top g \odot a", "proved"),
        (r"a \odot B^\top g = B^\top (g \odot a)", "ill-formed"),
        (r"a \odot B^\top g = -(B^\top g) \odot a", "refuted"),
        (r"a \odot a x^\top = (a \odot a) x^\top", "proved"),
        (r"a \odot a x^\top = a x^\top", "refuted"),
        (r"M \odot N Q = M \odot (N Q)", "proved"),
        (r"M \odot N Q = (M \odot N) Q", "proved"),
        (r"M \odot N Q = M \odot (Q N)", "refuted"),
    ],
)
def test_what_stands_side_by_side_is_multiplied_first(claim: str, verdict: str) -> None:
    (finding,) = derive.check(f"{HEADER}$${claim}$$").findings
    assert finding.verdict.value == verdict
