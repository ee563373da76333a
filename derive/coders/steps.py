"""What a kernel does at a window, as text in the language of the walk that it becomes part of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """head     constants and functions, before the kernel
    begin    before the first window
    each     at a window: `centre`, and so many `inputs`, whose rows of V are x[0], x[1], ..., at the `rate`
    end      after the last one
    opening  at a `sentence`, of which `count` words were kept, before its first window
    """

    head: str
    begin: str
    each: str
    end: str = ""
    opening: str = ""
