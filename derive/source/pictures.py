r"""Formulas that a server draws: the LaTeX stands in the address of a picture, percent-encoded.

![x](https://latex.codecogs.com/svg.latex?x%5E2)        <img src="https://.../math?math=x%5E2&mode=inline">
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from derive.source.strips import Patch

_SERVERS = (  # what stands before the LaTeX, and whether it is the whole query; else it ends with its parameter
    (r"\w+\.codecogs\.com/(?:gif|png|svg|pdf|eq)(?:\.\w+)?\?", True),
    (r"render\.githubusercontent\.com/render/math\?math=", False),
    (r"(?:www\.)?zhihu\.com/equation\?tex=", False),
    (r"math\.jianshu\.com/math\?formula=", False),
    (r"chart\.(?:apis\.google|googleapis)\.com/chart\?cht=tx&(?:amp;)?chl=", False),
    (r"\w+\.wp\.com/latex\.php\?latex=", False),
)
DRAWN = r"https?://(?:" + "|".join(address for address, _ in _SERVERS) + ")"
_ADDRESS = re.compile("|".join(rf"(?P<{'whole' if whole else 'part'}{i}>{a})" for i, (a, whole) in enumerate(_SERVERS)))
_ENCODED = re.compile(
    r"""(?P<style>(?:\\|%5[Cc])(?:inline(?![A-Za-z])|dpi(?:\{|%7B)\d*(?:\}|%7D)|(?:bg|fn)_[a-z]+))
      | (?P<encoded>%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])++)
      | (?P<plus>&(?:amp;)?plus;) | \+ | &(?:amp;)?space;""",
    re.VERBOSE,
)


def drawn(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the LaTeX of a picture's address begins and ends; None if the address holds none."""
    match = _ADDRESS.search(text, start, end)
    if match is None:
        return None
    parameter = (match.lastgroup or "").startswith("part")
    amp = text.find("&", match.end(), end) if parameter else -1
    return match.end(), amp if amp >= 0 else end


def decoded(text: str, start: int, end: int) -> Iterator[Patch]:
    """What the encoded characters of an address stand for."""
    for match in _ENCODED.finditer(text, start, end):
        if match["encoded"]:
            yield *match.span(), unquote(match.group())
        else:
            yield *match.span(), "+" if match["plus"] else " "
