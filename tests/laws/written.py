"""Every document that `derive write` can produce is read, and every claim in it proved.

    python -m tests.laws.written [--whole] [--only NAME ...] [--resume FILE] [--minutes M [--seed S]]

Every loss and assignment in every manner, route and checkable format; documents with the same text are checked once.
Without --whole, choices that only add displays are made (cases apart, updates), and notation goes in pairs: what is
left out says the same with fewer displays, or in the same displays under the other font. With --minutes, manners are
drawn for that long instead: every loss by every array, route and level in turn, round after round.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from time import monotonic

import derive
from derive import Verdict
from derive.errors import UsageError
from derive.losses import LIBRARY, Loss, find
from derive.losses.manner import CHOICES, Manner
from derive.press import document as document_of
from derive.source.text import Source
from derive.write import ASSIGNMENTS, solution
from derive.write import derivation as derived
from derive.write.texts import Text

ROUTES, FORMATS = ("graph", "direct"), {"markdown": "page.md", "tex": "page.tex"}
FEWER = {"layout": ("shape", "numerator"), "form": ("matrix", "index"), "cases": ("apart",), "updates": ("with",)}
PAIRS = {("top", "bold"), ("T", "plain")}
AT_ONCE = 4  # manners drawn at a time for one derivation
Writer = Callable[[Manner], Text]
Page = tuple[str, Source]


def manners(*, whole: bool) -> Iterator[Manner]:
    """Every choice of a writer with every other, or those that show everything there is to show."""
    ways = CHOICES if whole else {**CHOICES, **FEWER}
    for choices in product(*ways.values()):
        manner = Manner(**dict(zip(ways, choices, strict=True)))
        if whole or (manner.transpose, manner.font) in PAIRS:
            yield manner


def rows(loss: Loss) -> list[str]:
    """The single rows by which a loss is differentiated: any, and those that it speaks of."""
    members = [q.member.strip("}")[-1] for q in loss.learned if q.member]
    known = [key for key in loss.positions if "{" not in key]
    return [f"{member}_{{{which}}}" for member in members for which in ("w", *known)]


def writers(name: str) -> dict[str, Writer]:
    """Everything that is written under a name, in a manner: a whole assignment, or by an array along a route."""
    if name in ASSIGNMENTS:
        return {name: lambda manner: solution(ASSIGNMENTS[name](), manner)}
    loss = find(name)
    return {f"{name} {wrt} {way}": _writer(loss, wrt, way) for wrt in ("all", *rows(loss)) for way in ROUTES}


def _writer(loss: Loss, wrt: str, route: str) -> Writer:
    def write(manner: Manner) -> Text:
        return derived(loss.gradients(manner) if wrt == "all" else (loss.gradient(wrt, manner),), route)

    return write


def pages(how: str, write: Writer, manner: Manner) -> Iterator[Page]:
    """A derivation in every format that is read; nothing of one that is refused for its length."""
    try:
        text = write(manner)
    except UsageError as refused:
        if "characters by route 'direct'" not in str(refused):
            raise
        return
    for form, name in FORMATS.items():
        yield f"{how} {form} {manner}", Source(name, document_of(text, form))


def texts(name: str, *, whole: bool) -> Iterator[Page]:
    """What is written under a name, with the choices that led there; none twice."""
    seen: set[str] = set()
    for manner in manners(whole=whole):
        for how, write in writers(name).items():
            for page, source in pages(how, write, manner):
                if key(source) not in seen:
                    seen.add(key(source))
                    yield page, source


def drawn(names: list[str], rng: Random) -> Iterator[Page]:
    """Without end: every derivation of every name in turn, a few manners at a time."""
    found = [
        (how, write, level) for name in names for how, write in writers(name).items() for level in CHOICES["level"]
    ]
    while True:
        rng.shuffle(found)
        for how, write, level in found:
            for _ in range(AT_ONCE):
                manner = Manner(**{choice: rng.choice(ways) for choice, ways in CHOICES.items()})
                yield from pages(how, write, replace(manner, level=level))


def key(source: Source) -> str:
    """What tells one text from another."""
    return sha256(source.text.encode()).hexdigest()[:24]


def faults(source: Source) -> list[str]:
    """What is not proved in a page, and what its reader had to complain of."""
    report = derive.check(source)
    found = [f"{note.severity}: {note.message}" for note in report.notes if note.severity != "note"]
    for finding in report.findings:
        if finding.verdict not in (Verdict.PROVED, Verdict.DEFINED):
            line, _ = report.source.position(finding.span.start)
            found.append(f"{line}: {finding.verdict.value}: {finding.message}")
    return found if report.findings else [*found, "no claim was found"]


def checked(found: Iterator[Page], done: set[str], counts: Counter[str], journal: Path | None) -> None:
    """Check what was not checked before; print what is not proved."""
    for page, source in found:
        if key(source) in done:
            counts["before"] += 1
            continue
        done.add(key(source))
        wrong = faults(source)
        counts["wrong" if wrong else "proved"] += 1
        if wrong:
            print(page, *wrong, sep="\n    ", flush=True)
        if journal:
            with journal.open("a") as file:
                file.write(json.dumps({"key": key(source), "page": page, "faults": wrong}) + "\n")


def until(minutes: float, found: Iterator[Page]) -> Iterator[Page]:
    """As many as fit."""
    end = monotonic() + 60 * minutes
    for page in found:
        if monotonic() > end:
            return
        yield page


def main() -> int:
    """Check everything, or what is drawn, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--only", nargs="*", default=[*LIBRARY, *ASSIGNMENTS])
    parser.add_argument("--resume", type=Path, default=None)
    parser.add_argument("--minutes", type=float, default=None)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    done = set()
    if arguments.resume and arguments.resume.exists():
        done = {json.loads(line)["key"] for line in arguments.resume.read_text().splitlines()}
    counts: Counter[str] = Counter()
    if arguments.minutes is not None:
        found = until(arguments.minutes, drawn(arguments.only, Random(arguments.seed)))
        checked(found, done, counts, arguments.resume)
        print(dict(counts))
    else:
        for name in arguments.only:
            checked(texts(name, whole=arguments.whole), done, counts, arguments.resume)
            print(name, dict(counts), flush=True)
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
