"""What was understood of a document's names, as a block of declarations that can be pasted at its top.

Law: with the block pasted, every link gets the verdict it had.
"""

from __future__ import annotations

from derive.declarations.statements import declare
from derive.judge.links import Link
from derive.judge.opening import State
from derive.meaning.faults import DeclarationError
from derive.meaning.names import spelled
from derive.meaning.scope import Scope
from derive.source.text import Source
from derive.syntax.chains import Document


def declarations_block(document: Document, state: State, settled: dict[str, str], links: list[Link]) -> str:
    """Front matter that says what was assumed: context, layout, shapes, and the document's own definitions."""
    name = max(state.used, key=lambda used: state.used[used], default=state.last)
    scope = state.scopes[name]
    declared = [s.text for key, s in document.header if key == "let"]
    assumed = [s.text for key, s in document.header if key == "assume"]
    lets = [*declared, *_orientation(scope, settled), *_definitions(document.source, scope, links, declared)]
    lines = ["---", "derive:", f"  context: {name}"]
    others = [used for used in state.used if used != name]
    if others:
        lines.append(f"  # some steps were read in other contexts: {', '.join(others)}")
    if "vectors" in settled:
        lines.append(f"  layout: {{vectors: {settled['vectors']}, matrices: shape}}")
    lines += _items("let", lets) + _items("assume", assumed)
    return "\n".join([*lines, "---"])


def _items(key: str, texts: list[str]) -> list[str]:
    return [f"  {key}:", *(f"    - {' '.join(text.split())}" for text in texts)] if texts else []


def _orientation(scope: Scope, settled: dict[str, str]) -> list[str]:
    """The matrices whose words were found to lie as rows or as columns."""
    if "words" not in settled:
        return []
    found = []
    for member, family in scope.families.items():
        tensor = scope.tensors.get(family.tensor)
        if tensor is None or not tensor.either:
            continue
        axes = [axis.name for axis in tensor.axes]
        shape = r" \times ".join(axes if settled["words"] == "rows" else axes[::-1])
        letter = next((name for name, axis in scope.ranges.items() if axis == tensor.axes[family.position]), "i")
        real = rf"\mathbb{{R}}^{{{shape}}}"
        found.append(rf"{spelled(tensor.name)} \in {real}, {settled['words']} {spelled(member)}_{letter}")
    return found


def _definitions(source: Source, scope: Scope, links: list[Link], declared: list[str]) -> list[str]:
    """The definitions that the document itself gives and that the language of declarations can say."""
    found: list[str] = []
    trial = scope.copy()
    for link in links:
        if link.role != "definition":
            continue
        left, right = (source.slice(node.span).strip() for node in link.nodes)
        text = f"{right} = {left}" if link.relation.sign == ":=" and link.swapped else f"{left} = {right}"
        if text in declared or text in found:
            continue
        try:
            declare(text, trial, "document")
        except DeclarationError:
            continue
        found.append(text)
    return found
