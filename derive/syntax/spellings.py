r"""Every spelling the reader knows, as tables: command or character -> kind of token and its plain name.

A new command is a new word in one of these tables; nothing else needs to change.
"""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """What a token is to the grammar."""

    NUMBER = auto()
    LETTER = auto()
    WORD = auto()  # letters written together; settled into names, functions and letters before parsing
    NAME = auto()  # \theta
    TEXT = auto()  # \text{...}, or characters of another script
    LABEL = auto()  # a script that is a word
    FUNCTION = auto()
    BIG = auto()
    FRACTION = auto()
    ROOT = auto()
    BINOMIAL = auto()
    PARTIAL = auto()
    NABLA = auto()
    ACCENT = auto()
    FONT = auto()  # \mathbf{x}
    SWITCH = auto()  # {\bf x}
    BRACED = auto()  # \underbrace: its scripts are remarks
    WRAP = auto()  # \boxed: changes nothing
    SUBSTACK = auto()
    DOTS = auto()
    PLUS = auto()
    TIMES = auto()
    RELATION = auto()
    SUB = auto()
    SUP = auto()
    PRIME = auto()
    OPEN = auto()
    CLOSE = auto()
    BRACE = auto()
    UNBRACE = auto()
    LEFT = auto()
    RIGHT = auto()
    BEGIN = auto()
    END = auto()
    BAR = auto()  # settled into OPEN, CLOSE or GIVEN
    GIVEN = auto()
    COMMA = auto()
    SEMICOLON = auto()
    STOP = auto()
    QUAD = auto()
    ARROW = auto()  # \Rightarrow: the end of one statement
    ROW = auto()
    CELL = auto()
    REMARK = auto()  # \tag, \label
    UNKNOWN = auto()
    FINISH = auto()


GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
SYMBOLS = "ell hbar imath jmath infty emptyset varnothing Re Im aleph top bot intercal dagger prime partialsign"
FUNCTIONS = (
    "exp log ln sin cos tan cot sinh cosh tanh arcsin arccos arctan max min sup inf lim det dim arg argmax argmin deg "
    "softmax Softmax sigmoid relu ReLU logsumexp logsigmoid onehot diag tr Tr trace rank sign sgn erf Pr logit vec cov "
    "Var Cov KL gcd ker hom"
)
COMMAND_FUNCTIONS = "exp log ln lg sin cos tan cot sinh cosh tanh arcsin arccos arctan max min sup inf lim det dim arg argmax argmin deg Pr gcd ker hom"  # fmt: skip
BIGS = "sum prod int bigcup bigcap bigoplus bigotimes coprod"
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde", "vec": "vec",
    "overrightarrow": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "underline": "underline",
    "mathring": "mathring", "acute": "acute", "grave": "grave",
}  # fmt: skip
FONTS = {
    "mathbf": "bf", "boldsymbol": "bf", "bm": "bf", "pmb": "bf", "symbf": "bf", "bold": "bf", "mathbb": "bb", "mathds": "bb",
    "mathcal": "cal", "mathscr": "cal", "mathfrak": "cal", "mathrm": "rm", "mathsf": "sf", "mathit": "it", "mathtt": "tt",
    "mathnormal": "",
}  # fmt: skip
WORD_FONTS = {"rm", "sf", "it", "tt", ""}  # in these, letters together are one word
SWITCHES = {"bf": "bf", "bfseries": "bf", "boldmath": "bf", "rm": "rm", "it": "it", "sf": "sf", "tt": "tt", "cal": "cal", "em": "it"}  # fmt: skip
SWITCHES_OF_SIZE = "displaystyle textstyle scriptstyle scriptscriptstyle small large tiny normalsize footnotesize scriptsize"  # fmt: skip
PLUS_SIGNS = "pm mp cup cap setminus land lor wedge vee oplus ominus"
TIMES_SIGNS = {
    "cdot": "cdot", "times": "times", "otimes": "otimes", "odot": "odot", "circ": "odot", "ast": "*", "star": "*",
    "div": "/", "bullet": "cdot",
}  # fmt: skip
RELATIONS = {
    "leq": "<=", "le": "<=", "leqslant": "<=", "geq": ">=", "ge": ">=", "geqslant": ">=", "lt": "<", "gt": ">",
    "neq": "!=", "ne": "!=", "in": "in", "notin": "!in", "ni": "ni", "approx": "~", "sim": "sim", "simeq": "~", "cong": "~",
    "propto": "propto", "equiv": "==", "triangleq": ":=", "coloneqq": ":=", "coloneq": ":=", "eqqcolon": "=:",
    "doteq": ":=", "to": "->", "rightarrow": "->", "longrightarrow": "->", "xrightarrow": "->", "mapsto": "|->",
    "longmapsto": "|->", "gets": "<-", "leftarrow": "<-", "subset": "subset", "subseteq": "subset", "supset": "supset",
    "supseteq": "supset", "ll": "<<", "gg": ">>", "perp": "perp", "colon": ":", "prec": "<", "succ": ">",
}  # fmt: skip
ARROWS = "Rightarrow Longrightarrow implies iff Leftrightarrow Longleftrightarrow Leftarrow impliedby therefore because"
DOTS = "dots cdots ldots dotsc dotsb dotsm dotso vdots ddots"
SPACES = (
    "thinspace medspace thickspace negthinspace enspace limits nolimits big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl "
    "Biggr bigm Bigm nonumber notag allowbreak relax centering noindent mathstrut strut null protect hline mathop mathbin "
    "mathrel mathord mathopen mathclose break nobreak begingroup endgroup bgroup egroup"
)
QUADS = "quad qquad hfill hfil eqno leqno newline@"
SKIPPED_WITH_ARGUMENT = {"hspace": Kind.QUAD, "vspace": None, "hphantom": None, "vphantom": None, "phantom": None, "color": Kind.WRAP, "textcolor": Kind.WRAP, "colorbox": Kind.WRAP, "unicode": None, "raisebox": None}  # fmt: skip
WRAPS = "boxed fbox ensuremath cancel bcancel xcancel mathchoice@ smash"
TEXTS = (
    "text textrm textit textbf textsf texttt textnormal textup textsc textmd mbox hbox emph intertext shortintertext"
)
REMARKS = "tag tag* label ref eqref cite footnote"
OPENERS = {"langle": "\\langle", "lfloor": "\\lfloor", "lceil": "\\lceil", "lvert": "|", "lVert": "\\|", "lbrace": "\\{", "lbrack": "["}  # fmt: skip
CLOSERS = {"rangle": "\\rangle", "rfloor": "\\rfloor", "rceil": "\\rceil", "rvert": "|", "rVert": "\\|", "rbrace": "\\}", "rbrack": "]"}  # fmt: skip
PARTNERS = {
    "(": ")", "[": "]", "\\{": "\\}", "|": "|", "\\|": "\\|", "\\langle": "\\rangle", "\\lfloor": "\\rfloor",
    "\\lceil": "\\rceil",
}  # fmt: skip


def _commands() -> dict[str, tuple[Kind, str]]:
    table: dict[str, tuple[Kind, str]] = {}
    for words, kind in (
        (SPACES + " " + SWITCHES_OF_SIZE, None), (QUADS, Kind.QUAD), (WRAPS, Kind.WRAP), (COMMAND_FUNCTIONS, Kind.FUNCTION),
        (BIGS, Kind.BIG), (ARROWS, Kind.ARROW), (DOTS, Kind.DOTS), ("frac dfrac tfrac cfrac nicefrac sfrac", Kind.FRACTION),
        ("binom dbinom tbinom", Kind.BINOMIAL), ("underbrace overbrace", Kind.BRACED), ("sqrt", Kind.ROOT),
        ("partial", Kind.PARTIAL), ("nabla", Kind.NABLA), ("mid", Kind.GIVEN), ("substack", Kind.SUBSTACK),
        ("newline cr", Kind.ROW), ("vert", Kind.BAR),
    ):  # fmt: skip
        if kind is not None:
            table.update((word, (kind, word)) for word in words.split())
    table["vert"] = (Kind.BAR, "|")
    table["Vert"] = (Kind.BAR, "\\|")
    table.update((word, (Kind.NAME, "\\" + word)) for word in (GREEK + " " + SYMBOLS).split())
    table.update((word, (Kind.PLUS, "\\" + word)) for word in PLUS_SIGNS.split())
    for rows, kind in (
        (ACCENTS, Kind.ACCENT), (FONTS, Kind.FONT), (SWITCHES, Kind.SWITCH), (TIMES_SIGNS, Kind.TIMES),
        (RELATIONS, Kind.RELATION), (OPENERS, Kind.OPEN), (CLOSERS, Kind.CLOSE),
    ):  # fmt: skip
        table.update((word, (kind, meant)) for word, meant in rows.items())
    return table


COMMANDS = _commands()
IGNORED = frozenset((SPACES + " " + SWITCHES_OF_SIZE).split())
TEXT_COMMANDS = frozenset(TEXTS.split())
REMARK_COMMANDS = frozenset(REMARKS.split())
SIGNS = {
    "+": (Kind.PLUS, "+"), "-": (Kind.PLUS, "-"), "*": (Kind.TIMES, "*"), "/": (Kind.TIMES, "/"), "=": (Kind.RELATION, "="),
    "<": (Kind.RELATION, "<"), ">": (Kind.RELATION, ">"), ":": (Kind.RELATION, ":"), ":=": (Kind.RELATION, ":="),
    "::=": (Kind.RELATION, ":="), "=:": (Kind.RELATION, "=:"), "==": (Kind.RELATION, "="), "<=": (Kind.RELATION, "<="),
    ">=": (Kind.RELATION, ">="), "!=": (Kind.RELATION, "!="), "->": (Kind.RELATION, "->"), "=>": (Kind.ARROW, "=>"),
    "(": (Kind.OPEN, "("), "[": (Kind.OPEN, "["), ")": (Kind.CLOSE, ")"), "]": (Kind.CLOSE, "]"), "{": (Kind.BRACE, "{"),
    "}": (Kind.UNBRACE, "}"), "|": (Kind.BAR, "|"), "||": (Kind.BAR, "\\|"), "_": (Kind.SUB, "_"), "^": (Kind.SUP, "^"),
    "&": (Kind.CELL, "&"), ",": (Kind.COMMA, ","), ";": (Kind.SEMICOLON, ";"), ".": (Kind.STOP, "."),
    "\\{": (Kind.OPEN, "\\{"), "\\}": (Kind.CLOSE, "\\}"), "\\|": (Kind.BAR, "\\|"),
}  # fmt: skip

UNICODE = {
    "θ": "\\theta ", "ϑ": "\\vartheta ", "σ": "\\sigma ", "δ": "\\delta ", "α": "\\alpha ", "β": "\\beta ", "γ": "\\gamma ",
    "η": "\\eta ", "λ": "\\lambda ", "μ": "\\mu ", "ν": "\\nu ", "π": "\\pi ", "φ": "\\phi ", "ϕ": "\\phi ", "ψ": "\\psi ",
    "ω": "\\omega ", "ε": "\\epsilon ", "ϵ": "\\epsilon ", "τ": "\\tau ", "ρ": "\\rho ", "κ": "\\kappa ", "ξ": "\\xi ",
    "χ": "\\chi ", "ζ": "\\zeta ", "Θ": "\\Theta ", "Σ": "\\Sigma ", "Δ": "\\Delta ", "∆": "\\Delta ", "Π": "\\Pi ",
    "Φ": "\\Phi ", "Ψ": "\\Psi ", "Ω": "\\Omega ", "Λ": "\\Lambda ", "Γ": "\\Gamma ", "ℓ": "\\ell ",
    "∂": "\\partial ", "∇": "\\nabla ", "∑": "\\sum ", "∏": "\\prod ", "∫": "\\int ", "√": "\\sqrt ", "∞": "\\infty ",
    "≤": "\\leq ", "≥": "\\geq ", "≠": "\\neq ", "≈": "\\approx ", "≡": "\\equiv ", "∝": "\\propto ", "∈": "\\in ",
    "∉": "\\notin ", "→": "\\to ", "⇒": "\\Rightarrow ", "⇔": "\\iff ", "≔": ":=", "⊂": "\\subset ", "⊆": "\\subseteq ",
    "·": "\\cdot ", "⋅": "\\cdot ", "∙": "\\cdot ", "×": "\\times ", "⊗": "\\otimes ", "⊙": "\\odot ", "∘": "\\circ ",
    "−": "-", "–": "-", "∗": "*", "±": "\\pm ", "∪": "\\cup ", "∩": "\\cap ", "…": "\\dots ", "⋯": "\\dots ",
    "′": "'", "’": "'", "″": "''", "⊤": "\\top ", "∣": "\\mid ", "‖": "\\|", "∥": "\\|", "⟨": "\\langle ", "⟩": "\\rangle ",
    "ℝ": "\\mathbb{R}", "ℕ": "\\mathbb{N}", "ℤ": "\\mathbb{Z}", "𝔼": "\\mathbb{E}", "²": "^{2}", "³": "^{3}", "ᵀ": "^{T}",
    "ŷ": "\\hat{y}", "ŝ": "\\hat{s}", "ŵ": "\\hat{w}", "â": "\\hat{a}", "ê": "\\hat{e}", "ô": "\\hat{o}", "û": "\\hat{u}",
    "，": ",", "；": ";", "：": ":", "（": "(", "）": ")", "＝": "=", "。": ".",
}  # fmt: skip

ALIGNMENTS = frozenset(
    "equation align alignat aligned alignedat flalign gather gathered multline multlined eqnarray displaymath dmath split math subequations".split()  # fmt: skip
)
CASES = frozenset("cases dcases rcases".split())
MATRICES = frozenset("matrix pmatrix bmatrix smallmatrix array".split())
WITH_COLUMNS = frozenset("array alignat alignedat tabular".split())

LABEL_WORDS = frozenset(
    "new old out in iid true pred train test max min neg pos skip gram naive sample if else otherwise total reg loss "
    "win net img seq ctx obs enc dec ref emb src tgt hid inp init end avg opt prev next data model batch".split()
)
CONDITION_WORDS = frozenset(
    "if when for where whenever provided given all every each any that case with is and s.t. 当 若 如果".split()
)
OPENING_CONDITIONS = frozenset("if when for whenever provided given case 当 若 如果".split())
OTHERWISE_WORDS = frozenset("otherwise else elsewhere other 其他 否则".split())
INDEX_LETTERS = frozenset("abcijklmnopqrstwx")
