r"""The surface tree as LaTeX: what `reader.read_term` reads, written back.

Law: the text of a tree that was read is read as the same tree, spans aside.

    Product(x, Binary(a + b))    x {a + b}        braces are no node, so whatever is no atom stands in them
    Scripted(x, sub=i)           x_{{i}}          the second pair keeps a script from being taken for a label
"""

from __future__ import annotations

from derive.syntax.cursor import name_in
from derive.syntax.nodes import (
    Accent,
    Big,
    Binary,
    Case,
    Cases,
    Derivative,
    Differential,
    Dots,
    Fraction,
    Function,
    Group,
    Label,
    Matrix,
    Name,
    Node,
    Numeral,
    Product,
    Relations,
    Root,
    Scripted,
    Sequence,
    Signed,
    Text,
)
from derive.syntax.spellings import BIG_LETTERS, KNOWN_FUNCTIONS, RELATIONS, SIGNS, SUM_SIGNS, WORD_FONTS, WORDS, Kind

_LONE = frozenset({"\\cdot", "\\circ", "\\otimes", "\\times", "*", "/", "+", "-", "."})  # signs that stand for names
_LONE |= {f"\\{word}" for word in SUM_SIGNS.split()}
_COMMANDS = frozenset(WORDS[Kind.FUNCTION].split())
_FONTS = {"bf": "mathbf", "bb": "mathbb", "cal": "mathcal", "rm": "mathrm", "sf": "mathsf", "it": "mathit"}
_FONTS |= {"tt": "mathtt"}
_OVER = {"=!": r"\stackrel{!}{=}", "=?": r"\stackrel{?}{=}"}
_RELATIONS = {meant: rf"\{word}" for word, meant in reversed(RELATIONS.items())}
_RELATIONS |= {sign: sign for sign, (kind, meant) in SIGNS.items() if kind is Kind.RELATION and sign == meant} | _OVER
_NOTHING = "{{}}"
_LINE = r"\text{---}"


def printed(node: Node) -> str:
    """The node as a whole term; a chain, which is no term, stands in braces."""
    return _braced(node) if isinstance(node, Relations) else _whole(node)


def _whole(node: Node) -> str:
    """The node by itself."""
    match node:
        case Signed(_, sign, body):
            return f"{sign} {_atom(body)}"
        case Binary():
            return _sum(node)
        case Product(_, factors):
            return _product(factors)
        case Fraction(_, Differential() as top, bottom):
            return f"{_atom(top)} / {_atom(bottom)}"
        case Big(_, operator, sub, sup, body):
            return rf"\{operator}{_scripts(sub, sup)} {_atom(body)}"
        case Function():
            return _function(node)
        case Differential(_, body, order):
            return rf"\partial{_scripts(None, order)}{f' {_atom(body)}' if body else ''}"
        case Derivative():
            return _derivative(node)
        case Relations(_, terms, signs):
            pairs = zip(signs, terms[1:], strict=True)
            return _atom(terms[0]) + "".join(f" {_relation(sign)} {_atom(term)}" for sign, term in pairs)
        case Sequence(_, items):
            return ", ".join(map(_atom, items)) if items else _NOTHING
    return _bare(node)


def _atom(node: Node) -> str:
    """The node so that nothing beside it becomes part of it."""
    text = _bare(node)
    return text if text else f"{{{_whole(node)}}}"


def _bare(node: Node) -> str:
    """What needs no braces, '' for all else."""
    match node:
        case Numeral(_, text):
            return text
        case Name():
            return _name(node.text, node.font)
        case Label(_, "+" | "-" as sign):
            return sign
        case Label(_, text) | Text(_, text):
            return rf"\text{{{text}}}"
        case Accent(_, accent, body):
            return rf"\{accent}{{{_whole(body)}}}"
        case Scripted():
            return _scripted(node)
        case Group():
            return _group(node)
        case Fraction(_, top, bottom) if not isinstance(top, Differential):
            return rf"\frac{{{_braced(top)}}}{{{_whole(bottom)}}}"
        case Root(_, body):
            return rf"\sqrt{{{_whole(body)}}}"
        case Cases(_, rows):
            return rf"\left\{{ \begin{{array}}{{ll}} {' '.join(map(_case, rows))} \end{{array}} \right."
        case Matrix(_, rows):
            cells = "".join(f"{' & '.join(map(_cell, row))} \\\\ " for row in rows)
            return rf"\left[ \begin{{matrix}} {cells}\end{{matrix}} \right]"
        case Dots():
            return r"\dots"
    return ""


def _braced(node: Node) -> str:
    return f"{{{_whole(node)}}}"


# names, scripts


def _name(text: str, font: str) -> str:
    """A name in its font; a mark of its own, as in x^*, stands behind braces."""
    for mark, shown in (("'", "'"), ("^*", "^{*}")):
        if text.endswith(mark) and text != mark:
            return f"{{{{{_name(text.removesuffix(mark), font)}}}{shown}}}"
    if text == ":":
        text = r"{\cdot}"
    elif text in ("\\nabla", "\\prime"):
        text = f"{{{text}}}"
    text = text.replace("_", r"\_")
    if not font:
        return text
    if font == "rm" and name_in(text) and text not in KNOWN_FUNCTIONS:
        return rf"\text{{{text}}}"
    if font in WORD_FONTS and len(text) > 1 and text[0].isalpha():
        return rf"{{\{font} {text}}}"
    command = "boldsymbol" if font == "bf" and text.startswith("\\") else _FONTS[font]
    return rf"\{command}{{{text}}}"


def _script(node: Node) -> str:
    if _is_lone(node):
        return f"{{{_whole(node)}}}"
    return f"{{{_whole(node)}}}" if isinstance(node, Label | Numeral) else f"{{{_braced(node)}}}"


def _is_lone(node: Node) -> bool:
    return isinstance(node, Name) and node.text in _LONE and not node.font


def _scripts(sub: Node | None, sup: Node | None, primes: int = 0) -> str:
    below = f"_{_script(sub)}" if sub is not None else ""
    return below + "'" * primes + (f"^{_script(sup)}" if sup is not None else "")


def _scripted(node: Scripted) -> str:
    base = _braced(node.base) if isinstance(node.base, Scripted) else _atom(node.base)
    text = f"{base}{_scripts(node.sub, node.sup, node.primes)}"
    return f"{{{text}}}" if isinstance(node.base, Name) and node.base.text in BIG_LETTERS else text


# sums, products, relations


def _sum(node: Binary) -> str:
    """A sum nests to the left without braces, however long it is."""
    summands: list[str] = []
    left: Node = node
    while isinstance(left, Binary):
        summands.append(f"{left.operator} {_summand(left.right)}")
        left = left.left
    return " ".join([_summand(left), *reversed(summands)])


def _summand(node: Node) -> str:
    return _whole(node) if isinstance(node, Product) else _atom(node)


def _product(factors: tuple[tuple[str, Node], ...]) -> str:
    shown = [(sign if sign in ("", "*", "/") else f"\\{sign}", _atom(factor)) for sign, factor in factors]
    return " ".join(f"{sign} {factor}" if sign else factor for sign, factor in shown)


def _relation(sign: str) -> str:
    return _RELATIONS[sign] if sign in _RELATIONS else rf"\not{_relation(sign.removeprefix('!'))}"


# brackets


def _group(node: Group) -> str:
    shown = ""
    for place, item in enumerate(node.items):
        shown += " \\mid " if place == node.given else ", " if place else ""
        shown += _atom(item)
    shown += " \\mid " if node.given == len(node.items) else ""
    return rf"\left{node.open} {shown} \right{node.close}"


def _case(case: Case) -> str:
    conditions = case.condition.items if isinstance(case.condition, Sequence) else (case.condition,)
    shown = ", ".join(_condition(condition) for condition in conditions if condition is not None)
    return rf"{_braced(case.value)} & {shown} \\"


def _condition(node: Node) -> str:
    return _bare(node) if isinstance(node, Text) else _braced(node)


def _cell(node: Node) -> str:
    if isinstance(node, Sequence) and not node.items:
        return ""
    return _LINE if isinstance(node, Text) else _braced(node)


# operators


def _function(node: Function) -> str:
    name = rf"\{node.name}" if node.name in _COMMANDS else rf"\operatorname{{{node.name}}}"
    argument = f" {_braced(node.argument)}" if node.argument is not None else ""
    return name + _scripts(node.sub, node.sup, node.primes) + argument


def _derivative(node: Derivative) -> str:
    body = f" {_braced(node.body)}" if node.body is not None else ""
    if node.style == "nabla":
        return _nabla(node.by) + body
    above, below = "^+" if node.immediate else "", ""
    match node.by:
        case Product(_, factors) if all(isinstance(factor, Differential) for _, factor in factors):
            above = f"^{len(factors)}"
            below = " ".join(_atom(factor) for _, factor in factors)
        case by:
            below = rf"\partial {_braced(by)}"
    if node.style == "operator":
        return rf"\frac{{\partial{above}}}{{{below}}}{body}"
    return rf"\frac{{\partial{above}{body}}}{{{below}}}"


def _nabla(by: Node) -> str:
    match by:
        case Product(_, ((_, Differential(_, Node() as one, None)), (_, Differential(_, Node() as two, None)))) if (
            _whole(one) == _whole(two)
        ):
            return rf"\nabla^2{_by(one)}"
    return rf"\nabla{_by(by)}"


def _by(node: Node) -> str:
    return "_{}" if isinstance(node, Sequence) and not node.items else f"_{_script(node)}"
