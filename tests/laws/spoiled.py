"""One wrong line in a written derivation: the line is found, and no other is accused.

    python -m tests.laws.spoiled [--pages 500] [--seed 1]

A random step of a random derivation gets a random edit, certified false in exact rationals or balls, and the page is
typeset with it. The line is found if its equation is called false or ill-formed; the equation after it is false too.
A last `= 0` is found where the reader says that it sets something to 0 and claims nothing: X^T (X w - y) = 0 is how an
equation to be solved is written. No edit is one that only negative shares would show: |y| is y of a distribution y.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import derive
from derive import Finding, Verdict
from derive.judge.findings import SET_TO_ZERO
from derive.losses import LIBRARY, find
from derive.losses.gradient import Gradient
from derive.losses.manner import CHOICES, Manner
from derive.losses.notation import convention
from derive.press import document
from derive.press.markdown import aligned
from derive.terms.facts import Facts
from derive.terms.term import Term
from derive.write import displays as scribe
from derive.write.documents import LONGEST, composed, length
from derive.write.pages import Display, Route
from derive.write.texts import Section
from tests.laws.certain import confirmed
from tests.laws.mutants import edited
from tests.laws.written import rows

ATTEMPTS = 40
FALSE, RIGHT = {Verdict.REFUTED, Verdict.ILL_FORMED}, {Verdict.PROVED, Verdict.DEFINED}
FOUND, ZEROED = "found", "set to 0"


@dataclass(frozen=True)
class Spoiled:
    """A page with one wrong line: where it is, the last line that is compared with it, and the edit."""

    page: str
    line: int
    last: int
    edit: str


def spoiled(rng: Random) -> Spoiled:
    """A random page with one wrong line."""
    for _ in range(ATTEMPTS):
        loss = find(rng.choice(sorted(LIBRARY)))
        manner = Manner(**{name: rng.choice(ways) for name, ways in CHOICES.items()})
        manner = replace(manner, level=rng.choice(("course", "full")), cases="compact", updates="without")
        wrt = rng.choice([*(q.name for q in loss.learned), *rows(loss)])
        found = _spoiled(loss.gradient(wrt, manner), rng.choice(("direct", "graph")), rng)
        if found is not None:
            return found
    raise AssertionError("no step could be spoiled")


def _spoiled(gradient: Gradient, route: str, rng: Random) -> Spoiled | None:
    by = scribe._entry(gradient)
    way, shown = scribe._derived(gradient.loss, by, route, gradient.manner.level)
    which = rng.randrange(len(shown))
    place = rng.randrange(len(shown[which].steps))
    changed = _changed(shown[which], place, way, rng)
    if changed is None:
        return None
    edit, wrong = changed
    pages = [_typeset(display, gradient, way) for display in shown]
    made = _typeset(replace(shown[which], steps=wrong), gradient, way)
    if len(made.lines) != len(wrong) or len(pages[which].lines) != len(wrong):
        return None  # lines that look alike were joined
    whole = scribe._closed([*pages[:which], made, *pages[which + 1 :]], gradient)
    if any(length(typeset) > LONGEST for typeset in whole):
        return None  # refused for its length
    page = document(composed("A page", (gradient.loss,), gradient.manner, (Section("", tuple(whole)),)))
    line = page[: page.index(aligned(whole[which]))].count("\n") + 2 + place
    after = place + 1 < len(whole[which].lines)
    return Spoiled(page, line, line + after, edit)


def _changed(display: Display, place: int, way: Route, rng: Random) -> tuple[str, tuple[scribe.Shown, ...]] | None:
    """The steps with a wrong term in one place."""
    steps = display.steps
    right = steps[place].term
    if not isinstance(right, Term):
        return None
    edit, wrong = edited(right, steps[place - 1].terms[0] if place else right, rng)
    one, other = way.ground.unfolded(right), way.ground.unfolded(wrong)
    facts = way.loss.facts
    shares = Facts(positive=frozenset(name for name, _ in facts.distributions))
    if not other.free <= one.free or not confirmed(one, other, facts | shares, rng):
        return None
    return edit, (*steps[:place], replace(steps[place], term=wrong), *steps[place + 1 :])


def _typeset(display: Display, gradient: Gradient, way: Route) -> scribe.Typeset:
    page = convention(gradient.loss, gradient.manner)
    by = scribe._entry(gradient)
    along = scribe._along(gradient, by, page) if display.by is by else None
    return scribe._typeset(display, scribe._style(way, gradient.manner), along)


def judged(made: Spoiled) -> str:
    """'found', 'set to 0' where the line is heard as an equation to be solved, or what went wrong."""
    report = derive.check(made.page)
    lines: dict[int, list[Finding]] = {}
    for finding in report.findings:
        lines.setdefault(report.source.position(finding.span.start)[0], []).append(finding)
    accused = {line for line, found in lines.items() if any(one.verdict not in RIGHT for one in found)}
    if accused - {made.line, made.last}:
        return "another line accused"
    here = lines.get(made.line, [])
    if any(one.verdict in FALSE for one in here):
        return FOUND
    return (
        ZEROED if any(one.message == SET_TO_ZERO for one in here) else f"not found: {[o.verdict.value for o in here]}"
    )


def main() -> int:
    """Spoil pages, and print those whose wrong line was not found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    for number in range(arguments.pages):
        made = spoiled(Random(f"{arguments.seed}/{number}"))
        verdict = judged(made)
        counts[verdict] += 1
        if verdict not in (FOUND, ZEROED):
            wrong = made.page.splitlines()[made.line - 1]
            print(f"{arguments.seed}/{number}: {verdict}: {made.edit}\n    {wrong}", flush=True)
    print(dict(counts))
    return 0 if set(counts) <= {FOUND, ZEROED} else 1


if __name__ == "__main__":
    sys.exit(main())
