"""Names as LaTeX: the key `bf:\\hat y` of a tensor is the author's \\hat{\\mathbf{y}}."""

from __future__ import annotations

import re

PRIMED = re.compile(r"'(?:_(?:\w|\{(?:[^{}]|\{[^{}]*\})*\}))?$")  # v', and v'_{j}: a prime is a superscript


def letter(name: str) -> str:
    """A name without its font."""
    return name.rpartition(":")[2]


def spelled(name: str) -> str:
    """LaTeX for a key."""
    name = name.removeprefix("%")
    base, underscore, label = name.partition("_")
    if underscore and base:
        plain = len(label) == 1 or "\\" in label
        label = spelled(label) if "^" in label else label  # the x^{(t)} of L_{x^{(t)}}
        return f"{spelled(base)}_{{{label}}}" if plain or "^" in label else rf"{spelled(base)}_{{\text{{{label}}}}}"
    if name.endswith("'") and name.strip("'"):
        return f"{spelled(name[:-1])}'"
    base, caret, label = name.partition("^")
    if base and label == "*":
        return f"{spelled(base)}^*"
    if caret and base:
        return rf"{spelled(base)}^{{\text{{{label}}}}}"
    font, colon, text = name.rpartition(":")
    if text.startswith("d "):
        return rf"\mathrm{{d}} {spelled(font + colon + text.removeprefix('d '))}"
    if text.startswith("\\") and " " in text:
        accent, _, body = text.partition(" ")
        body = rf"\mathbf{{{body}}}" if font == "bf" else body
        return f"{accent}{{{body}}}"
    if not font:
        return text if len(text) == 1 or text.startswith("\\") else rf"\mathrm{{{text}}}"
    return rf"\mathbf{{{text}}}" if font == "bf" else rf"\math{font}{{{text}}}"


def with_index(shown: str, index: str) -> str:
    r"""x_{i}; y_{t, k} of a y_{t}: a name has one subscript."""
    if shown.endswith("}") and "_{" in shown and shown.rindex("_{") > shown.rfind("^"):
        return f"{shown[:-1]}, {index}}}"
    return f"{shown}_{{{index}}}"


def raised(shown: str, above: str) -> str:
    r"""x^{\top}; \left(v'_{j}\right)^{\top}: a name has one superscript."""
    return rf"\left({shown}\right)^{{{above}}}" if PRIMED.search(shown) else f"{shown}^{{{above}}}"
