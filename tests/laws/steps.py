"""True steps, written as people write them: what every campaign starts from. A table only; `reading` reads it.

SCOPES   a built-in context or none, then declarations
OPEN     those that nothing proves so far
ROWS     left = right; `when` a condition holds; `assuming` the hypotheses that the judge has to report
"""

from __future__ import annotations

from dataclasses import dataclass

SCOPES: dict[str, tuple[str, ...]] = {
    "word2vec": ("word2vec",),
    "softmax": ("softmax",),
    "word2vec-2015": ("word2vec-2015",),
    "scores": (
        "softmax",
        r"c \in \mathbb{R}",
        r"q \in \mathbb{R}^K",
        r"F = \log \sum_j e^{s_j}",
        r"assume \sum_k q_k = 1",
    ),
    "pair": ("none", r"x, y \in \mathbb{R}"),
    "linear": (
        "none",
        r"X \in \mathbb{R}^{n \times d}, rows x_i",
        r"\theta \in \mathbb{R}^d",
        r"y \in \mathbb{R}^n",
        r"\lambda \in \mathbb{R}",
        r"L = \frac{1}{2} \|X \theta - y\|^2 + \frac{\lambda}{2} \|\theta\|^2",
    ),
    "logistic": (
        "none",
        r"X \in \mathbb{R}^{n \times d}, rows x_i",
        r"\theta \in \mathbb{R}^d",
        r"y \in \mathbb{R}^n",
        r"\lambda \in \mathbb{R}",
        r"z = X \theta",
        r"h = \sigma(z)",
        r"L = -\sum_i (y_i \log h_i + (1 - y_i) \log(1 - h_i)) + \frac{\lambda}{2} \|\theta\|^2",
    ),
    "network": (
        "none",
        r"W \in \mathbb{R}^{H \times d}",
        r"U \in \mathbb{R}^{C \times H}",
        r"x \in \mathbb{R}^d",
        r"b \in \mathbb{R}^H",
        r"a, t \in \mathbb{R}^C",
        r"z = W x + b",
        r"h = \sigma(z)",
        r"r = U h + a",
        r"E = \frac{1}{2} \|r - t\|^2",
        r"q = \operatorname{softmax}(r)",
        r"L = -\sum_k t_k \log q_k",
        r"may assume \sum_k t_k = 1",
    ),
    "rectifier": (
        "none",
        r"W \in \mathbb{R}^{H \times d}",
        r"x \in \mathbb{R}^d",
        r"u \in \mathbb{R}^H",
        r"z = W x",
        r"r = \sum_i u_i \operatorname{relu}(z_i)",
        r"g = \sum_i u_i \tanh(z_i)",
    ),
    "matrices": (
        "none",
        r"A, B \in \mathbb{R}^{n \times n}",
        r"C \in \mathbb{R}^{n \times d}",
        r"x, y \in \mathbb{R}^n",
        r"v \in \mathbb{R}^d",
        r"i, j, k \in n",
    ),
    "choice": (
        "none",
        r"p, q \in \mathbb{R}^n",
        r"i, j, k, w, o \in n",
        r"assume p_k > 0",
        r"assume \sum_k p_k = 1",
        r"assume \sum_k q_k = 1",
    ),
    "unknown": ("none", r"x \in \mathbb{R}^n", r"i, j \in n", "function g"),
}


@dataclass(frozen=True)
class Row:
    """A true step as text: left = right in a scope, when a condition holds, assuming what the judge is to report."""

    name: str
    scope: str
    left: str
    right: str
    when: str = ""
    assuming: tuple[str, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()  # what only the rest of a document can settle


COLUMNS = (("words", "columns"),)
MEMBERS = (("w_", "member"),)
NEGATIVES = (("k over", "K"),)
NAIVE = (("J means", "J_naive-softmax"),)
ONE_HOT = (r"\sum_k y_k = 1",)
ELSEWHERE = (r"o \ne w_k for every k",)

ROWS: tuple[Row, ...] = (
    # word2vec: naive softmax
    Row("loss", "word2vec", r"J(v_c, o, U)", r"-u_o^\top v_c + \log \sum_{x=1}^{V} \exp(u_x^\top v_c)"),
    Row("cross entropy", "word2vec", r"CE(y, \hat{y})", r"-\log \hat{y}_o"),
    Row("centre", "word2vec", r"\frac{\partial J(v_c, o, U)}{\partial v_c}", r"U^\top (\hat{y} - y)"),
    Row("centre columns", "word2vec", r"\frac{\partial J}{\partial v_c}", r"U (\hat{y} - y)", settled=COLUMNS),
    Row(
        "centre expectation",
        "word2vec",
        r"\frac{\partial J(v_c, o, U)}{\partial v_c}",
        r"-u_o + \sum_{x=1}^{V} P(O = x \mid C = c) u_x",
    ),
    Row("outside all", "word2vec", r"\frac{\partial J}{\partial U}", r"(\hat{y} - y) v_c^\top"),
    Row("outside columns", "word2vec", r"\frac{\partial J}{\partial U}", r"v_c (\hat{y} - y)^\top", settled=COLUMNS),
    Row("outside own", "word2vec", r"\frac{\partial J}{\partial u_w}", r"(\hat{y}_o - 1) v_c", when="w = o"),
    Row("outside other", "word2vec", r"\frac{\partial J}{\partial u_w}", r"\hat{y}_w v_c", when=r"w \ne o"),
    Row("outside one", "word2vec", r"\frac{\partial J}{\partial u_w}", r"(\hat{y}_w - \delta_{wo}) v_c"),
    Row("scores", "word2vec", r"\frac{\partial J}{\partial s_w}", r"\hat{y}_w - y_w"),
    Row(
        "probability by centre",
        "word2vec",
        r"\frac{\partial \hat{y}_w}{\partial v_c}",
        r"\hat{y}_w \left(u_w - \sum_{x=1}^{V} \hat{y}_x u_x\right)",
    ),
    Row("all but one", "word2vec", r"\sum_{x \ne o} \hat{y}_x", r"1 - \hat{y}_o"),
    Row(
        "probability ratio",
        "word2vec",
        r"\frac{\hat{y}_w}{\hat{y}_x}",
        r"\exp((u_w - u_x)^\top v_c)",
    ),
    # word2vec: negative samples and windows
    Row(
        "negative centre",
        "word2vec",
        r"\frac{\partial J_{neg-sample}(v_c, o, U)}{\partial v_c}",
        r"-(1 - \sigma(u_o^\top v_c)) u_o + \sum_{k=1}^{K} (1 - \sigma(-u_k^\top v_c)) u_k",
    ),
    Row(
        "negative centre short",
        "word2vec",
        r"\frac{\partial J_{neg-sample}(v_c, o, U)}{\partial v_c}",
        r"(\sigma(u_o^\top v_c) - 1) u_o + \sum_{k=1}^{K} \sigma(u_k^\top v_c) u_k",
    ),
    Row(
        "negative outside",
        "word2vec",
        r"\frac{\partial J_{neg-sample}(v_c, o, U)}{\partial u_o}",
        r"(\sigma(u_o^\top v_c) - 1) v_c",
        assuming=ELSEWHERE,
    ),
    Row(
        "negative sample",
        "word2vec",
        r"\frac{\partial J_{neg-sample}(v_c, o, U)}{\partial u_k}",
        r"\sigma(u_k^\top v_c) v_c",
        assuming=(r"o \ne w_k for every k", "the w_k distinct"),
        settled=NEGATIVES,
    ),
    Row("window size", "word2vec", r"\sum_{-m \le j \le m, j \ne 0} 1", "2 m"),
    Row(
        "negative loss",
        "word2vec",
        r"J_{neg-sample}(v_c, o, U)",
        r"\log(1 + e^{-u_o^\top v_c}) + \sum_{k=1}^{K} \log(1 + e^{u_k^\top v_c})",
    ),
    Row(
        "window centre",
        "word2vec",
        r"\frac{\partial J_{skip-gram}(v_c, w_{t-m}, \dots, w_{t+m}, U)}{\partial v_c}",
        r"\sum_{-m \le j \le m, j \ne 0} \frac{\partial J(v_c, w_{t+j}, U)}{\partial v_c}",
        settled=NAIVE,
    ),
    Row(
        "window outside",
        "word2vec",
        r"\frac{\partial J_{skip-gram}(v_c, w_{t-m}, \dots, w_{t+m}, U)}{\partial U}",
        r"\sum_{-m \le j \le m, j \ne 0} \frac{\partial J(v_c, w_{t+j}, U)}{\partial U}",
        settled=NAIVE,
    ),
    Row(
        "window other",
        "word2vec",
        r"\frac{\partial J_{skip-gram}(v_c, w_{t-m}, \dots, w_{t+m}, U)}{\partial v_w}",
        "0",
        when=r"w \ne c",
    ),
    Row(
        "window expectation",
        "word2vec",
        r"\sum_{-m \le j \le m, j \ne 0} \frac{\partial J(v_c, w_{t+j}, U)}{\partial v_c}",
        r"\sum_{-m \le j \le m, j \ne 0} \left(-u_{w_{t+j}} + \sum_{x=1}^{V} \hat{y}_x u_x\right)",
    ),
    # word2vec in the letters of 2015
    Row("2015 vector", "word2vec-2015", r"\frac{\partial CE(w, \hat{w})}{\partial \hat{r}}", r"W^\top (\hat{w} - w)"),
    Row("2015 matrix", "word2vec-2015", r"\frac{\partial CE(w, \hat{w})}{\partial W}", r"(\hat{w} - w) \hat{r}^\top"),
    Row(
        "2015 sum",
        "word2vec-2015",
        r"\frac{\partial CE(w, \hat{w})}{\partial \hat{r}}",
        r"-w_i + \sum_j \hat{w}_j w_j",
        settled=MEMBERS,
    ),
    Row(
        "2015 other",
        "word2vec-2015",
        r"\frac{\partial J}{\partial w_j}",
        r"\hat{w}_j \hat{r}",
        when=r"j \ne i",
        settled=MEMBERS,
    ),
    # softmax
    Row("softmax", "softmax", "p_i", r"\frac{\exp(s_i)}{\sum_{j=1}^{K} \exp(s_j)}"),
    Row("softmax entry", "softmax", r"\frac{\partial p_i}{\partial s_j}", r"p_i (\delta_{ij} - p_j)"),
    Row("softmax same", "softmax", r"\frac{\partial p_i}{\partial s_j}", r"p_i (1 - p_j)", when="i = j"),
    Row("softmax different", "softmax", r"\frac{\partial p_i}{\partial s_j}", r"-p_i p_j", when=r"i \ne j"),
    Row("softmax matrix", "softmax", r"\frac{\partial p}{\partial s}", r"\operatorname{diag}(p) - p p^\top"),
    Row("softmax log", "softmax", r"\log p_i", r"s_i - \log \sum_{k=1}^{K} e^{s_k}"),
    Row("softmax log entry", "softmax", r"\frac{\partial \log p_i}{\partial s_j}", r"\delta_{ij} - p_j"),
    Row("softmax ratio", "softmax", r"\frac{p_i}{p_j}", r"e^{s_i - s_j}"),
    Row("softmax shift", "scores", r"\frac{e^{s_i - c}}{\sum_{j=1}^{K} e^{s_j - c}}", "p_i"),
    Row("softmax total", "softmax", r"\sum_{i=1}^{K} p_i", "1"),
    Row("softmax column", "softmax", r"\sum_i \frac{\partial p_i}{\partial s_j}", "0"),
    Row("softmax loss", "softmax", r"\frac{\partial L}{\partial s_i}", "p_i - y_i", assuming=ONE_HOT),
    Row("softmax loss vector", "softmax", r"\frac{\partial L}{\partial s}", "p - y", assuming=ONE_HOT),
    Row("softmax loss total", "softmax", r"\frac{\partial L}{\partial s_i}", r"p_i \sum_{k=1}^{K} y_k - y_i"),
    Row(
        "softmax chain",
        "softmax",
        r"\frac{\partial L}{\partial s_i}",
        r"-\sum_{j=1}^{K} \frac{y_j}{p_j} \frac{\partial p_j}{\partial s_i}",
    ),
    Row(
        "softmax split",
        "softmax",
        r"\frac{\partial L}{\partial s_i}",
        r"-y_i (1 - p_i) + \sum_{j \ne i} y_j p_i",
    ),
    Row("log sum exp", "scores", r"\frac{\partial F}{\partial s_i}", "p_i"),
    Row("log sum exp vector", "scores", r"\nabla_s F", r"\operatorname{softmax}(s)"),
    Row("log sum exp curvature", "scores", r"\frac{\partial p_i}{\partial s_j}", r"\delta_{ij} p_i - p_i p_j"),
    Row("log sum exp shift", "scores", r"\log \sum_j e^{s_j + c}", "F + c"),
    Row("entropy", "scores", r"-\sum_j p_j \log p_j", r"F - \sum_j p_j s_j"),
    Row("centred", "scores", r"\sum_j q_j (s_j - F)", r"\sum_j q_j \log p_j"),
    Row("cross entropy fixed", "scores", r"\frac{\partial}{\partial s_i} \sum_j q_j \log p_j", r"q_i - p_i"),
    # functions of numbers
    Row("sigmoid", "pair", r"\sigma(x)", r"\frac{e^x}{1 + e^x}"),
    Row("sigmoid mirror", "pair", r"\sigma(-x)", r"1 - \sigma(x)"),
    Row("sigmoid slope", "pair", r"\frac{\partial \sigma(x)}{\partial x}", r"\sigma(x) (1 - \sigma(x))"),
    Row("sigmoid log slope", "pair", r"\frac{\partial \log \sigma(x)}{\partial x}", r"1 - \sigma(x)"),
    Row("sigmoid odds", "pair", r"\log \frac{\sigma(x)}{1 - \sigma(x)}", "x"),
    Row("sigmoid softplus", "pair", r"-\log \sigma(x y)", r"\log(1 + e^{-x y})"),
    Row("sigmoid of difference", "pair", r"\sigma(x - y)", r"\frac{e^x}{e^x + e^y}"),
    Row("tanh", "pair", r"\tanh(x)", r"\frac{e^x - e^{-x}}{e^x + e^{-x}}"),
    Row("tanh slope", "pair", r"\frac{\partial \tanh(x)}{\partial x}", r"1 - \tanh(x)^2"),
    Row("tanh sigmoid", "pair", r"\tanh(x)", r"2 \sigma(2 x) - 1"),
    Row("relu mirror", "pair", r"\operatorname{relu}(x) - \operatorname{relu}(-x)", "x"),
    Row("relu size", "pair", r"\operatorname{relu}(x) + \operatorname{relu}(-x)", "|x|"),
    Row("relu apart", "pair", r"\operatorname{relu}(x) \operatorname{relu}(-x)", "0"),
    Row("root", "pair", r"\sqrt{x^2}", "|x|"),
    Row("size of a product", "pair", "|x| |y|", "|x y|"),
    Row("root of a product", "pair", r"\sqrt{x^2 y^2}", "|x y|"),
    Row("log of exp of a kink", "pair", r"\log e^{|x|}", "|x|"),
    Row("power", "pair", r"\frac{\partial x^3 y}{\partial x}", "3 x^2 y"),
    Row("quotient", "pair", r"\frac{\partial}{\partial x} \frac{x}{1 + e^x}", r"\frac{1 + e^x - x e^x}{(1 + e^x)^2}"),
    # linear and ridge regression
    Row("ridge", "linear", r"\nabla_\theta L", r"X^\top (X \theta - y) + \lambda \theta"),
    Row("ridge sum", "linear", r"\nabla_\theta L", r"\sum_i (x_i^\top \theta - y_i) x_i + \lambda \theta"),
    Row("ridge matrix", "linear", r"\nabla_\theta L", r"X^\top X \theta + \lambda \theta - X^\top y"),
    Row("ridge data", "linear", r"\frac{\partial L}{\partial y}", r"y - X \theta"),
    Row("ridge design", "linear", r"\frac{\partial L}{\partial X}", r"(X \theta - y) \theta^\top"),
    Row("ridge strength", "linear", r"\frac{\partial L}{\partial \lambda}", r"\frac{1}{2} \theta^\top \theta"),
    Row("square", "linear", r"\|X \theta - y\|^2", r"\theta^\top X^\top X \theta - 2 y^\top X \theta + y^\top y"),
    # logistic regression
    Row("logistic", "logistic", r"\nabla_\theta L", r"X^\top (h - y) + \lambda \theta"),
    Row("logistic sum", "logistic", r"\frac{\partial L}{\partial \theta}", r"\sum_i (h_i - y_i) x_i + \lambda \theta"),
    Row("logistic score", "logistic", r"\frac{\partial L}{\partial z_i}", "h_i - y_i"),
    Row(
        "logistic softplus",
        "logistic",
        "L",
        r"\sum_i \left(\log(1 + e^{z_i}) - y_i z_i\right) + \frac{\lambda}{2} \theta^\top \theta",
    ),
    Row("logistic probability", "logistic", r"\frac{\partial h_i}{\partial \theta}", r"h_i (1 - h_i) x_i"),
    # a network with two layers
    Row("network output", "network", r"\frac{\partial E}{\partial r}", "r - t"),
    Row("network U", "network", r"\frac{\partial E}{\partial U}", r"(r - t) h^\top"),
    Row("network hidden", "network", r"\frac{\partial E}{\partial z}", r"(U^\top (r - t)) \odot h \odot (1 - h)"),
    Row("network W", "network", r"\frac{\partial E}{\partial W}", r"((U^\top (r - t)) \odot h \odot (1 - h)) x^\top"),
    Row("network x", "network", r"\frac{\partial E}{\partial x}", r"W^\top ((U^\top (r - t)) \odot h \odot (1 - h))"),
    Row("network a", "network", r"\frac{\partial L}{\partial a}", "q - t", assuming=(r"\sum_k t_k = 1",)),
    Row("network b", "network", r"\frac{\partial E}{\partial b}", r"\frac{\partial E}{\partial z}"),
    Row(
        "network softmax U",
        "network",
        r"\frac{\partial L}{\partial U}",
        r"(q - t) h^\top",
        assuming=(r"\sum_k t_k = 1",),
    ),
    Row("rectifier u", "rectifier", r"\frac{\partial r}{\partial u_i}", r"\operatorname{relu}(z_i)"),
    Row("rectifier tanh", "rectifier", r"\frac{\partial g}{\partial z_i}", r"u_i (1 - \tanh(z_i)^2)"),
    Row(
        "rectifier W", "rectifier", r"\frac{\partial g}{\partial W}", r"(u \odot (1 - \tanh(z) \odot \tanh(z))) x^\top"
    ),
    # matrices
    Row("quadratic form", "matrices", r"\frac{\partial x^\top A x}{\partial x}", r"(A + A^\top) x"),
    Row("bilinear form", "matrices", r"\frac{\partial x^\top A y}{\partial A}", r"x y^\top"),
    Row("transposed product", "matrices", r"(A B)^\top", r"B^\top A^\top"),
    Row("trace order", "matrices", r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)"),
    Row("trace slope", "matrices", r"\frac{\partial \operatorname{tr}(A B)}{\partial A}", r"B^\top"),
    Row("entry of a product", "matrices", r"(A B)_{ij}", r"\sum_k A_{ik} B_{kj}"),
    Row("entry by entry", "matrices", r"\frac{\partial A_{ij}}{\partial A_{kl}}", r"\delta_{ik} \delta_{jl}"),
    Row("norm", "matrices", r"\frac{\partial \|x - y\|^2}{\partial x}", r"2 (x - y)"),
    Row("norm of a map", "matrices", r"\frac{\partial \|C v\|^2}{\partial v}", r"2 C^\top C v"),
    Row("sum swap", "matrices", r"\sum_i \sum_j A_{ij} x_i y_j", r"y^\top A^\top x"),
    Row("count", "matrices", r"\sum_j \sum_{k \ne j} 1", "|n|^2 - |n|"),
    Row("first and second", "matrices", r"\frac{\partial}{\partial x_1} x_1^2 x_2", "2 x_1 x_2"),
    Row("all but the first", "matrices", r"\sum_{j \ne 1} x_j", r"\sum_j x_j - x_1"),
    Row("one left out", "matrices", r"\sum_{j \ne i} A_{ij} x_j", r"\sum_j A_{ij} x_j - A_{ii} x_i"),
    # distributions
    Row("divergence", "choice", r"\frac{\partial}{\partial p_i} \sum_k q_k \log p_k", r"\frac{q_i}{p_i}"),
    Row("mean shift", "choice", r"\sum_k p_k (\log p_k - \log p_i)", r"\sum_k p_k \log p_k - \log p_i"),
    Row("rest", "choice", r"\sum_{k \ne w} q_k", "1 - q_w"),
    Row("pick", "choice", r"\sum_k \delta_{ko} p_k", "p_w", when="w = o"),
    Row("pick nothing", "choice", r"\delta_{wo} p_w + q_w", "q_w", when=r"w \ne o"),
    Row("log of a product", "choice", r"\log (p_i p_j^2)", r"\log p_i + 2 \log p_j"),
    Row("power of a probability", "choice", r"\sqrt{p_i p_j}", r"\sqrt{p_i} \sqrt{p_j}"),
    Row("double sum", "choice", r"\sum_i \sum_j p_i q_j", "1"),
    Row("unknown slope", "unknown", r"\frac{\partial}{\partial x_j} \sum_i g(x_i)", "g'(x_j)"),
)

OPEN: tuple[Row, ...] = (  # true, not proved so far: kept here so that a proof of one is noticed
    Row("size of a difference of squares", "pair", "|x^2 - y^2|", "|x - y| |x + y|"),
    Row("size of a size", "pair", r"\left| 1 + |x| \right|", "1 + |x|"),
    Row(
        "quotients below a sum in an exponent",
        "choice",
        r"\exp\left(\sum_i \frac{q_i}{p_i (p_i + q_i)}\right)",
        r"\exp\left(\sum_i \left(\frac{1}{p_i} - \frac{1}{p_i + q_i}\right)\right)",
    ),
    Row("larger of two squares", "pair", r"\operatorname{relu}(x^2 - 2 x y + y^2)", "(x - y)^2"),
)
