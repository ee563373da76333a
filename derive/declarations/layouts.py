"""Layouts by name: how a derivative lies, as the choices of the elaborator."""

from __future__ import annotations

import re

from derive.errors import UsageError

LAYOUTS = {
    "shape": {"vectors": "shape", "matrices": "shape"},
    "denominator": {"vectors": "denominator", "matrices": "shape"},
    "numerator": {"vectors": "numerator", "matrices": "numerator"},
    "mixed": {"vectors": "numerator", "matrices": "shape"},
}


def layout(text: str) -> dict[str, str]:
    """The choices a layout name, or {vectors: ..., matrices: ...}, settles."""
    text = text.strip()
    if text in LAYOUTS:
        return dict(LAYOUTS[text])
    pairs = dict(re.findall(r"(vectors|matrices)\s*:\s*(denominator|numerator|shape)", text))
    if not text.startswith("{") or not pairs:
        raise UsageError(f"unknown layout {text!r}; known: {', '.join(LAYOUTS)}, or {{vectors: ..., matrices: ...}}")
    return pairs
