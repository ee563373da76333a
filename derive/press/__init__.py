"""The press: a derivation as Markdown, TeX, a page of HTML, or PDF.

It reads nothing but a Text, as `report` reads nothing but a Report.

Reading order = import order:

    boxes       how wide a formula is, and of what it is made
    breaking    a formula over several lines
    markdown    with the declarations under which it can be checked
    tex         complete files, and fragments for a paper
    webpages    one page of HTML, formulas as MathML
    engines     PDF, by the TeX engine that is installed
    forms       the formats by name and by the ending of a file
    files       written whole or not at all
    derivations what a program gets
"""

from derive.press.derivations import Derivation
from derive.press.files import save
from derive.press.forms import FORMS, document, form_of

__all__ = ["FORMS", "Derivation", "document", "form_of", "save"]
