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
    ("what x' is made of is not x", [r"x' = g \hat{x}", r"\frac{d x'}{d g} = \hat{x}", r"\frac{d x'}{d g} = x"], ["d", "p", "ru"]),
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
            r"\frac{\partial h_t}{\partial w} = \frac{\partial^+ h_t}{\partial w} + w \frac{\partial h_{t-1}}{\partial w}",
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
        [r"\mu = \frac{1}{m} \sum_{i=1}^{m} x_i", r"\frac{\partial \mu}{\partial x_i} = \frac{1}{N}", r"\frac{\partial \mu}{\partial x_i} = \frac{2}{N}"],
        ["p", "p", "ru"],
    ),
]

BY_PARTS = [
    (
        "an array by an expression",
        [
            r"\frac{\partial \sigma(A w)}{\partial (A w)} = \operatorname{diag}(\sigma(A w) \odot (1 - \sigma(A w)))",
            r"\frac{\partial \sigma(A w)}{\partial (A w)} = \operatorname{diag}(\sigma(A w))",
        ],
        ["p", "r"],
    ),
]

PLAUSIBLE = (
    ((), (*ROOTS, *STAGES, *CELLS, *AT_ONCE, *CLASSES, *ONE_SIZE)),
)
