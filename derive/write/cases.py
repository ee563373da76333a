r"""What is said case by case: for w = o and other words, for i = j and i /= j, for z > 0 and z < 0; and where it is 0.

∂p_i/∂s_j = p_i (1 - p_i) where i = j, -p_i p_j where i /= j
"""

from __future__ import annotations

from derive.calculus.differentiate import differentiate
from derive.explain.chain import local_derivative
from derive.explain.ground import Ground
from derive.explain.moves import decided_case
from derive.explain.tidy import expanded, split_number, tidy
from derive.explain.trace import everywhere, trace
from derive.losses.simplify import hot, ordered, picked, simplified
from derive.terms.facts import Facts
from derive.terms.index import Variable
from derive.terms.term import ZERO, Add, Apply, Delta, Entry, Number, Term, add, rebuild, walk
from derive.terms.term import children as parts_of
from derive.write.pages import DIRECT, Display, Route
from derive.write.steps import DEFINED, Cases, Shown, Where, shown

JUMPS = ("relu", "step")


def by_word(route: Route, by: Entry) -> Cases | None:
    """The slope by a row u_w for w = o and for the other words; nothing where all words are alike."""
    which = by.indices[0]
    plain = everywhere(route.slope(by), hot, route.ground)
    pairs = [{d.left, d.right} for d in walk(plain) if isinstance(d, Delta)]
    other = next((p.variable for p in route.loss.chosen if {which, p.variable} in pairs), None)
    return _split(route, plain, which, other) if isinstance(which, Variable) and other else None


def _split(route: Route, term: Term, one: Variable, other: Variable, *, tidied: bool = False) -> Cases:
    """The term where two indices are equal, and where they differ; simplified, or just tidied."""
    found = []
    for sign, facts in (
        ("=", Facts(equal=frozenset([(one, other)]))),
        (r"\ne", Facts(unequal=frozenset([(one, other)]))),
    ):
        ground = Ground(route.loss.definitions, route.loss.facts | facts)
        decided = tidy(everywhere(term, decided_case, ground))
        found.append((decided if tidied else simplified(decided, ground), Where(one, sign, other)))
    return Cases(tuple(found))


def jacobian(route: Route, of: Entry, by: Entry, *, full: bool) -> Display:
    """∂p_i/∂s_j by the quotient rule, for i = j and i /= j, and with [i = j] in one."""
    (one,), (other,) = of.indices, by.indices
    assert isinstance(one, Variable)
    assert isinstance(other, Variable)
    pages = trace(route.ground.hold(of, by), route.ground, DIRECT)
    *found, last = shown(pages, route.ground, full=full)[1:]
    goal = simplified(local_derivative(of, by, route.ground), route.ground)
    named = _split(route, goal, one, other)
    assert isinstance(last.term, Term)
    worked_out = _split(route, last.term, one, other, tidied=True)
    steps = (
        *found,
        last,
        Shown(worked_out, "case by case"),
        Shown(named, f"recognise {route.ground.names[of.tensor]}"),
        Shown(goal, "both cases in one"),
    )
    return Display(by, steps, of)


def slopes_beside_a_kink(route: Route, of: Entry, by: Entry) -> Display:
    """df/dz for z > 0 and z < 0 of a function that has a kink at z = 0, and no derivative there."""
    body = route.loss.definitions[of.tensor].body
    sides = [(tidy(_beside(body, by, sign)), Where(by, relation, ZERO)) for sign, relation in ((1, ">"), (-1, "<"))]
    held = Cases(tuple((route.ground.hold(term, by), where) for term, where in sides))
    found = Cases(tuple((differentiate(term, by), where) for term, where in sides))
    steps = (Shown(held, f"{DEFINED}, case by case"), Shown(found, f"no derivative at {by.tensor} = 0"))
    return Display(by, steps, of)


def _beside(term: Term, by: Entry, sign: int) -> Term:
    """relu(z) = z, relu(-z) = 0 where z > 0; the other way round where z < 0"""
    if isinstance(term, Apply) and term.function in JUMPS:
        number, rest = split_number(term.argument)
        if rest is by:
            above = number * sign > 0
            return (term.argument if term.function == "relu" else Number(1)) if above else ZERO
    parts = parts_of(term)
    return rebuild(term, tuple(_beside(part, by, sign) for part in parts)) if parts else term


def opposed(route: Route, by: Entry) -> tuple[Term, Term]:
    """What is expected and what is observed, where their difference is the slope: Σ_w ŷ_w u_w and u_o."""
    made = ordered(tidy(everywhere(expanded(route.slope(by)), picked, route.ground)))
    summands = made.terms if isinstance(made, Add) else (made,)
    taken = [part for part in summands if split_number(part)[0] < 0]
    return add(*(part for part in summands if part not in taken)), add(*(tidy(-part) for part in taken))
