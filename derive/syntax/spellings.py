r"""
Every spelling the reader knows, as tables: command or character -> kind of token and its plain name. A new
command is a new word in one of these tables; nothing else needs to change."""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """What a token is to the grammar."""

    __hash__ = object.__hash__  # looked up for every token; the one of Enum hashes the name each time

    NUMBER = auto()
    LETTER = auto()
    WORD = auto()  # letters written together; settled into names, functions and letters before parsing
    NAME = auto()  # \theta
    BLACKBOARD = auto()  # \R
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
    AT = auto()  # a bar with a subscript: evaluated there
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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    """'a b  c d' -> {a: b, c: d}"""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def kinds(names: str) -> frozenset[Kind]:
    """A set of kinds by their names."""
    return frozenset(Kind[name] for name in names.split())


# ---- commands that are one kind of token, each known to the grammar by its own name

WORDS = {
    Kind.FUNCTION: """
        exp log ln lg sin cos tan cot sinh cosh tanh arcsin arccos arctan max min sup inf lim det dim arg argmax argmin
        deg Pr gcd ker hom""",
    Kind.BIG: "sum prod int bigcup bigcap bigoplus bigotimes coprod",
    Kind.FRACTION: "frac dfrac tfrac cfrac nicefrac sfrac",
    Kind.ROOT: "sqrt",
    Kind.BINOMIAL: "binom dbinom tbinom",
    Kind.PARTIAL: "partial part",
    Kind.NABLA: "nabla",
    Kind.BRACED: "underbrace overbrace",
    Kind.WRAP: "boxed fbox ensuremath cancel bcancel xcancel smash",
    Kind.SUBSTACK: "substack",
    Kind.BLACKBOARD: "R N Z",
    Kind.DOTS: "dots cdots ldots dotsc dotsb dotsm dotso vdots ddots",
    Kind.GIVEN: "mid",
    Kind.QUAD: "quad qquad hfill hfil eqno leqno",
    Kind.ROW: "newline cr",
    Kind.ARROW: """
        Rightarrow Longrightarrow implies iff Leftrightarrow Longleftrightarrow Leftarrow impliedby therefore
        because""",
}
NAMES = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho
    sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    ell hbar imath jmath infty emptyset varnothing Re Im aleph top bot intercal dagger prime"""
BIG_LETTERS = {"\\Pi": "prod", "\\Sigma": "sum"}  # where they have limits, \\Pi_{j=1}^{n}
ENDS = "blacksquare square Box checkmark qed QED qedhere"  # written behind what is done
SUM_SIGNS = "pm mp cup cap setminus land lor wedge vee oplus ominus"

# ---- commands that stand for something

MEANINGS = {
    Kind.RELATION: _pairs(r"""
        leq <=  le <=  leqslant <=  geq >=  ge >=  geqslant >=  lt <  gt >  neq !=  ne !=  in in  notin !in  ni ni
        approx ~  sim sim  simeq ~  cong ~  propto propto  equiv ==  triangleq :=  coloneqq :=  coloneq :=
        eqqcolon =:  doteq :=  to ->  rightarrow ->  longrightarrow ->  xrightarrow ->  mapsto |->  longmapsto |->
        gets <-  leftarrow <-  subset subset  subseteq subset  supset supset  supseteq supset  ll <<  gg >>
        perp perp  colon :"""),
    Kind.TIMES: _pairs("""
        cdot cdot  times times  otimes otimes  odot odot  circ odot  ast *  star *  div /  bullet cdot"""),
    Kind.ACCENT: _pairs("""
        hat hat  widehat hat  bar bar  overline bar  tilde tilde  widetilde tilde  vec vec  overrightarrow vec
        dot dot  ddot ddot  check check  breve breve  underline underline  mathring mathring  acute acute
        grave grave"""),
    Kind.FONT: _pairs("""
        mathbf bf  boldsymbol bf  bm bf  pmb bf  symbf bf  bold bf  mathbb bb  mathds bb  mathcal cal  mathscr cal
        mathfrak cal  mathrm rm  mathsf sf  mathit it  mathtt tt"""),
    Kind.SWITCH: _pairs("bf bf  bfseries bf  boldmath bf  rm rm  it it  em it  sf sf  tt tt  cal cal"),
    Kind.OPEN: _pairs(r"langle \langle  lfloor \lfloor  lceil \lceil  lvert |  lVert \|  lbrace \{  lbrack ["),
    Kind.CLOSE: _pairs(r"rangle \rangle  rfloor \rfloor  rceil \rceil  rvert |  rVert \|  rbrace \}  rbrack ]"),
    Kind.BAR: _pairs(r"vert |  Vert \|"),
}  # fmt: skip
WORD_FONTS = _words("rm sf it tt")  # in these, letters together are one word
PARTNERS = _pairs(r"( )  [ ]  \{ \}  | |  \| \|  \langle \rangle  \lfloor \rfloor  \lceil \rceil")


def _commands() -> dict[str, tuple[Kind, str]]:
    table = {word: (kind, word) for kind, words in WORDS.items() for word in words.split()}
    table |= {word: (Kind.NAME, "\\" + word) for word in NAMES.split()}
    table |= {word: (Kind.PLUS, "\\" + word) for word in SUM_SIGNS.split()}
    for kind, rows in MEANINGS.items():
        table |= {word: (kind, meant) for word, meant in rows.items()}
    table["forall"] = (Kind.TEXT, "for all")
    table |= dict.fromkeys(ENDS.split(), (Kind.STOP, "end"))
    return table


COMMANDS = _commands()
RELATIONS = MEANINGS[Kind.RELATION]

SIGNS_OVER_EQUALITY = {"!": "=!", "?": "=?", "def": ":=", "Delta": ":=", "triangle": ":="}  # \stackrel{!}{=}: shall be

# ---- commands with words for an argument, and commands that change nothing

TEXT_COMMANDS = _words(
    "text textrm textit textbf textsf texttt textnormal textup textsc textmd mbox hbox emph intertext shortintertext"
)
REMARK_COMMANDS = _words("tag label ref eqref cite footnote")
IGNORED = _words("""
    thinspace medspace thickspace negthinspace enspace limits nolimits big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm
    biggl biggr biggm Biggl Biggr Biggm nonumber notag allowbreak relax centering noindent mathstrut strut null protect
    hline mathop mathbin mathrel mathord mathopen mathclose mathnormal break nobreak begingroup endgroup bgroup egroup
    space displaystyle textstyle scriptstyle scriptscriptstyle small large tiny normalsize footnotesize scriptsize""")
SKIPPED_WITH_ARGUMENT = {  # and what is left of them
    "hspace": Kind.QUAD, "textcolor": Kind.WRAP, "colorbox": Kind.WRAP, "color": None, "vspace": None,
    "phantom": None, "hphantom": None, "vphantom": None,
}  # fmt: skip

# ---- signs and letters outside the alphabet

SIGNS = {
    sign: (kind, meant)
    for kind, rows in (
        (Kind.PLUS, "+ +  - -"),
        (Kind.TIMES, "* *  / /"),
        (Kind.RELATION, "= =  < <  > >  : :  := :=  ::= :=  =: =:  == =  <= <=  >= >=  != !=  -> ->"),
        (Kind.ARROW, "=> =>"),
        (Kind.OPEN, r"( (  [ [  \{ \{"),
        (Kind.CLOSE, r") )  ] ]  \} \}"),
        (Kind.BRACE, "{ {"),
        (Kind.UNBRACE, "} }"),
        (Kind.BAR, r"| |  || \|  \| \|"),
        (Kind.SUB, "_ _"),
        (Kind.SUP, "^ ^"),
        (Kind.CELL, "& &"),
        (Kind.COMMA, ", ,"),
        (Kind.SEMICOLON, "; ;"),
        (Kind.STOP, ". ."),
        (Kind.TEXT, r"\& and"),
    )
    for sign, meant in _pairs(rows).items()
}
UNICODE_COMMANDS = _pairs("""
    α alpha  β beta  γ gamma  δ delta  ε epsilon  ϵ epsilon  ζ zeta  η eta  θ theta  ϑ vartheta  ι iota  κ kappa
    λ lambda  μ mu  ν nu  ξ xi  π pi  ρ rho  σ sigma  τ tau  υ upsilon  φ phi  ϕ phi  χ chi  ψ psi  ω omega
    Γ Gamma  Δ Delta  ∆ Delta  Θ Theta  Λ Lambda  Ξ Xi  Π Pi  Σ Sigma  Φ Phi  Ψ Psi  Ω Omega  ℓ ell
    ∂ partial  ∇ nabla  ∑ sum  ∏ prod  ∫ int  √ sqrt  ∞ infty  ⊤ top
    ≤ leq  ≥ geq  ≠ neq  ≈ approx  ≡ equiv  ∝ propto  ∈ in  ∉ notin  → to  ⇒ Rightarrow  ⇔ iff  ⊂ subset  ⊆ subseteq
    · cdot  ⋅ cdot  ∙ cdot  × times  ⊗ otimes  ⊙ odot  ∘ circ  ± pm  ∪ cup  ∩ cap  … dots  ⋯ dots
    ∣ mid  ∀ forall  ‖ Vert  ∥ Vert  ⟨ langle  ⟩ rangle""")
UNICODE = {char: f"\\{command} " for char, command in UNICODE_COMMANDS.items()} | _pairs(r"""
    − -  – -  ∗ *  ′ '  ’ '  ″ ''  ≔ :=  ， ,  ； ;  ： :  （ (  ） )  ＝ =  。 .  ² ^{2}  ³ ^{3}  ᵀ ^{T}
    ℝ \mathbb{R}  ℕ \mathbb{N}  ℤ \mathbb{Z}  𝔼 \mathbb{E}
    ŷ \hat{y}  ŝ \hat{s}  ŵ \hat{w}  â \hat{a}  ê \hat{e}  ô \hat{o}  û \hat{u}""")

# ---- environments

ALIGNMENTS = _words("""
    equation align alignat aligned alignedat flalign gather gathered multline multlined eqnarray displaymath dmath
    split math subequations""")
CASES = _words("cases dcases rcases")
MATRICES = _words("matrix pmatrix bmatrix smallmatrix array subarray")
WITH_COLUMNS = _words("array subarray alignat alignedat")

# ---- words

KNOWN_FUNCTIONS = _words(WORDS[Kind.FUNCTION]) | _words("""
    softmax Softmax SoftMax sigmoid Sigmoid relu ReLU softplus logsumexp logsigmoid onehot diag tr Tr trace rank sign
    sgn erf logit vec cov Var
    Cov KL""")
LABEL_WORDS = _words("""
    new old out in iid true pred train test max min neg pos skip gram naive sample if else otherwise total reg loss win
    net img seq ctx obs enc dec ref emb src tgt hid inp init end avg opt prev next data model batch""")
WHOLE_WORDS = _words("cost costs expected")  # though one begins with the name of a function
OPENING_CONDITIONS = _words("if when for whenever provided given case 当 若 如果")
QUANTIFIERS = _words("all every each any")
GOING_ON = _words("and with where")  # after a condition, these go on with it
STRICT_CONDITIONS = _words("if when whenever provided unless 当 若 如果")
NEGATING_WORDS = _words("""
    not no nor never neither unless except without unlike even only regardless whether cannot don't doesn't isn't
    aren't won't can't wrong false incorrect""")  # beside `if`, they turn its meaning round
ARITHMETIC_WORDS = _words("plus minus times over divided multiplied factor twice half")  # they go on with a term
CONDITION_WORDS = OPENING_CONDITIONS | _words("where all every each any that with is and s.t.")
OTHERWISE_WORDS = _words("otherwise else elsewhere other 其他 否则")
INDEX_LETTERS = frozenset("abcijklmnopqrstwx")  # a run of three of these is no word
CONNECTIVES = CONDITION_WORDS | OTHERWISE_WORDS | _words("and or so then since thus hence but")  # never names
POSITION_LETTERS = frozenset("cijklmnortw")  # `\\quad i = j` is a condition, `\\quad x = y` a claim
