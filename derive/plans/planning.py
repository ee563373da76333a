"""The plan of a loss: that of pairs of rows or of a softmax, of vectors that are given or of a bag of rows."""

from __future__ import annotations

from dataclasses import dataclass

from derive.codegen import NotCodedError, Problem
from derive.plans.bags import Bag, bag_of
from derive.plans.pairs import Pairs, pairs_of
from derive.plans.softmaxes import Softmax, softmax_plan


@dataclass(frozen=True)
class Bagged:
    """The plan of a loss of a bag: that of its vector, which is as good as given."""

    bag: Bag
    inside: Pairs | Softmax


Plan = Pairs | Softmax | Bagged


def plan_of(problem: Problem) -> Plan:
    """The plan of a loss; NotCodedError says why there is none."""
    try:
        bag, problem = bag_of(problem)
    except NotCodedError:
        return plain_plan(problem)
    return Bagged(bag, plain_plan(problem))


def plain_plan(problem: Problem) -> Pairs | Softmax:
    """The plan of a loss of rows and vectors that are given; NotCodedError says why there is none."""
    try:
        return pairs_of(problem)
    except NotCodedError as pairs:
        try:
            return softmax_plan(problem)
        except NotCodedError as softmax:
            raise NotCodedError(f"no plan: as scores of pairs of rows, {pairs}; as a softmax, {softmax}") from None
