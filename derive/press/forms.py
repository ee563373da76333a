"""The formats, by name and by the ending of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from derive.errors import UsageError
from derive.press.engines import printed
from derive.press.markdown import markdown
from derive.press.tex import fragment, tex
from derive.press.webpages import webpage
from derive.write.texts import Text


@dataclass(frozen=True)
class Form:
    """How a text is made, and the endings of files that hold it."""

    make: Callable[[Text], str | bytes]
    endings: tuple[str, ...] = ()


def _pdf(text: Text) -> bytes:
    return printed(tex(text))


FORMS: Mapping[str, Form] = {
    "markdown": Form(markdown, (".md", ".markdown")),
    "fragment": Form(fragment),
    "tex": Form(tex, (".tex", ".ltx")),
    "html": Form(webpage, (".html", ".htm")),
    "pdf": Form(_pdf, (".pdf",)),
}
USUAL = "markdown"
BINARY = frozenset({"pdf"})


def document(text: Text, form: str = USUAL) -> str:
    """The text in a format that is text."""
    made = made_in(text, form)
    if isinstance(made, bytes):
        raise UsageError(f"{form} is no text: save it in a file")
    return made


def made_in(text: Text, form: str) -> str | bytes:
    """The text in a format."""
    return _known(form).make(text)


def _known(form: str) -> Form:
    if form not in FORMS:
        near = get_close_matches(form, FORMS, 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"the format is {form!r}, but should be one of {', '.join(FORMS)}{hint}")
    return FORMS[form]


def form_of(asked: str | None, path: Path | None) -> str:
    """The format that is asked for, or that the ending of the file means; the two may not disagree."""
    ending = path.suffix.lower() if path else ""
    meant = next((name for name, form in FORMS.items() if ending in form.endings), None)
    if asked is None:
        if ending and meant is None:
            endings = " ".join(form.endings[0] for form in FORMS.values() if form.endings)
            raise UsageError(f"{path}: no format ends in {ending}, only {endings}; say which with --format")
        return meant or USUAL
    _known(asked)
    fits = meant in (None, asked) or (asked == "fragment" and meant == "tex")
    if not fits:
        raise UsageError(f"{path}: the ending means {meant}, but the format is {asked}")
    if asked in BINARY and path is None:
        raise UsageError(f"{asked} is no text: say where to with -o FILE")
    return asked
