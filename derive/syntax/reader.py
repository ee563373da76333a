"""The public door of the reading wing: a document, a term, a chain.

    Source --read_document()--> Document        text --read_term()--> Node | Unread        text --read_chain()--> Chain

Nothing here raises on any text: what cannot be read is an Unread or a Fault with its place.
"""

from __future__ import annotations

from derive.source.around import Words
from derive.source.headers import read_header
from derive.source.islands import Island, find_islands
from derive.source.lifting import lift
from derive.source.macros import Budget, MacroError, Macros, collect, expand
from derive.source.marks import prose
from derive.source.mending import mend
from derive.source.notes import Edit, Fault
from derive.source.prose import (
    Headings,
    concludes,
    denotes,
    explains,
    goes_on,
    heads_a_case,
    introduces_condition,
    is_negated,
    is_of_the_rest,
    left_outside,
    lists,
    stands_alone,
    trails,
)
from derive.source.strips import Strip, strip_of
from derive.source.text import Source, Span
from derive.syntax.brackets import loosened, settle_bars
from derive.syntax.chains import Chain, Document, Relation, Unread
from derive.syntax.conditions import compares_positions
from derive.syntax.nodes import Node, Relations, Text
from derive.syntax.rows import Strand, split_commas, statements
from derive.syntax.telling import introduces, speaks_of
from derive.syntax.tokens import Token, tokenize
from derive.syntax.weave import Place, Thread, Weaver, read_tokens
from derive.syntax.words import capitals_alone, settle_words

MAX_FORMULA = 20_000
MAX_BLANKS = 20


def read_document(source: Source) -> Document:
    """Every chain of a document, in order, with its declarations, mends and faults."""
    return _Reading(source).run()


def read_chain(text: str, source: Source | None = None, offset: int = 0, alone: frozenset[str] = frozenset()) -> Chain:
    """The one chain that a formula without dollars says; `offset` is where it begins in its source."""
    tokens = _formula(text, source, offset, alone)
    if isinstance(tokens, Unread):
        return _alone(tokens)
    weaver = Weaver()
    weaver.formula(statements(tokens), Place(False, 0, 0), [], may_continue=False)
    chains = weaver.finish()
    if len(chains) == 1 and not weaver.faults:
        return chains[0]
    where = weaver.faults[0].span if weaver.faults else Span(offset, offset + len(text))
    return _alone(Unread(where, where, "one statement was expected", "write each statement by itself"))


def read_term(text: str, source: Source | None = None, offset: int = 0) -> Node | Unread:
    """The one term that a formula without dollars says."""
    tokens = _formula(text, source, offset)
    return tokens if isinstance(tokens, Unread) else read_tokens(tokens)


def split_statement(text: str, offset: int = 0) -> list[tuple[str, int]]:
    """The parts of a declaration between commas that stand in no bracket, each with where it begins."""
    tokens = _tokens(strip_of(text), collect(""), 0)
    if isinstance(tokens, Unread):
        return [(text, offset)]
    stretches = [(part[0].start, part[-1].end) for part in split_commas(tokens)]
    return [(text[start:end], offset + start) for start, end in stretches]


def _formula(
    text: str, source: Source | None, offset: int, alone: frozenset[str] = frozenset()
) -> list[Token] | Unread:
    """The tokens of a formula by itself, with the macros of the document it comes from."""
    macros = collect(source.text if source else "")
    return _too_long(text, offset) or _tokens(strip_of(text, offset), macros, offset, alone=alone)


def _alone(unread: Unread) -> Chain:
    return Chain((unread,), (), (), False, 0, 0)


def _too_long(text: str, offset: int) -> Unread | None:
    if len(text) <= MAX_FORMULA:
        return None
    whole = Span(offset, offset + len(text))
    return Unread(whole, Span(offset, offset + 1), f"a formula of more than {MAX_FORMULA} characters")


def _tokens(
    strip: Strip, macros: Macros, offset: int, budget: Budget | None = None, alone: frozenset[str] = frozenset()
) -> list[Token] | Unread:
    """The settled tokens of a mended formula, or why its macros cannot be expanded."""
    try:
        return settle_bars(loosened(settle_words(tokenize(expand(strip, macros, offset, budget)), alone)))
    except MacroError as error:
        return Unread(strip.span(0, len(strip.text)), error.span, str(error))


class _Reading:
    """One pass over the islands of a document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.prose = prose(source)
        self.edits: list[Edit] = []
        self.faults: list[Fault] = []
        self.macros = collect(source.text)
        self.budget = Budget()
        self.headings, self.words = Headings(""), Words("")
        self.weaver = Weaver()
        self.condition: tuple[int, int, list[Node]] | None = None  # an inline formula that may be one: start, end, what
        self.inline_end = -1
        self.told: tuple[int, int, int] | None = (
            None  # the formula before: its end, its threads, where they are told of
        )
        self.single: tuple[Span, Thread] | None = None  # the inline formula before, if it is one term
        self.alone: frozenset[str] = frozenset()  # capitals that stand by themselves
        self.last: tuple[int, int] | None = None  # end and section of the display before
        self.before: tuple[Span, bool, Thread] | None = None  # the formula before, if it is inline, its last chain

    def run(self) -> Document:
        header, faults, start = read_header(self.source)
        self.headings = Headings(self.prose, start)
        self.words = Words(" " * start + self.prose[start:])  # declarations are no sentences
        islands, unclosed = find_islands(self.source, start)
        self.faults += [*faults, *unclosed]
        self.alone = capitals_alone("\n".join(self.source.text[i.body.start : i.body.end] for i in islands))
        for block, island in enumerate(islands):
            self.island(block, island)
        chains = self.weaver.finish()
        every = sorted((*self.faults, *self.weaver.faults), key=lambda fault: fault.span.start)
        return Document(self.source, tuple(chains), tuple(header), tuple(self.edits), tuple(every))

    def island(self, block: int, island: Island) -> None:
        body = self.source.text[island.body.start : island.body.end]
        tokens = _too_long(body, island.body.start) or self.tokens(lift(self.source, island), island)
        if not (island.display or isinstance(tokens, Unread)):
            tokens = [*self.left_outside(island), *tokens]
        inline = not (island.display or stands_alone(self.prose, island.span.start, island.span.end))
        passing = inline and not concludes(self.prose, island.span.start)
        section, begins = self.headings.before(island.span.start), self.headings.last(island.span.start)
        place = Place(inline, section, block, passing, self.words.about(island.span.start, island.span.end, begins))
        if isinstance(tokens, Unread):
            self.faults.append(Fault(tokens.at, tokens.message))
            self.weaver.threads.append(Thread([tokens], [], [], place))
            return
        first = len(self.weaver.threads)
        self.formula(statements(tokens), place, island)
        self.tell(island, first)
        self.denote(island, self.weaver.threads[first:])

    def formula(self, strands: list[Strand], place: Place, island: Island) -> None:
        if place.inline:
            first = len(self.weaver.threads)
            said = self.conditions(island)
            positions = said if all(map(compares_positions, said)) else []  # of others the words are heard
            self.weaver.formula(strands, place, positions, self.adjoins(island))
            self.remember(island, self.weaver.threads[first:])
            self.trail(island)
        else:
            self.weaver.formula(strands, place, self.conditions(island), self.may_continue(island, place))
            self.last = (island.span.end, place.section)
        new = self.weaver.last.get(place.inline)
        if new is not None and is_of_the_rest(self.prose, island.span):
            new.conditions.append(Text(island.span, "otherwise"))
        self.before = (island.span, place.inline, new) if new is not None else None

    def trail(self, island: Island) -> None:
        """What a formula behind another says of positions is a condition of that one: `$a = b$ for $i \\ne j$`."""
        if self.before is None or self.condition is None or not all(map(compares_positions, self.condition[2])):
            return
        span, inline, thread = self.before
        if (holds := trails(self.prose, span, island.span, apart=not inline)) is not None:
            thread.conditions += self.condition[2] if holds else [Text(island.span, "not")]
            self.condition = None

    def tell(self, island: Island, first: int) -> None:
        """A name that a formula explains right behind the one it stands in is told of before it: `where $p = ...$`."""
        before, self.told = self.told, (island.span.end, first, first)
        new = self.weaver.threads[first:]
        if before is None or not new or not all(map(introduces, new)):
            return
        end, start, place = before
        if explains(self.prose, end, island.span.start):
            place = start
        elif place == start or not lists(self.prose, end, island.span.start):
            return
        if any(speaks_of(thread, other, self.source) for thread in new for other in self.weaver.threads[place:first]):
            return
        self.weaver.threads[first:] = []
        self.weaver.threads[place:place] = new
        self.told = (island.span.end, first, place + len(new))

    def left_outside(self, island: Island) -> list[Token]:
        """The left side of an equation whose right side alone is written as a formula."""
        start = left_outside(self.prose, island.span.start)
        text = self.source.text[start : island.span.start]
        return tokenize(strip_of(text, start)) if text.strip() else []

    def denote(self, island: Island, threads: list[Thread]) -> None:
        """A formula that the words name by another is what that name is: `denote $\\frac{...}{...}$ as $\\delta$`."""
        bare = len(threads) == 1 and len(threads[0].terms) == 1 and threads[0].place.inline
        before, self.single = self.single, (island.span, threads[0]) if bare else None
        if before is None or not bare:
            return
        (span, other), this = before, threads[0]
        if (named := denotes(self.prose, span, island.span)) is not None:
            name, value = (this, other) if named else (other, this)
            sign = Relation(":=", Span(span.end, island.span.start))
            self.weaver.threads.append(Thread([*name.terms, *value.terms], [sign], [], this.place))

    def adjoins(self, island: Island) -> bool:
        """Whether only blanks stand between this inline formula and the one before."""
        end, self.inline_end = self.inline_end, island.span.end
        near = end >= 0 and island.span.start - end < MAX_BLANKS
        return near and not self.prose[end : island.span.start].strip()

    def may_continue(self, island: Island, place: Place) -> bool:
        """Whether little stands between this display and one before in the same section."""
        if self.last is None or self.last[1] != place.section:
            return False
        return goes_on(self.prose, self.last[0], island.span.start)

    def tokens(self, strip: Strip, island: Island) -> list[Token] | Unread:
        mended, edits = mend(strip)
        self.edits += edits
        return _tokens(mended, self.macros, island.span.start, self.budget, self.alone)

    def remember(self, island: Island, threads: list[Thread]) -> None:
        """Keep an inline relation: it is a condition if `when` stands before it and a display follows."""
        found: list[Node] = []
        for thread in threads:
            terms = [term for term in thread.terms if not isinstance(term, Unread)]
            if len(terms) != len(thread.terms) or not thread.relations or thread.waiting is not None:
                self.condition = None
                return
            span = terms[0].span.to(terms[-1].span)
            signs = tuple(relation.sign for relation in thread.relations)
            found.append(Relations(span, tuple(terms), signs, tuple(relation.span for relation in thread.relations)))
        self.condition = (island.span.start, island.span.end, found) if found else None

    def conditions(self, island: Island) -> list[Node]:
        """What the sentence before a formula says must hold."""
        kept, self.condition = self.condition, None
        if kept is None:
            return []
        start, end, nodes = kept
        display = island.span.start
        is_case = heads_a_case(self.prose, start, end, display) and all(map(compares_positions, nodes))
        if not is_case and not introduces_condition(self.prose, start, end, display):
            return []
        return [Text(node.span, "not") for node in nodes] if is_negated(self.prose, start) else nodes
