"""derive: read a written gradient derivation, judge every `=`.

derive.check(source) -> Report        a document, text or path
"""

__version__ = "0.1.0"
