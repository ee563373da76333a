"""Law: nothing of a formula is dropped.

What is read changes with every token of it, and no token lies outside what was read.
"""

from __future__ import annotations

from random import Random

from derive.source.headers import read_header
from derive.source.islands import find_islands
from derive.source.lifting import lift
from derive.source.macros import MacroError, collect, expand
from derive.source.mending import mend
from derive.source.strips import strip_of
from derive.source.text import Source
from derive.syntax.chains import Unread
from derive.syntax.reader import read_document, read_term
from derive.syntax.spellings import CONDITION_WORDS, Kind, kinds
from derive.syntax.tokens import Token, tokenize
from derive.syntax.words import settle_words
from tests.laws.soup import TOKENS
from tests.laws.trees import shape, sources, terms

A_TERM = 4  # tokens of each term that are changed
SOUP = 8_000  # formulas that nobody would write; one in thirty can be read

OTHERS: dict[Kind, tuple[str, str]] = {  # what a token is exchanged for, and what instead if it is that itself
    Kind.LETTER: ("z", "q"),
    Kind.WORD: ("gloss", "cost"),
    Kind.NAME: (r"\varrho ", r"\xi "),
    Kind.NUMBER: ("77", "78"),
    Kind.TEXT: (r"\text{zebra}", r"\text{lion}"),
    Kind.BLACKBOARD: (r"\mathbb{Q}", r"\mathbb{F}"),
    Kind.FUNCTION: (r"\tanh ", r"\sinh "),
    Kind.BIG: (r"\bigoplus ", r"\coprod "),
    Kind.ACCENT: (r"\breve ", r"\check "),
    Kind.FRACTION: (r"\binom ", r"\binom "),
    Kind.ROOT: (r"\hat ", r"\hat "),
    Kind.PARTIAL: ("z", "z"),
    Kind.NABLA: ("z", "z"),
    Kind.DOTS: ("z", "z"),
    Kind.PLUS: ("+", "-"),
    Kind.TIMES: (r"\times ", r"\otimes "),
    Kind.RELATION: (r"\subset ", r"\supset "),
    Kind.SUB: ("^", "^"),
    Kind.SUP: ("_", "_"),
    Kind.PRIME: ("'''", "''"),
}
LAYOUT = kinds("CELL SUBSTACK")
CONTENT = frozenset(OTHERS) - kinds("TEXT SUP")
_FIRST = kinds("BEGIN ROW CELL")
_LAST = kinds("END ROW CELL")


def read(text: str) -> object:
    """The shape of the term, None for what is not read."""
    node = read_term(text)
    return None if isinstance(node, Unread) else shape(node)


def says_nothing(tokens: list[Token], at: int) -> bool:
    """What may be left out: layout, lines drawn in matrices, `if` and commas in cases, the ^ of x^\\prime and x^{}."""
    token, after = tokens[at], [*tokens[at + 1 : at + 3], tokens[-1]]
    if token.kind in LAYOUT:
        return True
    if any(t.kind is Kind.BEGIN and "cases" in t.text for t in tokens):
        words = token.text.lower().replace(",", " ").split()
        if token.kind is Kind.COMMA or (token.kind is Kind.TEXT and set(words) <= CONDITION_WORDS):
            return True
    if token.kind is Kind.PLUS and at > 0:
        return tokens[at - 1].kind in _FIRST and after[0].kind in _LAST
    if token.kind is Kind.SUP:
        empty = (after[0].kind, after[1].kind) == (Kind.BRACE, Kind.UNBRACE)
        return empty or after[0].text in ("\\prime", "T", "\\top")  # ^{(t)^T} is ^{(t)T}
    if token.kind is not Kind.FONT:
        return False
    return any(t.kind is Kind.FONT for t in after) or inside(tokens, at)  # \mathbf{\mathbf{x}}, \mathbf{y \mathbf{x}}


def inside(tokens: list[Token], at: int) -> bool:
    """Whether the token stands in braces that a token like it has before them."""
    depth = 0
    for back in range(at - 1, 0, -1):
        depth += (tokens[back].kind is Kind.UNBRACE) - (tokens[back].kind is Kind.BRACE)
        if depth < 0:
            if (tokens[back - 1].kind, tokens[back - 1].text) == (tokens[at].kind, tokens[at].text):
                return True
            depth = 0
    return False


def changed(text: str, token: Token, new: str) -> str:
    return text[: token.start] + new + text[token.end :]


def exchanged(text: str, token: Token) -> str | None:
    """The formula with another token in its place."""
    if token.kind not in OTHERS:
        return None
    first, second = OTHERS[token.kind]
    same = [(t.kind, t.text) for t in tokenize(strip_of(first))] == [(token.kind, token.text)]
    return changed(text, token, second if same else first)


def test_every_token_matters() -> None:
    unseen: list[str] = []
    counted = 0
    for number, (text, node) in enumerate(terms()):
        if read(text) != shape(node):
            continue  # written with the document's own commands
        tokens = tokenize(strip_of(text))
        places = Random(number).sample(range(len(tokens)), min(A_TERM, len(tokens)))
        for at in places:
            counted += 1
            without, other = changed(text, tokens[at], " "), exchanged(text, tokens[at])
            if read(without) == shape(node) and not says_nothing(tokens, at):
                unseen.append(f"{tokens[at].text!r} may be left out of {text}")
            if other is not None and read(other) == shape(node):
                unseen.append(f"{tokens[at].text!r} may be another in {text}")
    assert not unseen
    assert counted > 2 * len(terms())


def test_every_token_of_soup_matters() -> None:
    unseen: list[str] = []
    counted = 0
    words = [word for word in TOKENS if "brace" not in word and "array" not in word]  # remarks, columns
    for number in range(SOUP):
        rng = Random(f"token {number}")
        text = " ".join(rng.choice(words) for _ in range(rng.randint(2, 7)))
        node = read(text)
        tokens = tokenize(strip_of(text)) if node is not None else []
        for at in (at for at, token in enumerate(tokens) if token.kind in CONTENT and not says_nothing(tokens, at)):
            counted += 1
            if node in (read(changed(text, tokens[at], " ")), read(exchanged(text, tokens[at]) or "")):
                unseen.append(f"{tokens[at].text!r} in {text!r}")
    assert not unseen
    assert counted > SOUP // 50


# whole documents

NO_CONTENT = kinds("COMMA STOP SEMICOLON QUAD CELL ROW REMARK TEXT ARROW BEGIN END DOTS WRAP BRACE UNBRACE")


def formulas(source: Source) -> list[list[Token]]:
    """The tokens of every formula of a document."""
    _, _, start = read_header(source)
    macros = collect(source.text)
    found: list[list[Token]] = []
    for island in find_islands(source, start)[0]:
        strip, _ = mend(lift(source, island))
        try:
            found.append(settle_words(tokenize(expand(strip, macros, island.body.start))))
        except MacroError:
            continue
    return found


def outside(source: Source) -> list[str]:
    """The tokens with content that belong to no term, sign, condition or fault."""
    document = read_document(source)
    seen = bytearray(len(source.text))
    spans = [part.span for chain in document.chains for part in (*chain.terms, *chain.relations, *chain.conditions)]
    for span in [*spans, *(fault.span for fault in document.faults)]:
        seen[span.start : span.end] = b"\1" * (span.end - span.start)
    lost: list[str] = []
    for tokens in formulas(source):
        for at, token in enumerate(tokens):
            if token.kind in NO_CONTENT or all(seen[token.start : token.end]) or is_talk(tokens, at):
                continue
            lost.append(f"{source.path}: {token.text!r} of {source.text[tokens[0].start : tokens[-1].end]}")
    return lost


def is_talk(tokens: list[Token], at: int) -> bool:
    r"""What is said about the formula, or about no formula.

    Brackets round a condition, an equation's number, = \dots, a heading's colon; a lone sign, a lone [i = j].
    """
    kind = tokens[at].kind
    around = tokens[max(0, at - 1) : at] + tokens[at + 1 : at + 2]
    if kind in (Kind.OPEN, Kind.CLOSE):
        return True  # what stands in them is looked at by itself
    if kind is Kind.NUMBER:
        return [t.kind for t in around] == [Kind.OPEN, Kind.CLOSE] and tokens[at + 1] is tokens[-1]
    if kind is Kind.RELATION and (tokens[at].text == ":" or any(t.kind is Kind.DOTS for t in around)):
        return True
    return len(tokens) == 1 or (tokens[0].text == "[" and tokens[-1].text == "]" and len(tokens) == 5)


def test_no_token_lies_outside_what_was_read() -> None:
    assert not [words for source in sources() for words in outside(source)]
