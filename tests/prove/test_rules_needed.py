"""Every rule of decider A acts, is needed, and refuses its wrong neighbours; rules.txt lists them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from derive.prove import prove
from derive.prove.hypotheses import Hypotheses
from derive.terms.facts import NONE
from derive.terms.functions import KNOWN
from tests.prove.claims import TRUE, arguments
from tests.prove.disabled import Edit, Unknown, disabled
from tests.prove.words import a, neg, p, q
from tests.prove.wrong_claims import FALSE

TABLE = Path(__file__).with_name("rules.txt")
ACTS = {claim[0]: claim for claim in TRUE}
REFUSES = {claim[0]: claim for claim in FALSE}


@dataclass
class Rule:
    """A law; claims that need it; claims next to it that it does not prove; what takes it away."""

    name: str
    acts: list[str] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    away: list[Edit | Unknown] = field(default_factory=list)


def read() -> Iterator[Rule]:
    """The rules of the table."""
    made = None
    for line in filter(None, TABLE.read_text(encoding="utf-8").splitlines()):
        if line.startswith("  "):
            assert made is not None
            column, text = line[2:10].strip(), line[12:]
            getattr(made, column).extend([edit(text)] if column == "away" else text.split(" | "))
        elif not line.startswith("#"):
            if made is not None:
                yield made
            made = Rule(line)
    assert made is not None
    yield made


def edit(text: str) -> Edit | Unknown:
    """`where: old => new`, or `unknown f`."""
    if text.startswith("unknown "):
        return Unknown(text.removeprefix("unknown "))
    where, change = text.split(": ", 1)
    old, new = change.replace("\\n", "\n").split(" =>", 1)
    return Edit(where, old, new.removeprefix(" "))


RULES = list(read())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_acts_and_refuses(rule: Rule) -> None:
    assert rule.refuses
    assert not [name for name in rule.acts if prove(*arguments(ACTS[name])) is None]
    assert not [name for name in rule.refuses if prove(*arguments(REFUSES[name])) is not None]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.acts], ids=lambda rule: rule.name)
def test_a_rule_is_needed(rule: Rule) -> None:
    with disabled(*rule.away):
        assert not [name for name in rule.acts if prove(*arguments(ACTS[name])) is not None]


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.acts], ids=lambda rule: rule.name)
def test_without_a_rule_that_refuses_something_wrong_is_proved(rule: Rule) -> None:
    with disabled(*rule.away):
        assert not [name for name in rule.refuses if prove(*arguments(REFUSES[name])) is None]


def test_equations_of_indices_are_completed() -> None:
    equations = [(p, q), (neg(q), a)]  # the last is taken first: it must follow when q becomes p
    assert Hypotheses(NONE, equations).normal(neg(p)) is a
    with disabled(Edit("hypotheses.Hypotheses._complete", "if old in _parts(k) or old in _parts(v)", "if False")):
        assert Hypotheses(NONE, equations).normal(neg(p)) is not a


def test_the_table_holds_every_function_and_every_law_of_sums() -> None:
    away = [part for rule in RULES for part in rule.away]
    assert {part.function for part in away if isinstance(part, Unknown)} == KNOWN
    laws = {"_unbound", "_delta", "_guard", "_opened", "_distribution", "_normalised"}
    assert laws <= {part.where.rpartition(".")[2] for part in away if isinstance(part, Edit)}
