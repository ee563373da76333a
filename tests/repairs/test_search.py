"""Repairs: each family is seen to act and to refuse, the right side is blamed, and nothing silly is shown."""

import pytest

import derive
from derive.source.text import Source
from derive.verdicts.verdict import Finding, Repair, Report, Verdict

SCORES = r"""---
derive:
  context: none
  let:
    - z \in \mathbb{R}^n
    - t \in \mathbb{R}^n
    - q = softmax(z)
    - E = -\sum_k t_k \log q_k
  assume:
    - \sum_k t_k = 1
---

"""
MATRICES = r"""---
derive:
  context: none
  layout: shape
  let:
    - M \in \mathbb{R}^{n \times d}
    - N \in \mathbb{R}^{n \times n}
    - x \in \mathbb{R}^d
    - g \in \mathbb{R}^n
    - h = M x
    - F = g^\top M x
---

"""
WORDS = "---\nderive:\n  context: word2vec\n---\n\n"


def findings(head: str, *lines: str) -> list[Finding]:
    return list(derive.check(head + "\n\nSo\n\n".join(f"$${line}$$" for line in lines)).findings)


def shown(head: str, line: str) -> list[tuple[str, str, str]]:
    """The repairs of the last step of a chain."""
    return [(r.side, r.source, r.edit) for r in findings(head, line)[-1].repairs]


def put_in(report: Report) -> str:
    """The document with the first repair of every step in place of what it repairs."""
    first = {}
    for finding in report.findings:
        for repair in finding.repairs[:1]:
            span = finding.left_span if repair.side == "left" else finding.right_span
            first[span.start, span.end] = repair.source
    text = report.source.text
    for (start, end), new in sorted(first.items(), reverse=True):
        text = f"{text[:start]}{new} {text[end:]}"
    return text


SLIPS = [
    # signs
    (SCORES, r"\frac{\partial E}{\partial z_a} = t_a - q_a", "q_a - t_a", "sign"),
    (SCORES, r"\frac{\partial q_a}{\partial z_a} = -q_a (1 - q_a)", "q_a (1 - q_a)", "sign"),
    (SCORES, r"E = \sum_k t_k z_k - \log \sum_k \exp(z_k)", r"\log \sum_k \exp(z_k) - \sum_k t_k z_k", "sign"),
    (SCORES, r"1 - \sigma(z_1) = \sigma(z_1)", r"\sigma(-z_1)", "sign"),
    (SCORES, r"\frac{\partial \operatorname{ReLU}(z_a)}{\partial z_a} = [z_a < 0]", "[z_a > 0]", "sign"),
    # index letters
    (SCORES, r"\frac{\partial \log q_b}{\partial z_a} = \delta_{ab} - q_b", r"\delta_{ab} - q_a", "index"),
    (SCORES, r"\frac{\partial E}{\partial z_a} = \sum_k t_k q_a - t_b", r"\sum_k t_k q_a - t_a", "index"),
    (SCORES, r"\nabla_z E = q_a - t_a", "q - t", "index"),
    (MATRICES, r"h_a = \sum_{b=1}^d M_{ab} x", r"\sum_{b=1}^d M_{ab} x_b", "index"),
    # a sum that is lost
    (MATRICES, r"h_a = M_{ab} x_b", r"\sum_b M_{ab} x_b", "sum"),
    (SCORES, r"\frac{\partial E}{\partial z_a} = q_a - t_b \delta_{ab}", r"q_a - \sum_b t_b \delta_{ab}", "sum"),
    # transposes
    (MATRICES, r"\frac{\partial F}{\partial M} = g^T x", "g x^T", "transpose"),
    (MATRICES, r"\frac{\partial F}{\partial M} = x g^\top", r"g x^\top", "transpose"),
    (MATRICES, r"\frac{\partial F}{\partial M} = x g", r"g x^\top", "transpose"),
    (MATRICES, r"F = x^\top x", "", ""),
    (
        SCORES,
        r"\frac{\partial E}{\partial z_a} = t_a (1 - q_a) + \sum_{b \ne a}^{n} t_b q_a",
        r"-t_a (1 - q_a) + \sum_{b \ne a}^{n} t_b q_a",
        "sign",
    ),
    (
        MATRICES,
        r"\frac{\partial N_{ab}}{\partial N_{jk}} = \delta_{aj} \delta_{jk}",
        r"\delta_{aj} \delta_{bk}",
        "index",
    ),
    (
        MATRICES,
        r"\frac{\partial N_{ab}}{\partial N_{jk}} = \delta_{ak} \delta_{jb}",
        r"\delta_{bk} \delta_{ja}",
        "index",
    ),
    (MATRICES, r"x^\top M^\top g - x^\top x = -F - x^\top x", r"F - x^\top x", "sign"),
    (MATRICES, r"x (x^\top x) = -(x^\top x) x", r"(x^\top x) x", "sign"),
    (MATRICES, r"\frac{\partial F}{\partial M} = -2 x g^\top + 3 g x^\top", "", ""),
    # targets
    (WORDS, r"\frac{\partial J}{\partial u_w} = (\hat y_w - 1) v_c", r"(\hat y_w - y_w) v_c", "one-hot"),
    (WORDS, r"\frac{\partial J}{\partial u_w} = \hat y_w v_c - v_c", r"\hat y_w v_c - y_w v_c", "one-hot"),
    # factors
    (MATRICES, r"\nabla_x F = 2 M^\top g", r"M^\top g", "factor"),
    (MATRICES, r"\nabla_x (x^\top x) = x", "2 x", "factor"),
]


@pytest.mark.parametrize(("head", "line", "repair", "edit"), SLIPS)
def test_a_slip_is_repaired_as_a_teacher_would(head: str, line: str, repair: str, edit: str) -> None:
    first = shown(head, line)[:1]
    assert first == ([("right", repair, edit)] if repair else [])


@pytest.mark.parametrize(("head", "line", "repair", "edit"), SLIPS)
def test_what_is_right_gets_no_repair_and_every_repair_is_proved(head: str, line: str, repair: str, edit: str) -> None:
    if repair:
        (finding,) = findings(head, f"{line.partition(' = ')[0]} = {repair}")
        assert finding.verdict is Verdict.PROVED
        assert finding.repairs == ()


def test_a_sum_a_sign_and_an_exchange_of_letters_at_once() -> None:
    line = r"\frac{\partial E}{\partial z_a} = t_b \frac{1}{q_a} \cdot (q_a \cdot (\delta_{ab} - q_b))"
    repair = r"-\sum_b t_b \frac{1}{q_b} \cdot (q_b \cdot (\delta_{ab} - q_a))"
    assert shown(SCORES, line) == [("right", repair, "sign, index, sum")]


def test_a_sum_is_written_as_the_author_writes_it() -> None:
    before = r"Since $$h_a = \sum_{b=1}^{d} M_{ab} x_b$$ we have "
    assert findings(MATRICES + before, r"h_a = M_{ab} x_b")[-1].repairs == (
        Repair("right", r"\sum_{b=1}^{d} M_{ab} x_b", "sum"),
    )
    other = before.replace("h_a", "F").replace("M_{ab} x_b", "").replace(r"\sum_{b=1}^{d}", r"\sum_{b=1}^{n} g_b h_b")
    assert shown(MATRICES + other, r"h_a = M_{ab} x_b")[-1] == ("right", r"\sum_b M_{ab} x_b", "sum")


def test_two_letters_are_repaired_where_one_is_not_enough() -> None:
    line = r"\frac{\partial E}{\partial z_a} = -t_b (1 - q_a) - \sum_{b \ne a}^{n} t_a (0 - q_a)"
    assert shown(SCORES, line)[0] == ("right", r"-t_a (1 - q_a) - \sum_{b \ne a}^{n} t_b (0 - q_a)", "index")


# which side


def test_a_term_that_agrees_with_the_beginning_is_not_blamed() -> None:
    """A = B = C where only B is wrong: both steps show the repair of B."""
    line = r"\frac{\partial E}{\partial z_a} = t_a - q_a = q_a - t_a"
    first, second = findings(SCORES, line)
    assert first.repairs == (Repair("right", "q_a - t_a", "sign"),)
    assert second.repairs == (Repair("left", "q_a - t_a", "sign"),)


def test_a_mistake_that_is_carried_on_is_mended_in_every_term() -> None:
    line = r"\frac{\partial E}{\partial z_a} = -t_b + q_b = -t_b + \sum_k t_k q_a"
    first, second = findings(SCORES, line)
    assert first.repairs[0].source == "-t_a + q_a"
    assert second.repairs[0].source == r"-t_a + \sum_k t_k q_a"


def test_a_slip_of_a_slip_is_compared_with_what_was_due() -> None:
    """The last term is one edit away from its wrong neighbour and one from what is right."""
    line = r"\frac{\partial E}{\partial z_a} = q_a + t_a = q_b - t_a"
    assert [f.repairs[0].source for f in findings(SCORES, line)] == ["q_a - t_a"] * 2


def test_the_side_with_the_stray_letter_is_edited() -> None:
    assert shown(SCORES, r"-t_b + t_a q_a = t_a (q_a - 1)") == [("left", "-t_a + t_a q_a", "index")]
    assert shown(SCORES, r"t_a (q_a - 1) = -t_b + t_a q_a") == [("right", "-t_a + t_a q_a", "index")]


def test_what_a_claim_is_about_is_edited_last() -> None:
    assert shown(WORDS, r"\hat y = P(O = o \mid C = c)") == [("left", r"\hat y_o", "index")]
    assert shown(MATRICES, r"h_a = \sum_k M_{bk} x_k")[0][:2] == ("right", r"\sum_k M_{ak} x_k")
    assert shown(WORDS, r"\frac{\partial J}{\partial v_w} = \sum_x \hat y_x u_x - u_o")[0] == (
        "left",
        r"\frac{\partial J}{\partial v_c}",
        "index",
    )


def test_with_the_first_repairs_in_place_every_step_is_proved() -> None:
    text = SCORES + "\n\n".join(f"$${line}$$\n\nand so" for head, line, repair, _ in SLIPS if head is SCORES and repair)
    text += r"$$\frac{\partial E}{\partial z_a} = q_a \sum_k t_k - t_b = -t_b + q_a = q_a - t_a$$"
    report = derive.check(text)
    assert all(f.verdict is Verdict.PROVED or f.repairs for f in report.findings)
    after = derive.check(Source("<text>", put_in(report)))
    assert {f.verdict for f in after.findings} == {Verdict.PROVED}


# nothing silly


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (WORDS, r"J(\theta) = J(u_c, o, U)"),
        (SCORES, "q_a (1 - q_b) = -q_a (1 - q_b)"),
        (SCORES, "q_a t_a = (q_a - 1) t_a"),
        (SCORES, "t_a = t_a + q_a"),
        (SCORES, "z_a = 2 z_a"),
        (MATRICES, r"M^\top g = g M"),
        (SCORES, r"\sum_k t_k z_k = \sum_k t_k z_b"),
        (SCORES, "E = E + E"),
    ],
)
def test_no_repair_is_a_copy_of_the_other_side(head: str, line: str) -> None:
    finding = findings(head, line)[-1]
    assert finding.verdict in (Verdict.REFUTED, Verdict.ILL_FORMED)
    copies = {"".join(side.split()) for side in (finding.left, finding.right)}
    assert not [repair for repair in finding.repairs if "".join(repair.source.split()) in copies]
    if head is not MATRICES:
        assert finding.repairs == ()


def test_nothing_is_repaired_into_nothing() -> None:
    assert {side for side, _, _ in shown(SCORES, r"q_a - q_a = q_a - \sum_k t_k q_b")} <= {"left"}
    assert [r for _, r, _ in shown(WORDS, r"\frac{\partial J}{\partial v_w} = \sum_x \hat y_x u_x - u_o")] == [
        r"\frac{\partial J}{\partial v_c}"
    ]


def test_no_argument_is_dropped() -> None:
    sources = [s for _, s, _ in shown(WORDS, r"-\log \hat y_o = J(v_c, o, U) + \hat y_o")]
    assert all("J(v_c, o, U)" in source for source in sources)


def test_what_holds_for_every_letter_comes_first() -> None:
    """Without its last term the side holds only where the letters differ: not shown beside what always holds."""
    repairs = shown(WORDS, r"\frac{\partial J}{\partial u_w} = (\hat y_w - \delta_{wc}) v_c")
    assert repairs == [("right", r"(\hat y_w - \delta_{wo}) v_c", "index")]


@pytest.mark.parametrize(("head", "line", "repair", "edit"), SLIPS)
def test_there_are_few_repairs_of_few_kinds(head: str, line: str, repair: str, edit: str) -> None:
    repairs = shown(head, line)
    assert len(repairs) <= 3
    assert len({r for _, r, _ in repairs}) == len({e for _, _, e in repairs}) == len(repairs)
