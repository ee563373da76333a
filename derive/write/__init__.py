"""The scribe: derivations with a reason beside every line, which `derive check` accepts.

Reading order: pages (what is shown), displays (how one gradient is typeset), documents (Markdown, TeX).
"""

from derive.write.documents import document

__all__ = ["document"]
