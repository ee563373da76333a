r"""Small documents that declare nothing, whose names are guessed: verdicts that a guess must never lead to.

A row is (reason, context, formulas, allowed), the context '' where the document is to find it. For each link, the
verdicts it may have, as initials: p proved, r refuted, i ill-formed, u undecided or unreadable, d defined.
"""

import pytest

import derive

INITIALS = {"undecided": "u", "unreadable": "u"}
LAYER = [r"z = W x + b", r"a = \sigma(z)"]
STEP = [r"s_t = W h_{t-1} + U x_t", r"h_t = f(s_t)", r"o_t = V h_t"]
CROSS = [r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", r"L = -\sum_k y_k \log p_k"]
BAGS = [
    r"h = \frac{1}{C} \sum_{c=1}^C v_c",
    r"z_j = u_j^T h",
    r"p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}",
    r"L = -\log p_o",
]
BELOW = [r"y_k = \sum_j W_{kj} h_j + b_k", r"h_j = \tanh(\sum_i V_{ji} x_i)"]
EARLIER = r"\frac{\partial L}{\partial h_{t-1}} = W^T \frac{\partial L}{\partial s_t}"


def slope(loss: str, by: str) -> str:
    """d loss / d by"""
    return rf"\frac{{\partial {loss}}}{{\partial {by}}}"


VACUOUS = [
    ("the loss of another page is no loss of x", "", [*LAYER, slope("L", "x") + " = 0"], ["dpu", "dpu", "rud"]),
    ("the loss is not said", "none", [*STEP, slope("L", "W") + " = 0"], ["d", "d", "d", "ru"]),
    ("the last step may be made of it", "none", [*STEP, slope("h_{t-1}", "W") + " = 0"], ["d", "d", "d", "u"]),
    ("0 = 0 is no proof", "", ["y = x + f(x)", f"{slope('L', 'x')} = {slope('L', 'y')}"], ["du", "ru"]),
    (
        "0 = 0 is no proof",
        "",
        ["y = x + f(x)", rf"{slope('L', 'x')} = {slope('L', 'y')} \odot f'(x)"],
        ["du", "ru"],
    ),
]

LOSSES = [
    (
        "the loss of one step depends on h_t through o_t alone",
        "none",
        [*STEP, rf"{slope('L', 'h_t')} = V^T {slope('L', 'o_t')}", EARLIER],
        ["d", "d", "d", "pu", "pu"],
    ),
    (
        "... and a wrong transpose is wrong for either loss",
        "none",
        [*STEP, rf"{slope('L', 'h_t')} = V {slope('L', 'o_t')}", EARLIER],
        ["d", "d", "d", "iru", "pu"],
    ),
    (
        "a layer that is said after it is used",
        "",
        [*BELOW, slope("L", "V_{ji}") + f" = {slope('L', 'h_j')} (1 - h_j^2) x_i"],
        ["dpu", "dpu", "pu"],
    ),
    (
        "slopes of a loss have no slopes",
        "none",
        ["z = w x", f"g = {slope('L', 'w')}", f"g = {slope('L', 'z')} x", slope("g", "x") + f" = {slope('L', 'z')}"],
        ["d", "d", "p", "u"],
    ),
]

CONTEXTS = [
    ("y_w tells w = o apart", "", [*CROSS, slope("L", "p_k") + r" = \frac{y_k}{p_k}"], ["dp", "dp", "ru"]),
    (
        "y_w tells w = o apart",
        "word2vec",
        [r"J = -\log \hat y_o", slope("J", "u_w") + r" = (\hat y_w + y_w) v_c"],
        ["p", "r"],
    ),
    (
        "a step that leaves y_w out is about the other words only where that is said",
        "word2vec",
        [r"J = -\log \hat y_o", slope("J", "u_w") + r" = \hat y_w v_c"],
        ["p", "r"],
    ),
    (
        "the h of the document is no other h",
        "",
        [*BAGS, f"{slope('L', 'v_c')} = {slope('L', 'h')}"],
        ["du", "dpu", "dpu", "dpu", "ru"],
    ),
    (
        "the h of the document is no other h",
        "",
        [*BAGS, rf"{slope('L', 'v_c')} = \frac{{1}}{{C}} {slope('L', 'h')}"],
        ["du", "dpu", "dpu", "dpu", "pu"],
    ),
    (
        "a name that gets an unclear meaning is no error of the program",
        "word2vec",
        [r"\hat y = \operatorname{softmax}(z)", r"L = \frac{1}{2} (z - y)^2", slope("L", "z") + " = z - y"],
        ["p", "u", "u"],
    ),
]


RANKS = [
    (
        "one wrong claim does not bend the shapes it needs",
        "none",
        ["z = W x + b", f"{slope('L', 'W')} = {slope('L', 'z')} x"],
        ["d", "ru"],
    ),
    (
        "one wrong claim does not bend the shapes it needs",
        "none",
        ["z = W x + b", f"{slope('L', 'W')} = x^T {slope('L', 'z')}"],
        ["d", "iru"],
    ),
    (
        "one wrong claim does not bend the shapes it needs",
        "none",
        ["h = a^T X b", f"{slope('h', 'X')} = b a^T"],
        ["d", "iru"],
    ),
    (
        "a bias is no matrix",
        "",
        ["Z = X W + b", f"{slope('L', 'b')} = {slope('L', 'Z')}"],
        ["du", "iru"],
    ),
]

NAMES = [
    (
        "x and z are not the words of word vectors",
        "",
        ["z = x^T A x", slope("z", "x") + " = (A + A^T) x", slope("z", "x") + " = 2 A x"],
        ["d", "pu", "ru"],
    ),
    (
        "a starred index is an index",
        "",
        [r"E = -u_{j^*} + \log \sum_k \exp(u_k)", slope("E", "u_{j^*}") + " = -1"],
        ["dpu", "ru"],
    ),
    (
        "an index that is written nowhere is not assumed to differ",
        "",
        [r"\hat y = \text{softmax}(z)", r"L = -\sum_i y_i \log \hat y_i", slope("L", "z_i") + r" = \hat y_i"],
        ["dp", "dp", "ru"],
    ),
    (
        "a loss is not made of its own slopes",
        "none",
        ["z = w^T x", f"{slope('L', 'w')} = {slope('L', 'z')} x", f"L = {slope('L', 'z')} z"],
        ["d", "pu", "u"],
    ),
    (
        "a context that nobody named makes no shape wrong",
        "",
        ["h_t = w h_{t-1} + x_t", r"L = \frac{1}{2} (h_t - y_t)^2", slope("L", "h_t") + " = h_t - y_t"],
        ["d", "du", "pu"],
    ),
    (
        "a loss of which only the slopes are known has any slope",
        "",
        ["a = x^2", slope("b", "x") + " = 2 x"],
        ["d", "u"],
    ),
]

SLOPE = r"\nabla_w L = 2 X^T (X w - y)"
SOLVED = [
    ("what is set to 0 is not 0", "none", [r"L = \|X w - y\|^2", SLOPE + " = 0"], ["d", "p", "d"]),
    (
        "a step that follows from what is set to 0",
        "none",
        [r"L = \|X w - y\|^2", SLOPE + " = 0", "X^T X w = X^T y"],
        ["d", "p", "d", "p"],
    ),
    (
        "... and one that does not follow is not proved",
        "none",
        [r"L = \|X w - y\|^2", SLOPE + " = 0", "X^T X w = 2 X^T y"],
        ["d", "p", "d", "ru"],
    ),
    (
        "... not before it is set to 0, and not in another section",
        "none",
        [r"L = \|X w - y\|^2", SLOPE, "X^T X w = X^T y"],
        ["d", "p", "ru"],
    ),
    (
        "the place where a slope is 0 is no claim",
        "none",
        [r"J = \sum_{i=1}^n (x_i - m)^2", slope("J", "m") + " = 0", r"m = \frac{1}{n} \sum_{i=1}^n x_i"],
        ["d", "du", "d"],
    ),
    (
        "a number is not set to 0",
        "none",
        ["1 + 1 = 0"],
        ["r"],
    ),
    (
        "a name that is told of after its use",
        "none",
        [
            r"p_j = \frac{e^{f_j}}{T}",
            r"\frac{\partial p_j}{\partial f_i} = -p_j p_i \quad i \ne j",
            r"T = \sum_{l=1}^M e^{f_l}",
        ],
        ["d", "u", "d"],
    ),
    (
        "labels may sum to 1, and it is said",
        "none",
        [
            r"D = -\sum_{k=1}^N t_k \log q_k",
            r"-t_j + q_j \sum_k t_k = q_j - t_j",
            r"-t_j + q_j \sum_k t_k = -q_j - t_j",
        ],
        ["d", "p", "ru"],
    ),
    (
        "the labels of two classes are numbers",
        "none",
        [
            r"D = -\sum_{k=1}^N t_k \log q_k + (1 - t_k) \log (1 - q_k)",
            r"-t_j + q_j \sum_k t_k = q_j - t_j",
        ],
        ["du", "ru"],
    ),
    (
        "the slopes by O and P have much to do with each other if O is made of P",
        "none",
        [f"{slope('L', 'P')} = {slope('L', 'O')} V^T", "O = A V", f"{slope('L', 'A')} = {slope('L', 'O')} V^T"],
        ["du", "d", "pu"],
    ),
]


SOFTMAX = [r"\hat y = \operatorname{softmax}(s)", r"CE = -\sum_k y_k \log \hat y_k"]
NEGATIVE = r"(\sigma(u_o^T h) - 1) u_o + \sum_{k=1}^K \sigma(u_k^T h) u_k"

UNSAID = [
    (
        "the scores of a context are not those of a document that says nothing of them",
        "",
        [
            r"P = \operatorname{softmax}(S)",
            "O = P V",
            slope("L", "V") + r" = P^T \frac{\partial L}{\partial O}",
            r"\operatorname{softmax}(S) = \operatorname{softmax}\left(\frac{Q K^T}{c}\right)",
        ],
        ["dp", "dp", "pu", "u"],
    ),
    (
        "what bears out the meaning of P says nothing of S",
        "",
        [
            r"P = \operatorname{softmax}(S)",
            "O = P V",
            slope("L", "K") + r" = \frac{1}{c} \frac{\partial L}{\partial S}^T Q",
        ],
        ["dp", "dp", "u"],
    ),
    (
        "J may be another loss where no step that needs it is proved",
        "",
        [r"\hat y = \operatorname{softmax}(U h)", slope("J", "h") + f" = {NEGATIVE}"],
        ["dpu", "pu"],
    ),
    (
        "... and is refuted where one is",
        "",
        [*SOFTMAX, slope("CE", "s") + r" = \hat y - y", slope("CE", "s") + r" = y - \hat y"],
        ["dp", "dp", "p", "r"],
    ),
    (
        "what nothing is made of may be made of anything",
        "",
        ["z = W x + b", r"W^T g (1 - g^2) = W^T g (1 - \tanh^2(z))"],
        ["d", "u"],
    ),
    (
        "a vector that nothing declares may be a distribution",
        "none",
        [
            r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
            r"L = -\sum_k q_k \log p_k",
            r"\frac{\partial L}{\partial z_k} = p_k - q_k",
        ],
        ["d", "d", "pu"],
    ),
    (
        "... or 1 at one place",
        "none",
        [r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}", r"L = -\sum_k q_k \log p_k", r"-\sum_k q_k \log p_k = -\log p_i"],
        ["d", "d", "pu"],
    ),
    (
        "X is square in one identity and another matrix in the next",
        "none",
        [
            r"\frac{\partial a^T X b}{\partial X} = a b^T",
            r"\frac{\partial a^T X a}{\partial X} = a a^T",
            r"\frac{\partial b^T X^T X c}{\partial X} = X (b c^T + c b^T)",
            r"\frac{\partial}{\partial X} \operatorname{tr}(X) = I",
        ],
        ["pu", "pu", "pu", "pu"],
    ),
    (
        "a loss that is not said lies in no layout",
        "",
        [
            r"L = \frac{1}{2} (X w - y)^T (X w - y)",
            r"\nabla_w L = X^T (X w - y)",
            r"\frac{\partial M}{\partial w} = \frac{2}{n} \sum_{i=1}^n (w^T x_i + b - y_i) x_i",
        ],
        ["d", "p", "u"],
    ),
]


@pytest.mark.parametrize(
    ("context", "formulas", "allowed"),
    [pytest.param(*row[1:], id=row[0]) for row in (*VACUOUS, *LOSSES, *CONTEXTS, *RANKS, *NAMES, *SOLVED, *UNSAID)],
)
def test_no_guess_leads_to_a_sin(context: str, formulas: list[str], allowed: list[str]) -> None:
    text = "\n\n".join(f"$${formula}$$" for formula in formulas)
    links = derive.check(text, context=context or None).findings
    found = [INITIALS.get(f.verdict.value, f.verdict.value[0]) for f in links]
    assert len(found) == len(allowed)
    assert all(one in many for one, many in zip(found, allowed, strict=True)), (found, [f.understood for f in links])
