"""derive: read a written gradient derivation, judge every `=`.

derive.check(source) -> Report        a document: its text as str, its file as a path object, or a Source
derive.losses                         the losses that are known, and their gradients
derive.testing                        cases and true values for code of them
derive.derivation(loss) -> Derivation the steps to the gradients of a loss, or a whole assignment, in any format

`import derive` alone loads none of the rooms: names are resolved when first used.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.errors import UsageError

if TYPE_CHECKING:
    from derive.losses.loss import Loss
    from derive.opening.state import Explainer
    from derive.press.derivations import Derivation as Derivation
    from derive.source.text import Source as Source
    from derive.verdicts.verdict import Finding as Finding
    from derive.verdicts.verdict import Report as Report
    from derive.verdicts.verdict import Verdict as Verdict

__version__ = "0.1.0"
__all__ = ["Derivation", "Finding", "Report", "Source", "Verdict", "__version__", "check", "derivation"]

_HOMES = {
    "Derivation": "derive.press.derivations",
    "Finding": "derive.verdicts.verdict",
    "Report": "derive.verdicts.verdict",
    "Verdict": "derive.verdicts.verdict",
    "Source": "derive.source.text",
}
_SUFFIXES = (".md", ".tex", ".ipynb", ".html", ".txt", ".qmd")


def check(
    source: str | os.PathLike[str] | Source,
    *,
    context: str | None = None,
    layout: str | None = None,
    problem: str | os.PathLike[str] | None = None,
    explain: bool = False,
) -> Report:
    """Judge every relation sign of a document.

    source    a str is the text itself; a path object is a file to read; a Source is taken as it is
    context   a built-in set of declarations, such as 'word2vec'
    layout    the convention for gradients, such as 'shape'
    problem   a TOML file with declarations shared by many documents
    explain   whether the findings say by which steps they were proved

    Raises UsageError for what cannot be read or is not known. Rooms are imported here so that `import derive` is cheap.
    """
    from derive.judge.check import Options, check_source
    from derive.source.load import load
    from derive.source.text import Source

    if isinstance(source, str):
        if source.endswith(_SUFFIXES) and not any(char.isspace() for char in source):
            raise UsageError(f"{source!r} is a str, which is the text of a document; for a file, pass Path({source!r})")
        source = Source("<text>", source)
    elif not isinstance(source, Source):
        source = load(source)
    problem = Path(problem) if problem else None
    return check_source(source, Options(context, layout, problem, _explainer() if explain else None))


def derivation(loss: str | Loss, wrt: str = "all", *, route: str = "graph", **manner: Any) -> Derivation:
    """The derivation of the gradients of a loss.

    loss     a loss, or the name of one or of an assignment: 'naive-softmax', 'cs224n-a2'
    wrt      by what: 'v_c', 'U', a row 'u_w' of it, or 'all'
    route    'graph', quantity by quantity, or 'direct'
    manner   the choices of derive.losses.Manner: words='columns', font='plain', names={'U': 'W'}

    Raises UsageError for what is not known or does not apply.
    """
    from derive.losses.manner import Manner
    from derive.press.derivations import Derivation
    from derive.write.documents import text_of

    return Derivation(text_of(loss, wrt, route, Manner(**manner)))


def _explainer() -> Explainer:
    from derive.judge.explanations import explain

    return explain


def __getattr__(name: str) -> Any:
    if name in ("losses", "testing"):
        return importlib.import_module(f"derive.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
