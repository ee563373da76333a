r"""Rows for `test_unsound_cases`: what the words say of a step, and what they leave open.

A row is (reason, formulas or prose, allowed verdicts of each link).
"""

NAMES = (
    r"x, y, a, b, t \in \mathbb{R}",
    r"u, v \in \mathbb{R}^3",
    r"w, q \in \mathbb{R}^d",
    r"A, B \in \mathbb{R}^{d \times d}",
)
SEQUENCE = [r"h_t = \tanh(W h_{t-1} + x_t)", r"y_t = V h_t", r"E_t = y_t^\top y_t", r"E = \sum_t E_t"]
OUTSIDE = [r"\frac{\partial J}{\partial u_o} = (\sigma(u_o^\top v) - 1) v"]
SOFTMAX = (
    r"s \in \mathbb{R}^n",
    r"i, j, k \in n",
    r"p = \operatorname{softmax}(s)",
    r"y \in \mathbb{R}^n",
    r"L = -\sum_i y_i \log p_i",
)
AGAIN = [r"\frac{\partial J}{\partial u_{w_k}} = \sigma(u_{w_k}^\top v) v"]
SAID_OF_THE_OUTSIDE_WORD = [
    ("it may be among them", ["~The word $o$ may be among the $w_k$.", *OUTSIDE], ["ru"]),
    ("they may include it", ["~The negatives may include $o$.", *OUTSIDE], ["ru"]),
    ("they may not include it", ["~The negatives may not include $o$.", *OUTSIDE], ["p"]),
    ("two terms of a loss", ["~One term is for the outside word, one for each of the negatives.", *OUTSIDE], ["p"]),
    ("no word is drawn twice", ["~No word is drawn twice.", *AGAIN], ["p"]),
    ("in another section nobody knows", ["~The $w_k$ need not be distinct.", "# Two", *AGAIN], ["u"]),
]

SCORES = (*SOFTMAX, r"may assume \sum_i y_i = 1", "may assume y = onehot(k)")
SLOPE = [r"\frac{\partial L}{\partial s_i} = p_i - y_i"]
AT_K = [r"\frac{\partial L}{\partial s_i} = p_i - \delta_{ik}"]
SAID_OF_LABELS = [
    ("they sum to 1", SLOPE, ["p"]),
    ("they need not", ["~The $y_i$ need not sum to 1.", *SLOPE], ["ru"]),
    ("the scores need not", ["~The scores $s_i$ need not sum to 1.", *SLOPE], ["p"]),
    ("any vector", ["~Here $y$ is any target vector.", *SLOPE], ["ru"]),
    ("any distribution", ["~Here $y$ is a distribution, not one-hot.", *SLOPE], ["p"]),
    ("one-hot", AT_K, ["p"]),
    ("not one-hot", ["~Here $y$ is not one-hot.", *AT_K], ["riu"]),
    ("soft", ["~We use soft labels.", *AT_K], ["riu"]),
]

OTHERS = r"\frac{\partial p_i}{\partial s_j} = -p_i p_j"
CHANGE = r"\frac{\partial p_i}{\partial s_j} = p_i (\delta_{ij} - p_j)"
QUANTIFIED = [
    ("nothing is said", [OTHERS], ["r"]),
    ("the other entries", ["~The off-diagonal entries are", OTHERS], ["p"]),
    ("beside the same entries", [r"\frac{\partial p_i}{\partial s_i} = p_i (1 - p_i)", OTHERS], ["p", "p"]),
    ("for others", [OTHERS + r" \quad (i \ne j)"], ["p"]),
    ("forall", [OTHERS + r" \quad \forall i, j"], ["r"]),
    ("a sign of its own", [OTHERS + r" \quad ∀ i, j"], ["r"]),
    ("forall others", [OTHERS + r" \quad \forall i \ne j"], ["p"]),
    ("forall with others", [OTHERS + r" \quad \text{for all } i, j \text{ with } i \ne j"], ["p"]),
    ("for all", [OTHERS + r" \quad \text{for all } i, j"], ["r"]),
    ("a range", [OTHERS + r", \quad i, j \in n"], ["r"]),
    ("words before", ["~For all $i$ and $j$,", OTHERS], ["r"]),
    ("words of others before", ["~For all $i \\ne j$,", OTHERS], ["p"]),
    ("words behind", [OTHERS, "~This also holds for $i = j$."], ["r"]),
    ("words behind of others", [OTHERS, "~for all $i$ and all other $j$."], ["p"]),
    ("what holds for all", [CHANGE + r" \quad \forall i, j"], ["p"]),
    (
        "the case of another derivative",
        [
            r"\frac{\partial p_i}{\partial s_j} = p_i (1 - p_i) \quad (i = j)",
            r"\frac{\partial \log p_i}{\partial s_j} = -p_j",
        ],
        ["p", "u"],
    ),
    ("a 0 of different letters", [r"\frac{\partial y_i}{\partial y_j} = 0"], ["p"]),
    ("a 0 that goes on to a delta", [r"\frac{\partial y_i}{\partial y_j} = 0 = \delta_{ij}"], ["ri", "ri"]),
]

STEP = r"h_t = w h_{t-1}"
RECURRENT = [
    ("more acts through the state before", [STEP, r"\frac{d h_t}{d w} = h_{t-1}"], ["d", "ru"]),
    ("all that acts", [STEP, r"\frac{d h_t}{d w} = h_{t-1} + w \frac{d h_{t-1}}{d w}"], ["d", "p"]),
    ("too much", [STEP, r"\frac{d h_t}{d w} = 2 h_{t-1} + w \frac{d h_{t-1}}{d w}"], ["d", "ru"]),
    ("said", [STEP, "~Holding $h_{t-1}$ fixed,", r"\frac{\partial h_t}{\partial w} = h_{t-1}"], ["d", "p"]),
    ("not said", [STEP, "~Not holding $h_{t-1}$ fixed,", r"\frac{\partial h_t}{\partial w} = h_{t-1}"], ["d", "ru"]),
    ("said of another", [STEP, "~Holding $x_t$ fixed,", r"\frac{\partial h_t}{\partial w} = h_{t-1}"], ["d", "ru"]),
    ("whatever letter counts", [r"x_n = a x_{n-1} + b", r"\frac{d x_n}{d b} = 1"], ["d", "ru"]),
    ("told of the next", [r"h_{t+1} = w h_t", r"\frac{d h_{t+1}}{d w} = h_t"], ["d", "ru"]),
    (
        "a loss at each time",
        [*SEQUENCE[:3], r"\frac{\partial E_t}{\partial W} = ((1 - h_t \odot h_t) \odot 2 V^\top y_t) h_{t-1}^\top"],
        ["d", "d", "d", "u"],
    ),
    (
        "of what stands behind the recurrence",
        [*SEQUENCE[:3], r"\frac{\partial E_t}{\partial V} = 2 y_t h_t^\top"],
        ["d", "d", "d", "p"],
    ),
    (
        "a chain rule says nothing of what acts",
        [*SEQUENCE[:2], r"E_t = \frac{1}{2} y_t^\top y_t", r"\frac{\partial E_t}{\partial h_t} = V^\top y_t"],
        ["d", "d", "d", "p"],
    ),
    ("a state later on", [STEP, r"L = h_t^2 + h_{t+1}^2", r"\frac{\partial L}{\partial h_t} = 2 h_t"], ["d", "d", "u"]),
    ("two steps", [STEP, r"\frac{d h_t}{d w} = h_{t-1} + w h_{t-2}"], ["d", "u"]),
]

SAID_OF_LAWS = [
    ("another time", [*SEQUENCE[:2], r"y_{t-1} = V h_t"], ["d", "d", "u"]),
    ("the same at another time", [*SEQUENCE[:2], r"y_{t-1} = V h_{t-1}"], ["d", "d", "dp"]),
    ("a prime may be a slope", ["y = a x^2", "y' = a x"], ["d", "u"]),
]
NORMAL = r"X^\top X w = X^\top y"
SQUARES = (r"X \in \mathbb{R}^{n \times d}", r"w \in \mathbb{R}^d", r"y \in \mathbb{R}^n", r"L = \|X w - y\|^2")
FLAT = [
    ("not said", [NORMAL], ["r"]),
    ("set to zero", ["~Setting the gradient to zero gives", NORMAL], ["p"]),
    ("at the minimum", ["~At the minimum,", NORMAL], ["p"]),
    ("set to zero, and wrong", ["~Setting the gradient to zero gives", r"X^\top X w = 2 X^\top y"], ["ru"]),
]
CLASS_DENIED = [
    ("the class is said", ["~The true class is $k$.", AT_K[0]], ["p"]),
    ("the class is another one", ["~The true class is not $k$.", AT_K[0]], ["riu"]),
    ("nor the correct class", ["~The correct class is never $k$.", AT_K[0]], ["riu"]),
    ("others are not the class", ["~Here $j$ is not the true class.", AT_K[0]], ["p"]),
]
TWO_CLASSES = [
    ("one class a section", [AT_K[0], r"\frac{\partial L}{\partial s_i} = p_i - \delta_{ij}"], ["p", "riu"]),
]
PRIMES = [
    ("a second derivative", [r"\sigma''(x) = \sigma'(x) (1 - 2 \sigma(x))", r"\sigma''(x) = \sigma'(x)"], ["p", "r"]),
    ("a transposed name is said", [r"w^\top = q^\top A", r"w = A^\top q", r"w = A q"], ["d", "p", "r"]),
]

MORE = (
    (SCORES, SAID_OF_LABELS),
    (SCORES, CLASS_DENIED),
    (SOFTMAX, QUANTIFIED),
    ((), RECURRENT),
    ((), SAID_OF_LAWS),
    (SQUARES, FLAT),
    ((*SOFTMAX, r"may assume \sum_i y_i = 1"), TWO_CLASSES),
    (NAMES, PRIMES),
)
