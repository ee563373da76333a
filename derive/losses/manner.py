"""The manner in which a derivation is written: conventions and notation a reader may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches

from derive.errors import UsageError
from derive.losses.names import sound

CHOICES = {
    "words": ("rows", "columns"),
    "layout": ("shape", "denominator", "numerator"),
    "form": ("matrix", "index", "both"),
    "level": ("brief", "course", "full"),
    "transpose": ("top", "T"),
    "font": ("bold", "plain"),
    "cases": ("compact", "apart"),
    "probabilities": ("hat", "given"),
    "updates": ("without", "with"),
}


@dataclass(frozen=True)
class Manner:
    """One choice each.

    words      whether the matrices of word vectors hold a word a row or a word a column
    layout     'shape' and 'denominator': a gradient has the shape of what it is taken by; 'numerator': its transpose
    form       matrices and vectors, indices, or both
    level      'brief': the result; 'course': the steps a marker wants to see; 'full': every move
    transpose  A^\\top or A^T
    font       bold or plain vectors and matrices
    cases      one formula with [w = o], or one for w = o and one for the other words
    probabilities  \\hat y_o, or P(O=o \\mid C=c)
    names      what symbols are called, by their usual names: {"U": "W", "v_c": "h"}
    updates    whether a step down the gradient, v <- v - eta dJ/dv, ends a derivation
    """

    words: str = "rows"
    layout: str = "shape"
    form: str = "matrix"
    level: str = "course"
    transpose: str = "top"
    font: str = "bold"
    cases: str = "compact"
    probabilities: str = "hat"
    updates: str = "without"
    names: Mapping[str, str] | tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple((key, sound(name)) for key, name in self.own.items()))
        for field in fields(self):
            if field.name not in CHOICES:
                continue
            value, known = getattr(self, field.name), CHOICES[field.name]
            if value not in known:
                near = get_close_matches(str(value), known, 1, 0.5)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise UsageError(f"{field.name} is {value!r}, but should be one of {', '.join(known)}{hint}")

    @property
    def own(self) -> dict[str, str]:
        """The names."""
        return dict(self.names)

    @property
    def mark(self) -> str:
        """The sign of a transpose."""
        return "T" if self.transpose == "T" else r"\top"


USUAL = Manner()
