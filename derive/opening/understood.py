"""What was understood of a document's names, as a block of declarations that can be pasted at its top.

Law: with the block pasted, every link gets the verdict it had. What was guessed is then declared: a step that only a
guess made unreadable is judged.
"""

from __future__ import annotations

from contextlib import suppress

from derive.declarations.statements import declare
from derive.links.adoption import rooted
from derive.links.link import Link
from derive.meaning.define import as_call
from derive.naming.faults import DeclarationError
from derive.naming.names import spelled
from derive.naming.scope import Scope
from derive.opening.assumed import Guess
from derive.opening.state import State
from derive.source.text import Source
from derive.syntax import nodes as n
from derive.syntax.chains import Document

GUESSES = "    # guessed from how the symbols are used: correct what is not meant"
DEFINED = "    # defined in the document"


def declarations_block(
    document: Document, state: State, settled: dict[str, str], links: list[Link], assumptions: list[Guess]
) -> str:
    """Front matter that says what was assumed: context, layout, shapes, and the document's own definitions."""
    name = context_in_use(state)
    scope = state.scopes[name]
    declared = [s.text for key, s in document.header if key == "let"]
    assumed = [s.text for key, s in document.header if key == "assume"]
    guesses = _guessed(assumptions)
    oriented = _orientation(scope, settled)
    defined = _definitions(document.source, _undefined(scope, assumptions), links, declared)
    lines = ["---", "derive:", f"  context: {name}"]
    others = [used for used in state.used if used != name]
    if others:
        lines.append(f"  # some steps were read in other contexts: {', '.join(others)}")
    if "vectors" in settled:
        lines.append(f"  layout: {{vectors: {settled['vectors']}, matrices: shape}}")
    lets = [*_items([*declared, *oriented]), *guesses]
    lets += [DEFINED, *_items(defined)] if guesses and defined else _items(defined)
    for key, items in (("let", lets), ("assume", _items(assumed))):
        lines += [f"  {key}:", *items] if items else []
    return "\n".join([*lines, "---"])


def context_in_use(state: State) -> str:
    """The context in which most steps were judged."""
    return max(state.used, key=lambda used: state.used[used], default=state.last)


def _items(texts: list[str]) -> list[str]:
    return [f"    - {' '.join(text.split())}" for text in texts]


def _guessed(guesses: list[Guess]) -> list[str]:
    """What was assumed: first what the text says in passing, then the guesses, which a person should look at."""
    lines = []
    for guess in guesses:
        if not (
            guess.stated
            or guess.statement.startswith(("time ", "label ", "size ", "differential "))
            or GUESSES in lines
        ):
            lines.append(GUESSES)
        lines += _items([guess.statement])
    return lines


def _orientation(scope: Scope, settled: dict[str, str]) -> list[str]:
    """The matrices whose words were found to lie as rows or as columns."""
    lie = scope.layout.get("words") or settled.get("words")
    if lie is None:
        return []
    found = []
    for member, family in scope.families.items():
        tensor = scope.tensors.get(family.tensor)
        if tensor is None or not tensor.either:
            continue
        axes = [axis.name for axis in tensor.axes]
        shape = r" \times ".join(axes if lie == "rows" else axes[::-1])
        letter = next((name for name, axis in scope.ranges.items() if axis == tensor.axes[family.position]), "i")
        real = rf"\mathbb{{R}}^{{{shape}}}"
        found.append(rf"{spelled(tensor.name)} \in {real}, {lie} {spelled(member)}_{letter}")
    return found


def _undefined(scope: Scope, assumptions: list[Guess]) -> Scope:
    """The scope without what the document defines, and without guesses that the block does not hold."""
    bare, held = scope.copy(), {name for guess in assumptions for name in guess.names}
    for tensor in scope.tensors.values():
        unsaid = tensor.origin == "inferred" and tensor.name not in held
        if (unsaid or tensor.origin in ("document", "earlier")) and tensor.name in bare.tensors:
            bare.forget(tensor.name)
    return bare


def _definitions(source: Source, trial: Scope, links: list[Link], declared: list[str]) -> list[str]:
    """The definitions that the document itself gives and that the language of declarations can say.

    What it defines in two ways, in two sections, cannot be said at its top.
    """
    said: dict[str, list[str]] = {}
    for link in links:
        if link.role == "definition":
            name, text = _definition(link, source)
            said.setdefault(name, []).append(text)
    found: list[str] = []
    for text in (texts[0] for texts in said.values() if len(set(texts)) == 1):
        with suppress(DeclarationError):
            if text not in declared:
                declare(text, trial)
                found.append(text)
    return found


def _definition(link: Link, source: Source) -> tuple[str, str]:
    r"""The name and the text of a definition; \sigma^2 = ... defines the root."""
    left, right = (source.slice(node.span).strip() for node in link.nodes)
    if link.relation.sign == ":=" and link.swapped:
        return right, f"{right} = {left}"
    node, value = link.nodes
    if isinstance(node, n.Node) and isinstance(value, n.Node):
        root, _ = rooted(node, value)
        if root is not node:
            left, right = source.slice(root.span).strip(), rf"\sqrt{{{right}}}"
        if call := as_call(node):
            return source.slice(call[0].span).strip(), f"{left} = {right}"
    return left, f"{left} = {right}"
