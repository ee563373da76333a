"""Markdown with its declarations in front, which `derive check` reads."""

from __future__ import annotations

from derive.write.texts import Section, Text, Typeset


def markdown(text: Text) -> str:
    """The whole document."""
    lets = "".join(f"    - {statement}\n" for statement in text.declared)
    return f"---\nderive:\n  context: none\n  layout: {text.layout}\n  let:\n{lets}---\n\n{body(text)}"


def body(text: Text) -> str:
    """What a reader sees."""
    symbols = "".join(f"* ${name}$: {words}\n" for name, words in text.symbols)
    sections = "".join(map(_section, text.sections))
    return f"# {text.title}\n\n{' '.join(text.conventions)}\n\n{symbols}{sections}"


def _section(section: Section) -> str:
    heading = f"\n## {section.heading}\n" if section.heading else ""
    return heading + "".join(f"\n{_part(part)}\n" for part in section.parts)


def _part(part: Typeset | str) -> str:
    return part if isinstance(part, str) else f"$$\n{aligned(part)}\n$$"


def aligned(typeset: Typeset) -> str:
    """The lines of a display, one below the other, the reasons on the right."""
    rows = [
        f"&{line.sign} {line.right} && \\text{{{line.reason}}}" if line.reason else f"&{line.sign} {line.right}"
        for line in typeset.lines
    ]
    body = " \\\\\n".join(rows)
    return f"\\begin{{aligned}}\n{typeset.left} {body}\n\\end{{aligned}}"
