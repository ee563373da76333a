"""Every document that `derive write` can produce is read, and every claim in it proved.

    python -m tests.laws.written [--whole] [--only NAME ...] [--resume FILE]

Every loss and assignment in every manner, route and checkable format; documents with the same text are checked once.
Without --whole, choices that only add displays are made (cases apart, updates), and notation goes in pairs: what is
left out says the same with fewer displays, or in the same displays under the other font.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from pathlib import Path

import derive
from derive import Verdict
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
    known = [key for key in loss.positions if not key.endswith("}")]
    return [f"{member}_{{{which}}}" for member in members for which in ("w", *known)]


def texts(name: str, *, whole: bool) -> Iterator[tuple[str, Source]]:
    """What is written under a name, with the choices that led there; none twice."""
    seen: set[bytes] = set()
    loss = find(name) if name in LIBRARY else None
    for manner in manners(whole=whole):
        found = _derivations(loss, manner) if loss else [("", solution(ASSIGNMENTS[name](), manner))]
        for (how, text), form in product(found, FORMATS):
            page = document_of(text, form)
            key = sha256(page.encode()).digest()
            if key not in seen:
                seen.add(key)
                yield f"{name} {how} {form} {manner}", Source(FORMATS[form], page)


def _derivations(loss: Loss, manner: Manner) -> list[tuple[str, Text]]:
    asked = [("all", loss.gradients(manner)), *((row, (loss.gradient(row, manner),)) for row in rows(loss))]
    return [(f"{by} {route}", derived(gradients, route)) for by, gradients in asked for route in ROUTES]


def faults(source: Source) -> list[str]:
    """What is not proved in a page, and what its reader had to complain of."""
    report = derive.check(source)
    found = [f"{note.severity}: {note.message}" for note in report.notes if note.severity != "note"]
    for finding in report.findings:
        if finding.verdict not in (Verdict.PROVED, Verdict.DEFINED):
            line, _ = report.source.position(finding.span.start)
            found.append(f"{line}: {finding.verdict.value}: {finding.message}")
    return found if report.findings else [*found, "no claim was found"]


def main() -> int:
    """Check everything that was not checked before; print what is not proved."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--only", nargs="*", default=[*LIBRARY, *ASSIGNMENTS])
    parser.add_argument("--resume", type=Path, default=None)
    arguments = parser.parse_args()
    done = set()
    if arguments.resume and arguments.resume.exists():
        done = {json.loads(line)["page"] for line in arguments.resume.read_text().splitlines()}
    counts: Counter[str] = Counter()
    for name in arguments.only:
        for page, source in texts(name, whole=arguments.whole):
            if page in done:
                counts["before"] += 1
                continue
            found = faults(source)
            counts["wrong" if found else "proved"] += 1
            if found:
                print(page, *found, sep="\n    ", flush=True)
            if arguments.resume:
                with arguments.resume.open("a") as file:
                    file.write(json.dumps({"page": page, "faults": found}) + "\n")
        print(name, dict(counts), flush=True)
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
