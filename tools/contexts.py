"""Write what the built-in contexts take from the loss library, or say which of them are not current.

python tools/contexts.py            exit 1 and a difference where one is stale
python tools/contexts.py --write    put in what the library says now
"""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

from derive.declarations.borrowed import renewed

PLACE = Path(__file__).resolve().parent.parent / "derive" / "declarations" / "contexts"


def main(arguments: list[str]) -> int:
    """Compare or rewrite all contexts."""
    stale = 0
    for path in sorted(PLACE.glob("*.txt")):
        old = path.read_text(encoding="utf-8")
        new = renewed(old)
        if old == new:
            continue
        stale = 1
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), path.name, path.name))
        if "--write" in arguments:
            path.write_text(new, encoding="utf-8")
    return 0 if "--write" in arguments else stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
