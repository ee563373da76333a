"""Check a document: choose conventions and contexts, judge every link, report.

    Source, Options  --check_source()-->  Report

Conventions (words as rows or columns, layout) are one choice for a section; the context is chosen chain by chain, the
last one used first. Readings are compared by how many links they prove; ties keep the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from derive.errors import UsageError
from derive.judge.findings import finding
from derive.judge.readings import Reading, read_chain_in
from derive.judge.verdict import Finding, Note, Report
from derive.meaning.choices import CONVENTIONS, alternatives
from derive.meaning.contexts import BUILT_IN, context
from derive.meaning.declare import declare
from derive.meaning.faults import DeclarationError
from derive.meaning.layouts import layout
from derive.meaning.names import key
from derive.meaning.problem import problem_statements
from derive.meaning.scope import Scope
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Chain, Document, Statement
from derive.syntax.reader import read_document

LOCAL_READINGS = 8  # readings tried for one chain under one context


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller settles beforehand."""

    context: str | None = None
    layout: str | None = None
    problem: Path | None = None


@dataclass
class State:
    """The scopes of a document as they stand after some chains, and the context used last."""

    scopes: dict[str, Scope]
    last: str

    def copy(self) -> State:
        """Independent of the original; scopes themselves are replaced, never changed."""
        return State(dict(self.scopes), self.last)

    def take(self, reading: Reading) -> None:
        """What a chain added to its scope; a name it gave a meaning has no other meaning elsewhere."""
        before = self.scopes[reading.scope.name]
        self.scopes[reading.scope.name] = reading.scope
        new = [t for name, t in reading.scope.tensors.items() if before.tensors.get(name) is not t]
        defined = {t.name for t in new if t.origin == "document"}
        functions = {n: f for n, f in reading.scope.functions.items() if before.functions.get(n) is not f}
        for name, other in self.scopes.items():
            if other is reading.scope or not (defined or functions):
                continue
            changed = other.copy()
            changed.functions.update(functions)
            for tensor in defined:
                changed.forget(tensor)
            self.scopes[name] = changed


@dataclass
class Section:
    """The best reading of each chain of a section under one setting of the conventions."""

    readings: list[tuple[Chain, Reading]] = field(default_factory=list)
    met: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Higher is better."""
        return sum(reading.score for _, reading in self.readings)


def check_source(source: Source, options: Options = Options()) -> Report:  # noqa: B008 - frozen, never changed
    """The report on one document."""
    document = read_document(source)
    notes = [Note(fault.span, fault.message, "error") for fault in document.faults]
    notes += [Note(edit.span, f"read as {edit.read_as} ({edit.reason})") for edit in document.edits]
    state = _start(document, options, notes)
    findings: list[Finding] = []
    settled: dict[str, str] = {}
    for chains in _sections(document):
        section, state, settled = _judge_section(chains, state, settled)
        for _, reading in section.readings:
            findings += [finding(link, reading, source, settled) for link in reading.links]
            notes += [Note(None, f"{remark}") for remark in reading.frame.notes]
    findings.sort(key=lambda f: f.span.start)
    return Report(source, tuple(findings), tuple(dict.fromkeys(notes)), _declarations(state, settled, document))


# the declarations in force


def _start(document: Document, options: Options, notes: list[Note]) -> State:
    statements = list(document.header)
    if options.problem is not None:
        statements = [*problem_statements(options.problem), *statements]
    named = options.context or next((s.text for key, s in statements if key == "context"), None)
    lets = [(key, s) for key, s in statements if key in ("let", "assume")]
    names = (named,) if named else ("none", *BUILT_IN) if any(key == "let" for key, _ in lets) else BUILT_IN
    chosen = options.layout or next((s.text for key, s in statements if key == "layout"), None)
    scopes: dict[str, Scope] = {}
    for name in names:
        scope = context(name)
        scope.layout = layout(chosen) if chosen else {}
        failed = _declare_all(lets, scope)
        if failed is None:
            scopes[name] = scope
        elif name == names[-1] and not scopes:
            scopes[name] = scope
            notes.append(_declaration_note(*failed, document))
        elif name == names[0]:
            notes.append(_declaration_note(*failed, document))
    return State(scopes, next(iter(scopes)))


def _declare_all(lets: list[tuple[str, Statement]], scope: Scope) -> tuple[Statement, DeclarationError] | None:
    for key, statement in lets:
        text = statement.text if key == "let" or statement.text.startswith("assume") else f"assume {statement.text}"
        try:
            declare(text, scope)
        except DeclarationError as error:
            return statement, error
    return None


def _declaration_note(statement: Statement, error: DeclarationError, document: Document) -> Note:
    if statement.source is not document.source:
        line, _ = statement.source.position(statement.span.start)
        raise UsageError(f"{statement.source.path}:{line}: {error.message}")
    return Note(statement.span, f"this declaration is not taken: {error.message}", "error")


# conventions, contexts, readings


def _sections(document: Document) -> list[list[Chain]]:
    found: dict[int, list[Chain]] = {}
    for chain in document.chains:
        if not is_condition(chain):
            found.setdefault(chain.section, []).append(chain)
    return list(found.values())


def is_condition(chain: Chain) -> bool:
    """A formula such as y_j = 1, w = o or |V| = 10000 says when, or sets a value; it claims nothing."""
    if len(chain.terms) != 2:
        return False
    left, right = chain.terms
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
    chosen = settled
    conventions = {name: options for name, options in best.met.items() if name in CONVENTIONS}
    for other in alternatives(conventions):
        if all(reading.good for _, reading in best.readings):
            break
        if {**settled, **other} == {**{n: o[0] for n, o in conventions.items()}, **settled}:
            continue
        section, then = _try_section(chains, state.copy(), {**settled, **other})
        if section.score > best.score:
            best, after, chosen = section, then, {**settled, **other}
    return best, after, chosen


def _try_section(chains: list[Chain], state: State, settled: dict[str, str]) -> tuple[Section, State]:
    section = Section()
    for chain in chains:
        reading = _best_reading(chain, state, settled, section.met)
        section.readings.append((chain, reading))
        state.take(reading)
        if reading.fit > (0, -len(reading.links)):
            state.last = reading.scope.name
    return section, state


def _best_reading(chain: Chain, state: State, settled: dict[str, str], met: dict[str, tuple[str, ...]]) -> Reading:
    best: Reading | None = None
    for name in dict.fromkeys((state.last, *state.scopes)):
        reading = _best_in(chain, state.scopes[name], settled, met)
        if best is None or reading.fit > best.fit:
            best = reading
        if best.good and best.links:
            break
    assert best is not None
    return best


def _best_in(chain: Chain, scope: Scope, settled: dict[str, str], met: dict[str, tuple[str, ...]]) -> Reading:
    best = read_chain_in(chain, scope, settled)
    _remember(best, met)
    local = {name: options for name, options in best.choices.met.items() if name not in CONVENTIONS}
    for other in alternatives(local, LOCAL_READINGS):
        if best.good:
            break
        if all(options[0] == other[name] for name, options in local.items()):
            continue
        reading = read_chain_in(chain, scope, {**settled, **other})
        _remember(reading, met)
        if reading.score > best.score:
            best = reading
    return best


def _remember(reading: Reading, met: dict[str, tuple[str, ...]]) -> None:
    met.update({name: options for name, options in reading.choices.met.items() if name in CONVENTIONS})


# what was understood, as a block to paste


def _declarations(state: State, settled: dict[str, str], document: Document) -> str:
    scope = state.scopes[state.last]
    lines = ["---", "derive:"]
    if scope.name != "none":
        lines.append(f"  context: {scope.name}")
    lines.append("  let:")
    lines += [f"    - {s.text}" for key, s in document.header if key == "let"]
    for tensor in scope.tensors.values():
        if tensor.origin == "document" and tensor.definition is not None:
            from derive.meaning.names import spelled  # noqa: PLC0415

            subs = "".join(f" {slot.name}" for slot in tensor.definition.slots if slot and "%" not in slot.name)
            left = spelled(tensor.name) + (f"_{{{subs.strip()}}}" if subs else "")
            lines.append(f"    - {left} = {tensor.definition.shown}")
    if "words" in settled:
        lines.append(f"  # words lie as {settled['words']}")
    if "vectors" in settled:
        lines.append(f"  layout: {settled['vectors']}")
    return "\n".join([*lines, "---"])
