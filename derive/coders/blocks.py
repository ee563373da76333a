"""What a kernel is given, as machines call it: one table. Declarations, casts and looks at what is given come from it.

The names, and what each is for, are those of `Block` in numeric/word2vec/blocks.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.coders.vectors import C_NAMES

REAL = "real"  # float32 or float64, as the kernel is built
C_KINDS = {**C_NAMES, "int32": "int32_t", "int64": "int64_t", "uint32": "uint32_t", "uint64": "uint64_t"}


@dataclass(frozen=True)
class Part:
    """name, kind of number, sides; whether it is written to"""

    name: str
    kind: str
    sides: int = 0
    written: bool = False

    def of(self, dtype: str) -> str:
        """The kind of number in a kernel that is built for a kind."""
        return dtype if self.kind == REAL else self.kind

    def in_c(self, dtype: str) -> str:
        """Its type."""
        kind = C_KINDS[self.of(dtype)]
        if not self.sides:
            return kind
        return f"{kind} *" if self.written else f"const {kind} *"


PARTS = (
    Part("V", REAL, 2, written=True),
    Part("U", REAL, 2, written=True),
    Part("ids", "int32", 1),
    Part("offsets", "int64", 1),
    Part("first", "int64"),
    Part("last", "int64"),
    Part("keep", "float32", 1),
    Part("threshold", "uint32", 1),
    Part("alias", "int32", 1),
    Part("rate_first", "float32"),
    Part("rate_last", "float32"),
    Part("state", "uint64", 1, written=True),
)
NAMES = tuple(part.name for part in PARTS)


def prototype(dtype: str) -> str:
    """The declaration of a kernel in C; `words` says how many rows V and U have."""
    given = ", ".join(f"{part.in_c(dtype)} {part.name}" for part in PARTS)
    return f"int64_t kernel({given}, int64_t words);"
