"""Every rule of decider A: the rows of test_rules that it proves, and the wrong neighbours that it refuses.

A row is proved by its rule when it is no longer proved without it. The table is also the list of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from derive.prove import prove
from tests.prove.disabled import Edit, Unknown, disabled
from tests.prove.test_rules import FALSE, TRUE, arguments

ACTS = {claim[0]: claim for claim in TRUE}
REFUSES = {claim[0]: claim for claim in FALSE}
FAIL = "raise OutOfWorkError"


@dataclass(frozen=True)
class Rule:
    """A law; what takes it away; rows that need it; rows next to them that are false, or outside its hypotheses."""

    name: str
    away: tuple[Edit | Unknown, ...]
    acts: tuple[str, ...]
    refuses: tuple[str, ...]


def rule(name: str, acts: str, refuses: str, *away: Edit | Unknown) -> Rule:
    """Rows are separated by bars."""
    return Rule(name, away, tuple(acts.split(" | ")), tuple(refuses.split(" | ")))


EDGE = "if all(exponents.get(g, 0) >= k for g, k in lead):"
RULES = (
    # ring
    rule("P Q multiplied out", "distributes | square of a sum", "sign | square of a sum", Edit(
        "polynomial.expanded", "    made: Polynomial = {}", f"    if min(len(left), len(right)) > 1:\n        {FAIL}\n    made = {{}}")),
    rule("x^p x^q = x^(p+q)", "powers add", "powers do not multiply", Edit("polynomial.times", "new = old + e", FAIL)),
    rule("(c m P)^-e = c^-e m^-e P^-e", "content of a denominator | content under a sum", "content of a denominator, forgotten",
         Edit("functions.Functions._power", "content(p)", "(1, (), p)"),
         Edit("polynomial._quotient", "if whole(e) and (common or number != 1):", "if False:")),
    rule("1 / (P / Q) = Q / P", "fraction in a denominator", "inverse of a sum",
         Edit("functions.Functions._power", "fraction(p)", "(p, ())")),
    rule("lm(P) P^-e = (P - rest) P^-e", "quotient under a sum | sigma under a sum", "quotient under a sum, without size",
         Edit("polynomial._quotient", EDGE, "if False:")),
    rule("partial fractions", "partial fractions under a sum", "partial fractions under a sum, sign",
         Edit("polynomial._quotient", "if len(p) == 2 and () in p and", "if False and")),
    rule("denominators cleared", "unlike denominators", "unlike denominators, sign",
         Edit("decide._cases", "yield cleared(difference)", "yield difference")),
    rule("P^q = P^n P^(q-n)", "root times root | inverse root", "root times root, whole",
         Edit("polynomial._split", "e >= 1 or _is_number(g)", "_is_number(g)")),
)
for _, a, r in ():
    pass


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_needed(rule: Rule) -> None:
    with disabled(*rule.away):
        for name in rule.acts:
            assert prove(*arguments(ACTS[name])) is None, name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_acts_and_refuses(rule: Rule) -> None:
    assert all(prove(*arguments(ACTS[name])) is not None for name in rule.acts)
    assert all(prove(*arguments(REFUSES[name])) is None for name in rule.refuses)
