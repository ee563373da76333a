"""Check a document: choose conventions and contexts, judge every link, report.

    Source, Options  --check_source()-->  Report

Conventions (words as rows or columns, layout) are one choice for a section; the context is chosen chain by chain, the
last one used first. Readings are compared by how many links they prove; ties keep the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from derive.declarations.contexts import field_of
from derive.judge.findings import finding
from derive.judge.garbage import rarely_collected
from derive.links.comparison import borne_out
from derive.links.link import Link
from derive.links.memory import Memory
from derive.links.readings import MOST, Reading
from derive.links.renaming import told_first
from derive.links.standins import said_again
from derive.meaning.slices import at_one_position, left_out
from derive.naming.choices import CONVENTIONS, alternatives
from derive.naming.names import key, walk
from derive.naming.scope import Scope
from derive.opening.alone import acquit
from derive.opening.assumed import assumed_note, standing
from derive.opening.guests import invite
from derive.opening.missing import missing
from derive.opening.rivals import of_one_field
from derive.opening.state import Options, State, opened
from derive.opening.trials import most_links
from derive.opening.understood import context_in_use, declarations_block
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Document
from derive.syntax.reader import read_document
from derive.verdicts.verdict import Finding, Note, Report, Verdict

DEFAULT = Options()
LOCAL_READINGS = 8  # readings tried for one chain under one context

Asked: TypeAlias = dict[str, tuple[str, ...]]  # choices, each with its options


@dataclass
class Section:
    """The best reading of each chain of a section under one setting of the conventions.

    met      the conventions that were asked for, each with its options
    open_to  those of them that may make more of it true
    """

    readings: list[tuple[Chain, Reading]] = field(default_factory=list)
    met: Asked = field(default_factory=dict)
    open_to: set[str] = field(default_factory=set)
    score: float = 0.0  # higher is better

    def add(self, chain: Chain, reading: Reading) -> None:
        """One more chain."""
        self.readings.append((chain, reading))
        self.score += reading.score

    def hear(self, reading: Reading) -> None:
        """The conventions that a reading asked for, whether it is kept or not."""
        self.met |= {name: options for name, options in reading.choices.met.items() if name in CONVENTIONS}
        self.open_to |= reading.open_to & CONVENTIONS


def check_source(source: Source, options: Options = DEFAULT) -> Report:
    """The report on one document."""
    with rarely_collected():
        return _checked(source, options)


def _checked(source: Source, options: Options) -> Report:
    document = read_document(source)
    notes = [Note(fault.span, fault.message, fault.severity) for fault in document.faults]
    notes += [Note(edit.span, f"read as {edit.read_as} ({edit.reason})") for edit in document.edits]
    state, refused = opened(document, options)
    notes += refused
    links: list[Link] = []
    findings: list[Finding] = []
    settled: dict[str, str] = {}
    for section, after, chosen in read_sections(document, state):
        state, settled = after, chosen
        for _, reading in section.readings:
            findings += [_finding(link, reading, source, settled, options) for link in reading.links]
            notes += [Note(None, remark) for remark in reading.frame.notes]
            notes += [_replaced(link, reading, source) for link in reading.links if link.replaces]
            links += reading.links
    findings.sort(key=lambda f: f.span.start)
    scope = state.scopes[context_in_use(state)]
    guesses = standing(document, scope)
    if assumed := assumed_note(guesses):
        notes.insert(0, assumed)
    named = options.context or options.problem or any(key == "context" for key, _ in document.header)
    lacking = missing(links, scope, guesses, named=bool(named))
    block = declarations_block(document, state, settled, links, guesses)
    return Report(source, tuple(findings), tuple(dict.fromkeys(notes)), block, lacking)


def read_sections(document: Document, state: State) -> Iterator[tuple[Section, State, dict[str, str]]]:
    """Every section in the conventions that fit it, with the state and the conventions after it."""
    sections = _sections(document)
    claims = [chain for chain in document.chains if not is_condition(chain)]
    state = of_one_field(claims, state, document.source)
    state.infer(claims, document.source)
    read = list(_read(sections, state.copy(), document.source))
    sure = frozenset().union(*(scope.confirmed for _, after, _ in read for scope in after.scopes.values()))
    for section, after, chosen in read:
        for chain, reading in section.readings:
            reading.links = [borne_out(link, sure) for link in reading.links]
            acquit(chain, reading, chosen)
        yield section, after, chosen


def _read(sections: list[list[Chain]], state: State, source: Source) -> Iterator[tuple[Section, State, dict[str, str]]]:
    settled: dict[str, str] = {}
    for chains in sections:
        state.begin(chains)
        invite(chains, state, source)
        section, state, settled = _judge_section(chains, state, settled)
        yield section, state, settled


def _finding(link: Link, reading: Reading, source: Source, settled: dict[str, str], options: Options) -> Finding:
    link = said_again(link, reading.frame)
    found = finding(link, reading, source, settled)
    if options.explain is None or found.verdict is not Verdict.PROVED:
        return found
    return replace(found, steps=options.explain(link, reading))


def _replaced(link: Link, reading: Reading, source: Source) -> Note:
    left = source.slice(link.nodes[0].span).strip()
    message = f"{left} is not what the context {reading.scope.name} says; the document's own meaning holds from here on"
    return Note(link.nodes[0].span, message, "warning")


# conventions, contexts, readings


def _sections(document: Document) -> list[list[Chain]]:
    found: dict[int, list[Chain]] = {}
    for chain in document.chains:
        if _says_something(chain) and not is_condition(chain):
            found.setdefault(chain.section, []).append(chain)
    return [told_first(chains, document.source) for chains in found.values()]


def _says_something(chain: Chain) -> bool:
    """A relation sign stands in it, between its terms or in the rows of a case distinction."""
    terms = (term for term in chain.terms if isinstance(term, n.Node))
    return bool(chain.relations) or any(isinstance(part, n.Cases) for term in terms for part in walk(term))


def is_condition(chain: Chain) -> bool:
    """A formula such as y_j = 1, w = o or |V| = 10000 says when, or sets a value; it claims nothing."""
    if len(chain.terms) != 2:
        return False
    left, right = chain.terms
    if isinstance(right, n.Sequence) and isinstance(left, n.Name):  # k = 1, \\dots, K
        return True
    if isinstance(right, n.Numeral) and (isinstance(left, n.Name) or (isinstance(left, n.Group) and left.open == "|")):
        return True
    if not chain.inline or not isinstance(left, n.Name | n.Scripted | n.Accent):
        return False
    if isinstance(right, n.Numeral):
        return not isinstance(left, n.Scripted) or left.sup is None
    if isinstance(left, n.Scripted) and isinstance(right, n.Scripted):
        return left.base is not right.base and key(left.base) == key(right.base)
    return isinstance(right, n.Name) and isinstance(left, n.Name)


def _judge_section(chains: list[Chain], state: State, settled: dict[str, str]) -> tuple[Section, State, dict[str, str]]:
    """The conventions under which most links are proved; the previous section's are tried first."""
    best, after = _try_section(chains, state.copy(), settled)
    first = {name: settled.get(name, options[0]) for name, options in best.met.items()}
    chosen = {**settled, **first}
    for other in alternatives({name: options for name, options in best.met.items() if name in best.open_to}):
        if all(reading.good for _, reading in best.readings):
            break
        if other.items() <= first.items():
            continue
        section, then = _try_section(chains, state.copy(), {**settled, **first, **other}, best.score)
        if section.score > best.score:
            best, after, chosen = section, then, {**settled, **first, **other}
    return best, after, chosen


def _try_section(
    chains: list[Chain], state: State, settled: dict[str, str], least: float = -1.0
) -> tuple[Section, State]:
    """The section in these conventions; no more of it is read once it cannot score more than `least`."""
    section, left = Section(), sum(map(most_links, chains))
    for chain in chains:
        if section.score + MOST * left <= least:
            break
        left -= most_links(chain)
        reading = _best_reading(chain, state, settled, section)
        section.add(chain, reading)
        state.take(reading)
    return section, state


def _best_reading(chain: Chain, state: State, settled: dict[str, str], section: Section) -> Reading:
    best: Reading | None = None
    for name in dict.fromkeys((*(name for name in (state.last,) if name in state.fitting), *state.fitting)):
        reading = _best_in(chain, state.scope(name), settled, section, state.memory)
        if best is None or _fits_better(reading, best, state):
            best = reading
        if best.good and best.links:
            break
    assert best is not None
    return best


def _fits_better(new: Reading, old: Reading, state: State) -> bool:
    """A context of the same field by what it proves and reads; a guest by what it proves of what was not understood."""
    entering = new.scope.name in state.guests and old.scope.name not in state.guests
    if not entering and field_of(new.scope.name) == field_of(old.scope.name):
        return new.fit > old.fit
    return new.fit[0] > old.fit[0] and (not entering or old.fit[1] < 0)


def _best_in(chain: Chain, scope: Scope, settled: dict[str, str], section: Section, memory: Memory) -> Reading:
    """The best reading of a chain, of all positions of the scope's arrays or of one position of an axis at a time."""
    best = _best_choice(chain, scope, settled, section, memory)
    for other in _positions(chain, scope) if not best.good else ():
        reading = _best_choice(chain, other, settled, section, memory)
        if reading.fit > best.fit:
            best = reading
    return best


def _positions(chain: Chain, scope: Scope) -> Iterator[Scope]:
    """The scope without an index that the chain leaves out; with the one that was left out before."""
    if scope.whole is not None:
        yield scope.whole
    nodes = [term for term in chain.terms if isinstance(term, n.Node)]
    yield from (at_one_position(scope, axis) for axis in left_out(nodes, scope))


def _best_choice(chain: Chain, scope: Scope, settled: dict[str, str], section: Section, memory: Memory) -> Reading:
    best = memory.read(chain, scope, settled)
    section.hear(best)
    local = {name: best.choices.met[name] for name in best.choices.met if name in best.open_to - CONVENTIONS}
    for other in alternatives(local, LOCAL_READINGS):
        if best.good:
            break
        if all(options[0] == other[name] for name, options in local.items()):
            continue
        reading = memory.read(chain, scope, {**settled, **other})
        section.hear(reading)
        if reading.score > best.score:
            best = reading
    return best


__all__ = ["Options", "check_source"]
