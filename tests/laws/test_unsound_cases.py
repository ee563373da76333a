r"""Small documents that once got a verdict they must never get: a false step proved, or a true one called false.

A row is (reason, declarations, formulas or prose, allowed): for each link, the verdicts it may have, as initials:
p proved, r refuted, i ill-formed, u undecided or unreadable, d defined.
"""

import pytest

import derive
from tests.laws.plausible import PLAUSIBLE, SAID
from tests.laws.unsaid import AGAIN, MORE, NAMES, OUTSIDE, SAID_OF_THE_OUTSIDE_WORD, SEQUENCE, SOFTMAX

INITIALS = {"undecided": "u", "unreadable": "u"}
GRADIENT = r"\frac{\partial J}{\partial u_w} = "
CASES = r"\begin{cases} (\hat y_o - 1) v_c & %s w = o \\ \hat y_w v_c & \text{otherwise} \end{cases}"

DECLARED = [
    ("a number is not an unknown size", [r"\sum_{i=1}^{3} 1 = 3"], ["pu"]),
    ("a number is not an unknown size", [r"\sum_{i=1}^{3} x = 2x"], ["ru"]),
    ("2 is not the size of an axis of 3", [r"\sum_{i=1}^{2} u_i = \sum_i u_i"], ["ru"]),
    ("all of an axis of 3", [r"\sum_{i=1}^{3} u_i = u_1 + u_2 + u_3"], ["pu"]),
    (
        "half brackets over two rows are one pair",
        [r"\begin{aligned} x (a + b) &= x \left( a \right. \\ &\qquad \left. + b \right) \end{aligned}"],
        ["p"],
    ),
    ("half a bracket that is never closed", [r"x (a + b) = x \left( a + b \right."], ["u"]),
    ("digits side by side are one number", [r"3\,000 = 0"], ["u"]),
    ("digits side by side are one number", [r"2^10 = 20"], ["u"]),
    ("x^t of a number t is a power", [r"x^t = x"], ["ru"]),
    ("the entry of a transpose", [r"A^T_{ij} = A_{ij}"], ["ru"]),
    ("the entry of a transpose", [r"A_{ij}^T = A_{ji}"], ["pu"]),
    ("a cross product is no mistake", [r"u \times v = -v \times u"], ["pu"]),
    ("* may be entry by entry", [r"w * q = q * w"], ["pu"]),
    ("arguments are put in all at once", [r"f(a, b) = a - b", r"f(b, a) = a - b"], ["d", "ru"]),
    ("arguments are put in all at once", [r"f(a, b) = a - b", r"f(b, a) = b - a"], ["d", "pu"]),
    ("numbers are arguments", [r"f(a, b) = a - b", r"f(2, 1) = a - b"], ["d", "ru"]),
    ("an argument that is no name", [r"f(w) = \sum_i w_i", r"f(2w) = 2 \sum_i w_i"], ["d", "pu"]),
    ("J does not depend on b", [r"J = a^2", r"J(b) = a^2"], ["d", "ru"]),
    ("a second equation about f is a claim", [r"f(x) = x^2", r"f(y) = 2y"], ["d", "ru"]),
    ("a body sees no parameter of its caller", [r"f(x) = x + y", r"g(y) = f(2y)", r"g(t) = 3t"], ["d", "d", "ru"]),
    ("a function of itself says nothing", [r"f(x) = g(x)", r"g(x) = f(x)", r"f(2) = 3"], ["d", "d", "u"]),
    ("max is known", [r"\max(x, y) = x"], ["ru"]),
    ("softmax is known", [r"\operatorname{softmax}(u) = u", r"\operatorname{softmax}(v) = v"], ["ru", "ru"]),
    ("a binomial is no call", [r"\binom{5}{2} = 5/2"], ["ru"]),
    ("0 in the middle of a chain sets nothing to 0", [r"x^2 = 0 = a"], ["ru", "ru"]),
    ("a prime behind brackets is read", [r"\sigma(x)' = \sigma(x)"], ["ru"]),
    ("a prime behind brackets is read", [r"\sigma(x)' = \sigma(x) (1 - \sigma(x))"], ["pu"]),
    ("g may be a step", [r"g'(x) = g'(x)", r"g(x) g(x) = g(x)", r"g(x) + x = 2 g(x) + x"], ["pu", "u", "ru"]),
    ("(a x)' is by a or by x", [r"(a x)' = a"], ["u"]),
    ("(x^2)' of an x", [r"(x^2)' = x"], ["ru"]),
    (
        "the prime of an array may be by an entry",
        [r"softmax(w)_i' = \frac{\partial softmax(w)_i}{\partial w_i}"],
        ["u"],
    ),
    ("a declared x may be said to be something", [r"w = A q", r"w = 2 A q"], ["d", "ru"]),
    ("a new section, new names", [r"z = A w", "# Two", r"z = B w", r"z = A w"], ["d", "d", "ru"]),
    ("a new section, the same names", [r"z = A w", "# Two", r"z = 2 A w"], ["d", "ru"]),
]

WRITTEN = [
    (
        "W acts at every time, also through h_{t-1}",
        [*SEQUENCE, r"\frac{\partial E}{\partial W} = \sum_t \frac{\partial E_t}{\partial W}"],
        ["d", "d", "d", "d", "u"],
    ),
    (
        "h_t acts at every later time",
        [*SEQUENCE, r"\frac{\partial E}{\partial h_t} = 2 V^\top y_t"],
        ["d", "d", "d", "d", "u"],
    ),
    (
        "V acts at every time by itself",
        [
            *SEQUENCE,
            r"\frac{\partial E}{\partial V} = \sum_t 2 y_t h_t^\top",
            r"\frac{\partial E}{\partial V} = \sum_t y_t h_t^\top",
        ],
        ["d", "d", "d", "d", "pu", "ru"],
    ),
    (
        "the states of two times are not the same",
        [*SEQUENCE, r"\sum_t h_t = \sum_t h_{t-1}"],
        ["d", "d", "d", "d", "ru"],
    ),
    (
        "z = w^T x_i is a number for each i, also where a sum runs over i",
        [
            r"z = w^\top x_i, \qquad p = \sigma(z)",
            r"L = -\sum_{i=1}^n (y_i \log p + (1 - y_i) \log(1 - p))",
            r"\frac{\partial L}{\partial w} = \sum_{i=1}^n (p - y_i) x_i",
        ],
        ["d", "d", "pdu", "pu"],
    ),
    (
        "a chain rule bears no shape out",
        [
            r"s = \sigma(q), \qquad q = w^\top x_i",
            r"\frac{\partial s}{\partial w} = \frac{\partial s}{\partial q} \frac{\partial q}{\partial w}",
            r"\frac{\partial q}{\partial w} = x_i",
        ],
        ["du", "d", "pu", "pu"],
    ),
    (
        "0 = 0 where letters differ proves nothing",
        [
            r"J_{neg-sample}(v_c, o, U) = -\log \sigma(u_o^\top v_c) - \sum_{k=1}^K \log \sigma(-u_k^\top v_c)",
            r"\frac{\partial J_{neg-sample}}{\partial v_k} = -\frac{\partial}{\partial v_k} \sum_{k=1}^K"
            r" \log \sigma(-u_k^\top v_c)",
        ],
        ["p", "ru"],
    ),
    (
        "a summand that vanishes where letters differ has a sign",
        [
            r"\frac{\partial J}{\partial u_w} = -\frac{\partial \log \hat y_o}{\partial u_w}"
            r" = \frac{\partial (u_o^\top v_c)}{\partial u_w}"
            r" + \frac{\partial}{\partial u_w} \log \sum_x \exp(u_x^\top v_c)",
        ],
        ["p", "ru"],
    ),
    (
        "a summand that vanishes where letters differ has a factor",
        [
            r"\frac{\partial J}{\partial u_w} = -5 \frac{\partial (u_o^\top v_c)}{\partial u_w}"
            r" + \frac{\partial}{\partial u_w} \log \sum_x \exp(u_x^\top v_c)",
        ],
        ["ru"],
    ),
    (
        "a right side that leaves a case out means the others",
        [
            "~The off-diagonal entries are",
            r"\frac{\partial \hat y_i}{\partial \theta_j} = -\hat y_i \hat y_j",
            r"-\hat y_i \hat y_j = \hat y_i \hat y_j",
        ],
        ["p", "r"],
    ),
    (
        "two losses that nothing relates",
        [
            r"h = \phi(a)",
            r"d = \frac{\partial M}{\partial h}",
            r"\frac{\partial l}{\partial a} = d * \phi'(a)",
        ],
        ["d", "d", "pu"],
    ),
    ("a sign of another alphabet is no remark", ["1 ∕ 2 = 2"], ["u"]),
    ("a raised digit is no remark", ["2⁴ = 2"], ["u"]),
    ("a mathematical letter is no remark", ["2 𝑥 = 2"], ["u"]),
    ("words of another script are a remark", [r"1 + 1 = 2 \quad 当然"], ["p"]),
    ("words that go on with a term", [r"1 + 1 = 2 \text{ times } 3"], ["u"]),
    ("a factor after a gap", [r"1 + 1 = 2 \qquad 3"], ["u"]),
    ("a factor on a row of its own", [r"\begin{align} 1 + 1 &= 2 \\ & 3 \end{align}"], ["u"]),
    ("a summand in a display of its own", ["1 + 1 = 2", "+ 1"], ["u"]),
    ("the document's L, not the context's", [r"L = \log \hat y_o", r"\nabla_{v_c} L = U^T (\hat y - y)"], ["d", "ru"]),
    ("h is the context's bold h", [r"h = u_o", r"s_w = u_w^T v_c"], ["d", "dru"]),
    ("arguments of another J", [r"J(v_w, o, U) = -\log \hat y_o"], ["riu"]),
    ("a name that gets another shape", [r"\hat y = z \frac{\partial J}{\partial v_c}", r"x = \hat y"], ["du", "driu"]),
    ("a family whose matrix is gone", [r"\mathbf{U} = ^2", "u_w = 1"], ["u", "du"]),
    ("the definition before the use", [r"\def\a{1}\def\a{2} \a = 1"], ["r"]),
]

DRAWN = (
    r"U \in \mathbb{R}^{V \times d}, rows u_x",
    r"v \in \mathbb{R}^d",
    r"x, o \in V",
    r"k = 1..K",
    r"j = -m..m",
    r"w_k \in V",
    r"w_{t+j} \in V",
    r"J = -\log \sigma(u_o^\top v) - \sum_k \log \sigma(-u_{w_k}^\top v)",
)
ASSUMED = [
    ("o is none of the w_k", (r"may assume o \ne w_k",), OUTSIDE, ["p"]),
    ("o is none of the w_{t+j}, and may be a w_k", (r"may assume o \ne w_{t+j}",), OUTSIDE, ["ru"]),
    (
        "the w_{t+j} are distinct, the w_k need not be",
        (r"may assume o \ne w_k", r"may assume w_{t+j} distinct"),
        [r"\frac{\partial J}{\partial u_{w_k}} = \sigma(u_{w_k}^\top v) v"],
        ["ru"],
    ),
]

LABELS = (
    r"o, w \in V",
    r"s \in \mathbb{R}^V",
    r"p = \operatorname{softmax}(s)",
    r"e_w = \delta_{ow}",
    r"L = -\log p_o",
)
FORGOTTEN = [
    (
        "who forgets the label does not mean the other words",
        [
            r"\frac{\partial L}{\partial s_w} = -\frac{\partial}{\partial s_w} \log p_o",
            r"\frac{\partial L}{\partial s_w} = p_w",
        ],
        ["p", "r"],
    ),
    (
        "who says so does",
        [r"\frac{\partial L}{\partial s_w} = p_w - e_w", r"~When $w \ne o$,", r"\frac{\partial L}{\partial s_w} = p_w"],
        ["p", "p"],
    ),
]

JOINED = [
    ("one derivative joins nothing", [r"\frac{\partial p_i}{\partial s_i} = 1 - \sum_k p_k^2"], ["i"]),
    (
        "a sum that was forgotten is no chain rule",
        [r"\frac{\partial L}{\partial s_j} = \frac{\partial}{\partial s_j} (-y_i \log p_i)"],
        ["i"],
    ),
    (
        "a chain rule may leave its sum unsaid",
        [r"\frac{\partial L}{\partial s_j} = \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial s_j}"],
        ["p"],
    ),
    ("a size is what it is", [r"\sum_j p_j = n", r"\sum_j 1 = n"], ["r", "p"]),
    ("an index is no number", [r"\sum_j p_j = i"], ["u"]),
]

ALL_OF_THEM = [r"\frac{\partial J}{\partial u_{w_k}} = \sum_{l: w_l = w_k} \sigma(u_{w_l}^\top v) v"]
SAID_OF_DRAWS = [
    ("nothing is said against it", AGAIN, ["p"]),
    ("they need not be distinct", ["~Now the $w_k$ need not be distinct.", *AGAIN], ["ru"]),
    ("with replacement", ["~The $K$ words are drawn with replacement.", *AGAIN], ["ru"]),
    ("without the assumption", ["~Now without the assumption that the words are distinct:", *AGAIN], ["ru"]),
    ("all of them", ["~Drop the assumption that the words are distinct.", *ALL_OF_THEM], ["p"]),
    ("distinct again", ["~They need not be distinct. Now let all $w_k$ be distinct.", *AGAIN], ["p"]),
]

CONDITIONS = [
    ("unless turns a case round", [GRADIENT + CASES % r"\text{unless}"], ["u"]),
    ("not turns a case round", [GRADIENT + CASES % r"\text{if not}"], ["u"]),
    ("if does not", [GRADIENT + CASES % r"\text{if}"], ["p"]),
    (
        "the first case that holds",
        [GRADIENT + r"\begin{cases} \hat y_w v_c & \text{otherwise} \\ (\hat y_o - 1) v_c & w = o \end{cases}"],
        ["pu"],
    ),
    (
        "a case distinction leaves no case out",
        [GRADIENT + r"\begin{cases} (\hat y_o - 1) v_c & w = c \\ \hat y_w v_c & w \ne c \end{cases}"],
        ["ru"],
    ),
    ("unless is not understood", [GRADIENT + r"\hat y_w v_c \quad \text{unless } w \ne o"], ["u"]),
    ("not if is not understood", [GRADIENT + r"\hat y_w v_c \quad \text{not if } w \ne o"], ["u"]),
    ("not only when", [r"~Not only when $w \ne o$,", GRADIENT + r"\hat y_w v_c"], ["u"]),
    ("except when", [r"~This holds except when $w = o$,", GRADIENT + r"(\hat y_o - 1) v_c"], ["u"]),
    ("when", [r"~When $w = o$,", GRADIENT + r"(\hat y_o - 1) v_c"], ["p"]),
]


def document(lets: tuple[str, ...], parts: list[str]) -> str:
    """Front matter, then displays; headings and prose (after ~) as they stand."""
    head = "---\nderive:\n  context: none\n  let:\n" + "".join(f"    - {let}\n" for let in lets) + "---\n\n"
    body = "\n\n".join(part.lstrip("~") if part[0] in "#~" else f"$${part}$$" for part in parts)
    return (head if lets else "") + body + "\n"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param(document(lets, parts), allowed, id=reason)
        for lets, rows in (
            (NAMES, DECLARED),
            (LABELS, FORGOTTEN),
            (SOFTMAX, JOINED),
            ((), WRITTEN),
            ((), CONDITIONS),
            *MORE,
            *PLAUSIBLE,
        )
        for reason, parts, allowed in rows
    ]
    + [
        pytest.param(document((*DRAWN, "may assume o \\ne w_k", "may assume w_k distinct"), parts), allowed, id=why)
        for why, parts, allowed in (*SAID_OF_DRAWS, *SAID_OF_THE_OUTSIDE_WORD)
    ]
    + [pytest.param(document((*DRAWN, *lets), parts), allowed, id=why) for why, lets, parts, allowed in ASSUMED],
)
def test_no_sin_comes_back(text: str, allowed: list[str]) -> None:
    links = [f for f in derive.check(text).findings if f.role != "condition"]
    found = [INITIALS.get(f.verdict.value, f.verdict.value[0]) for f in links]
    assert len(found) == len(allowed)
    assert all(one in many for one, many in zip(found, allowed, strict=True)), (found, [f.understood for f in links])


@pytest.mark.parametrize(("parts", "assumed"), SAID)
def test_what_a_step_rests_on_is_said(parts: list[str], assumed: list[str]) -> None:
    last = derive.check(document((), parts)).findings[-1]
    assert (last.verdict.value, list(last.assuming)) == ("proved", assumed)
