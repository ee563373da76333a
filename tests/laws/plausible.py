r"""Rows for `test_unsound_cases`: mistakes that look right, each beside what is right.

A row is (reason, formulas or prose, allowed verdicts of each link).
"""

from tests.laws.unsaid import SOFTMAX

SQUARE = "x^2 = a"
ROOTS = [
    ("the other root is no mistake", [SQUARE, r"x = -\sqrt{a}", r"x = \sqrt{a}"], ["d", "u", "p"]),
    ("nor is what follows from it", [SQUARE, r"\frac{d x}{d a} = -\frac{1}{2 \sqrt{a}}"], ["d", "u"]),
    ("of both roots", [SQUARE, r"\frac{d x}{d a} = \frac{1}{2x}", r"\frac{d x}{d a} = \frac{1}{x}"], ["d", "p", "ru"]),
    ("of no root", [SQUARE, r"2x = -\sqrt{a}", r"2 x^2 = 2 a", r"2 x^2 = a"], ["d", "ru", "p", "ru"]),
]

STAGES = [
    ("h_{new} and h_{old}", [r"h_{new} = w h_{old}", r"\frac{d h_{new}}{d w} = h_{old}"], ["d", "u"]),
    (
        "the way through h_{old}",
        [r"h_{new} = w h_{old}", r"\frac{d h_{new}}{d w} = h_{old} + w \frac{d h_{old}}{d w}"],
        ["d", "p"],
    ),
    (
        "too much beside the way through h_{old}",
        [r"h_{new} = w h_{old}", r"\frac{d h_{new}}{d w} = 2 h_{old} + w \frac{d h_{old}}{d w}"],
        ["d", "ru"],
    ),
    (
        "held, as it is said",
        [r"h_{new} = w h_{old}", "~Holding $h_{old}$ fixed,", r"\frac{d h_{new}}{d w} = h_{old}"],
        ["d", "p"],
    ),
    ("not even held", [r"h^{new} = w h", r"\frac{d h^{new}}{d w} = 2 h"], ["d", "ru"]),
    ("a prime", ["h' = w h", r"\frac{d h'}{d w} = h", r"\frac{d h'}{d w} = 2 h"], ["d", "p", "ru"]),
    (
        "what x' is made of is not x",
        [r"x' = g \hat{x}", r"\frac{d x'}{d g} = \hat{x}", r"\frac{d x'}{d g} = 2 \hat{x}"],
        ["d", "p", "ru"],
    ),
]

ONE_UNIT = [r"f_t = \sigma(w x_t + u h_{t-1})", r"C_t = f_t C_{t-1} + i_t g_t", r"h_t = o_t \tanh(C_t)"]
BY_CELL = r"\frac{\partial C_t}{\partial C_{t-1}} = "
CELLS = [
    ("a cell by the cell before", [*ONE_UNIT, BY_CELL + "f_t"], ["d", "d", "d", "p"]),
    ("by another gate", [*ONE_UNIT, BY_CELL + "i_t"], ["d", "d", "d", "ru"]),
    ("an undeclared gate is not defined by a slope", [ONE_UNIT[1], BY_CELL + "i_t"], ["d", "ru"]),
]

AT_ONCE = [
    (
        "\\partial^+ goes through no state",
        [
            r"h_t = w h_{t-1}",
            r"\frac{\partial^+ h_t}{\partial w} = h_{t-1}",
            r"\frac{\partial^{+} h_t}{\partial w} = 2 h_{t-1}",
            r"\frac{\partial h_t}{\partial w} = \frac{\partial^+ h_t}{\partial w}",
            r"\frac{\partial h_t}{\partial w} = \frac{\partial^+ h_t}{\partial w}"
            r" + w \frac{\partial h_{t-1}}{\partial w}",
        ],
        ["d", "p", "r", "u", "p"],
    ),
]

P, L = r"p = \operatorname{softmax}(s)", r"L = -\log p_k"
CLASSES = [
    (
        "the true class is said",
        [f"~The true class is $k$. Let ${P}$.", L, r"\frac{\partial L}{\partial s_i} = p_i - \delta_{ik}"],
        ["p", "p", "p"],
    ),
    (
        "what is wrong at the true class",
        [f"~Let $k$ be the correct label and ${P}$.", L, r"\frac{\partial L}{\partial s_k} = p_k"],
        ["p", "p", "r"],
    ),
    (
        "a class is not said",
        [f"~The true class is not $k$. Let ${P}$.", r"\frac{\partial L}{\partial s_k} = p_k - 1"],
        ["p", "riu"],
    ),
]

ONE_SIZE = [
    (
        "two letters for one size",
        [
            r"\mu = \frac{1}{m} \sum_{i=1}^{m} x_i",
            r"\frac{\partial \mu}{\partial x_i} = \frac{1}{N}",
            r"\frac{\partial \mu}{\partial x_i} = \frac{2}{N}",
        ],
        ["p", "p", "riu"],
    ),
]

QUADRATIC = r"\frac{\partial x^\top A x}{\partial x} = 2 A x"
FORM = (r"A, B \in \mathbb{R}^{n \times n}", r"x, u \in \mathbb{R}^n", r"i, j \in n")
SYMMETRIES = [
    ("symmetric", ["~Let $A$ be symmetric but not definite.", QUADRATIC], ["p"]),
    ("since it is", [QUADRATIC, "~since $A$ is symmetric."], ["p"]),
    ("if it is", ["~If $A$ is symmetric, then", QUADRATIC], ["p"]),
    ("not symmetric", ["~The matrix $A$ is not symmetric.", QUADRATIC], ["r"]),
    ("need not be", ["~The matrix $A$ need not be symmetric.", QUADRATIC], ["r"]),
    ("skew-symmetric", ["~The matrix $A$ is skew-symmetric.", QUADRATIC], ["ru"]),
    ("if it were", ["~If $A$ were symmetric this would be simple, but it need not be.", QUADRATIC], ["ru"]),
    ("only later", [QUADRATIC, "~Now let $A$ be symmetric.", QUADRATIC], ["u", "p"]),
    ("another one", ["~Let $B$ be symmetric.", QUADRATIC], ["r"]),
    (
        "an array by an expression",
        [r"\frac{\partial \sigma(A x)}{\partial (A x)} = \operatorname{diag}(\sigma(A x))"],
        ["r"],
    ),
    (
        "an array by an expression, with the delta of its entries",
        [r"\frac{\partial \sigma(A x)}{\partial (A x)} = \operatorname{diag}(\sigma(A x) \odot (1 - \sigma(A x)))"],
        ["p"],
    ),
]

ASSUMED_FORMULAS = [
    ("supposed", ["~Suppose that", r"A^\top A = I", "~Then", r"\|A x\|^2 = \|x\|^2"], ["u"]),
    ("supposed in passing", [r"~Suppose that $\|u\| = 1$.", r"u^\top u = 1"], ["u"]),
    ("a unit vector", ["~Let $u$ be a unit vector.", r"u^\top u = 1"], ["u"]),
    ("an orthogonal matrix", ["~Let $A$ be orthogonal.", r"A^\top A = I", r"B^\top B = I"], ["u", "r"]),
    ("nothing supposed", ["~Then we find that", r"A^\top A = I"], ["r"]),
]

DRAWN_LABELS = (*SOFTMAX, r"may assume \sum_i y_i = 1", "may assume y = onehot(k)")
BY_J = r"\frac{\partial L}{\partial s_j} = "
OTHER_CLASSES = [
    ("for other classes", [r"~For the other classes $j \ne k$,", BY_J + "p_j", BY_J + "p_j - 1"], ["p", "r"]),
    ("a letter of the condition alone", ["~For $j \\ne k$:", BY_J + "p_j"], ["p"]),
    ("others, and not which", ["~The others have", BY_J + "p_j"], ["u"]),
    ("no others", [BY_J + "p_j"], ["r"]),
]

Q = r"~Let $q_i = e^{z_i} / \sum_j e^{z_j}$."
UNNAMED = [
    (
        "p is not the softmax, which is q here",
        [Q, r"K = \sum_i p_i \log p_i - \sum_i p_i \log q_i", r"\frac{\partial K}{\partial z_i} = p_i - q_i"],
        ["d", "ud", "ru"],
    ),
    ("nor are they the same", [Q, r"-\sum_i p_i \log q_i = -\sum_i q_i \log p_i"], ["d", "ru"]),
    (
        "weights are not one-hot",
        [r"L = \|w\|_1 + \|w\|_2^2", r"\frac{\partial L}{\partial w_i} = 1 + 2 w_i"],
        ["d", "ru"],
    ),
    (
        "the end of a sum is no name",
        [r"S = \sum_{i=1}^n x_i + c", r"\frac{\partial S}{\partial c} = n", r"\frac{\partial S}{\partial c} = 1"],
        ["d", "r", "p"],
    ),
    (
        "one u, not all of them",
        [r"h = \operatorname{ReLU}(W x + b)", r"s = u^\top h", r"\frac{\partial s}{\partial b} = u \odot 1[h > 0]"],
        ["d", "pd", "pu"],
    ),
]

PARTS = [
    (
        "each part has a J of its own",
        [
            r"J = -\log \sigma(u^\top v)",
            r"\frac{\partial J}{\partial v} = -(1 - \sigma(u^\top v)) u",
            "# (b)",
            r"J = -\log \sigma(-u^\top v)",
            r"\frac{\partial J}{\partial v} = -(1 - \sigma(u^\top v)) u",
        ],
        ["d", "p", "u", "u"],
    ),
]
BERNOULLI = [r"~Let $p = \sigma(w^\top x + b)$.", r"L = -y \log p - (1 - y) \log(1 - p)"]
BY_P = r"\frac{\partial L}{\partial p} = "
SHAPES = [
    (
        "entry by entry, whatever the shape is",
        [
            *BERNOULLI,
            BY_P + r"\frac{p - y}{p (1 - p)}",
            BY_P + r"\frac{y - p}{p (1 - p)}",
            r"\frac{\partial L}{\partial w} = (p - y) x",
            r"\frac{\partial L}{\partial w} = (p - y) x^\top x",
            r"\frac{\partial L}{\partial b} = (p - y) x",
            r"\nabla_w^2 L = p (1 - p) x^\top x",
        ],
        ["dp", "dp", "p", "r", "pu", "riu", "riu", "riu"],
    ),
]

PLAUSIBLE = (
    ((), (*ROOTS, *STAGES, *CELLS, *AT_ONCE, *CLASSES, *ONE_SIZE, *UNNAMED, *PARTS, *SHAPES)),
    (FORM, (*SYMMETRIES, *ASSUMED_FORMULAS)),
    (DRAWN_LABELS, OTHER_CLASSES),
)
SAID = [  # what a proved step must say that it assumes: formulas, and what is assumed at the last of them
    ([SQUARE, r"x = \sqrt{a}"], [r"x \ge 0"]),
    ([SQUARE, r"\frac{d x}{d a} = \frac{1}{2x}"], []),
    (["h' = w h", r"\frac{d h'}{d w} = h"], ["h held fixed"]),
    (["h' = w h", r"\frac{d h'}{d w} = h + w \frac{d h}{d w}"], []),
    ([*ONE_UNIT, BY_CELL + "f_t"], [r"h_{\text{t-1}} held fixed"]),
    ([ONE_SIZE[0][1][0], r"\frac{\partial \mu}{\partial x_i} = \frac{1}{N}"], ["N = m"]),
    ([*ONE_SIZE[0][1][:2], r"\frac{\partial \mu}{\partial x_i} = \frac{N}{N^2}"], ["N = m"]),
    ([*ONE_SIZE[0][1][:2], r"\frac{\partial \mu}{\partial x_i} = \frac{1}{m}"], []),
    ([r"L = \|w\|_2^2", r"\sum_i w_i = 1"], [r"w = \operatorname{onehot}(i)"]),
]
