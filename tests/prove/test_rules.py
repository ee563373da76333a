"""Every claim that is there for a rule is proved, both ways round, and every wrong neighbour refused."""

from __future__ import annotations

import pytest

from derive.prove import prove
from tests.prove.claims import TRUE, Claim, arguments
from tests.prove.wrong_claims import FALSE


@pytest.mark.parametrize("claim", TRUE, ids=[t[0] for t in TRUE])
def test_acts(claim: Claim) -> None:
    left, right, facts = arguments(claim)
    assert prove(left, right, facts) is not None
    assert prove(right, left, facts) is not None


@pytest.mark.parametrize("claim", FALSE, ids=[t[0] for t in FALSE])
def test_refuses(claim: Claim) -> None:
    left, right, facts = arguments(claim)
    assert prove(left, right, facts) is None
    assert prove(right, left, facts) is None


FACTUAL = [t for t in TRUE if len(t) == 4]


@pytest.mark.parametrize("claim", FACTUAL, ids=[t[0] for t in FACTUAL])
def test_facts_are_needed(claim: Claim) -> None:
    left, right, _ = arguments(claim)
    if not claim[0].startswith(("log of positive", "root of a positive")):  # true wherever both sides are defined
        assert prove(left, right) is None
