"""Character references of HTML: &lt; &#x2212; &nbsp; and the characters they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from derive.source.strips import Patch

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));")


def references(text: str, start: int, end: int) -> Iterator[Patch]:
    """Each reference of a stretch and what it stands for; one that is not known stays as it is."""
    for match in _REFERENCE.finditer(text, start, end):
        if match["name"] is None or f"{match['name']};" in html5:
            yield *match.span(), unescape(match.group())
