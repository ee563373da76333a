"""The path of a document through the judge: contexts, conventions, definitions, conditions, repairs, limits."""

from pathlib import Path

import pytest

import derive
from derive.decision import decide
from derive.errors import UsageError
from derive.prove.decide import Proof
from derive.verdicts.verdict import Finding, Report, Verdict


def verdicts(text: str, **options: object) -> list[str]:
    return [f.verdict.value for f in derive.check(text, **options).findings]  # type: ignore[arg-type]


def only(text: str, **options: object) -> Finding:
    (finding,) = derive.check(text, **options).findings  # type: ignore[arg-type]
    return finding


def display(*lines: str) -> str:
    return "\n\n".join(f"$${line}$$" for line in lines)


DECLARED = """---
derive:
  context: none
  let:
    - W \\in \\mathbb{R}^{n \\times d}, rows w_i
    - x \\in \\mathbb{R}^d
    - y \\in \\mathbb{R}^n
---

"""


def test_each_verdict_has_its_step() -> None:
    found = verdicts(
        DECLARED
        + display("W x = W x", "W x = x", "W x = y", "z = W x", "W q = y", r"\frac{\partial |z|}{\partial x} = x")
    )
    assert found[:5] == ["proved", "ill-formed", "refuted", "defined", "unreadable"]


def test_a_refuted_step_carries_what_a_person_needs() -> None:
    finding = only(DECLARED + display(r"\frac{\partial x^T x}{\partial x} = x"))
    assert finding.verdict is Verdict.REFUTED
    assert finding.counterexample is not None
    assert finding.counterexample.sizes == {"d": 1}
    assert (finding.counterexample.left, finding.counterexample.right) == ("2", "1")
    assert finding.counterexample.entry == "(1)"


def test_repairs_are_proved_and_keep_the_authors_words() -> None:
    finding = only(DECLARED + display(r"\frac{\partial\, y^T W x}{\partial W} = x y^T"))
    assert finding.verdict is Verdict.ILL_FORMED
    (repair,) = finding.repairs
    assert verdicts(DECLARED + display(rf"\frac{{\partial\, y^T W x}}{{\partial W}} = {repair.source}")) == ["proved"]


@pytest.mark.parametrize(
    ("wrong", "edit"),
    [
        (r"-2 x", "sign"),
        (r"(2 x)^T", "transpose"),
    ],
)
def test_repairs_of_each_kind(wrong: str, edit: str) -> None:
    finding = only(DECLARED + display(rf"\frac{{\partial x^T x}}{{\partial x}} = {wrong}"), layout="shape")
    assert finding.repairs[0].edit == edit


def test_an_index_for_another_is_repaired() -> None:
    text = DECLARED + display(r"\frac{\partial \sum_j y_j^2}{\partial y_i} = 2 y_j")
    finding = only(text)
    assert finding.verdict is Verdict.ILL_FORMED
    assert [(r.edit, r.source) for r in finding.repairs] == [("index", "2 y_i")]


def test_no_repair_is_shown_that_is_not_proved() -> None:
    assert only(DECLARED + display(r"\frac{\partial x^T x}{\partial x} = 3 x + x_1 x")).repairs == ()


def test_a_layout_can_be_demanded() -> None:
    text = DECLARED + display(r"\frac{\partial x^T x}{\partial x} = 2 x^T")
    assert verdicts(text) == ["proved"]
    assert verdicts(text, layout="numerator") == ["proved"]
    finding = only(text, layout="denominator")
    assert finding.verdict is Verdict.ILL_FORMED
    assert "transposition" in finding.message


def test_the_layout_of_a_section_is_the_one_that_proves_most() -> None:
    right = r"\frac{\partial x^T x}{\partial x} = 2 x"
    wrong = r"\frac{\partial y^T W x}{\partial x} = y^T W"
    assert verdicts(DECLARED + display(right, right, wrong)) == ["proved", "proved", "ill-formed"]


def test_conditions_count_only_where_they_are_stated() -> None:
    claim = display(r"\frac{\partial p_i}{\partial s_j} = p_i (1 - p_j)")
    assert verdicts(claim, context="softmax") == ["refuted"]
    assert verdicts(f"When $i = j$,\n\n{claim}", context="softmax") == ["proved"]
    assert verdicts(f"We write $i = j$ now and then. Here it is not so.\n\n{claim}", context="softmax") == ["refuted"]


def test_a_condition_not_understood_refutes_nothing() -> None:
    claim = display(r"y_1 = 2")
    assert verdicts(DECLARED + claim) == ["refuted"]
    assert verdicts(DECLARED + f"When $y_1 > 1$,\n\n{claim}") == ["undecided"]


def test_assumptions_are_listed_unless_the_document_states_them() -> None:
    claim = display(r"\frac{\partial L}{\partial s_i} = p_i - y_i")
    finding = only(claim, context="softmax")
    assert finding.verdict is Verdict.PROVED
    assert finding.assuming == (r"\sum_k y_k = 1",)
    stated = "---\nderive:\n  context: softmax\n  assume:\n    - \\sum_k y_k = 1\n---\n\n"
    assert only(stated + claim).assuming == ()


def test_that_letters_differ_is_not_assumed_where_the_step_says_what_holds_if_they_do_not() -> None:
    head, slope = DECLARED, r"\frac{\partial y_i^2}{\partial y_j}"
    assert derive.check(head + display(f"{slope} = 0")).findings[0].assuming == (r"i \ne j",)
    assert derive.check(head + display(rf"{slope} = 2 y_i \delta_{{ij}}")).findings[0].assuming == ()
    for wrong in (r"\delta_{ij}", "[i = j]", r"\begin{cases} 1 & i = j \\ 0 & i \ne j \end{cases}"):
        assert derive.check(head + display(f"{slope} = {wrong}")).findings[0].verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("claim", "allowed"),
    [
        (r"\log(-1) = \log(-1)", "undecided"),
        (r"\log(-2) = \log 2", "undecided"),
        (r"\frac{0}{0} = 1", "unreadable"),
        (r"0^0 = 1", "unreadable"),
        (r"\frac{x_1}{\sum_{k=1}^{n} 0} = x_1", "undecided"),
        (r"\frac{x_1}{x_1 - x_1} = 3", "undecided"),
        (r"\sum_{i=1}^{n} i = n", "unreadable"),
        (r"\sqrt{x_1^2} = x_1", "refuted"),
        (r"|n| = 3 + 0", "refuted"),
    ],
)
def test_what_has_no_value_is_never_proved(claim: str, allowed: str) -> None:
    assert verdicts(DECLARED + display(claim)) == [allowed]


def test_definitions_in_a_circle_define_nothing() -> None:
    assert "proved" not in verdicts(display("p = q + 1", "q = p + 1", "p = p + 2"), context="none")


def test_a_one_hot_vector_is_assumed_only_where_its_index_is_named() -> None:
    finding = only(display(r"-\sum_k y_k \log p_k = -\log p_o"), context="softmax")
    assert finding.verdict is Verdict.PROVED
    assert finding.assuming == ("y = onehot(o)",)
    assert verdicts(display(r"-\sum_k y_k \log p_k = -\log p_i"), context="softmax") == ["ill-formed"]


def test_definitions_are_used_and_checked() -> None:
    assert verdicts(DECLARED + display("z = W x", "z_i = w_i^T x", "z_i = w_i^T x + 1")) == [
        "defined",
        "proved",
        "refuted",
    ]


def test_a_definition_that_is_not_understood_poisons_its_name() -> None:
    text = display(r"J = -\log \hat y_o", r"J = \Xi(\hat y)", r"\frac{\partial J}{\partial v_c} = U^T(\hat y - y)")
    assert verdicts(text, context="word2vec")[-1] == "unreadable"


def test_a_bare_loss_may_be_any_labelled_one() -> None:
    claim = display(r"\frac{\partial J}{\partial u_o} = -(1 - \sigma(u_o^T v_c)) v_c")
    finding = only(claim, context="word2vec")
    assert finding.verdict is Verdict.PROVED
    assert "J_neg-sample" in finding.context


def test_a_derivative_by_what_is_not_there_makes_nothing_false() -> None:
    text = DECLARED + display("a = x^T x", "L = y^T y", r"\frac{\partial L}{\partial x} = 2 a x")
    assert verdicts(text)[-1] == "unreadable"


def test_functions_of_which_only_the_name_is_known_refute_nothing() -> None:
    product = r"f(x) = g(x) h(x) \Rightarrow f'(x) = g'(x) h(x) + g(x) h'(x)"
    assert verdicts(display(product)) == ["defined", "proved"]
    assert verdicts(display(product.replace("+", "-"))) in (["defined", "undecided"], ["defined", "unreadable"])


def test_one_bad_term_hides_none_of_its_neighbours() -> None:
    text = DECLARED + display(r"W x = W (x = y", r"x^T x = \sum_k x_k^2")
    assert verdicts(text)[-1] == "proved"
    assert "proved" not in verdicts(text)[:-1]


def test_positions_are_those_of_the_file() -> None:
    report = derive.check("\n\n  $$1 + 1 = 2$$\n")
    assert report.source.position(report.findings[0].span.start) == (3, 11)


def test_options_are_checked() -> None:
    with pytest.raises(UsageError, match="unknown context"):
        derive.check("$$1=1$$", context="word3vec")
    with pytest.raises(UsageError, match="unknown layout"):
        derive.check("$$1=1$$", layout="sideways")


def test_a_problem_file_declares_for_many(tmp_path: Path) -> None:
    problem = tmp_path / "p.toml"
    problem.write_text("context = 'none'\nlet = ['q \\in \\mathbb{R}^n']\n", encoding="utf-8")
    assert verdicts(display(r"q^T q = \sum_i q_i^2"), problem=problem) == ["proved"]
    problem.write_text("let = ['q \\in']\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"p\.toml:1"):
        derive.check(display("q = q"), problem=problem)
    problem.write_text("wrong = 3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="wrong"):
        derive.check(display("q = q"), problem=problem)


def test_exit_codes() -> None:
    def code(text: str) -> int:
        return derive.check(text).exit_code

    assert code("$$1 + 1 = 2$$") == 0
    assert code("$$1 + 1 = 3$$") == 1
    assert code(r"$$1 + 1 = \Xi(q)$$") == 3
    assert code("---\nderive:\n  let:\n    - nonsense\n---\n$$1 + 1 = 3$$") == 2
    assert code(r"\newcommand{\a}{\a\a} $$\a = 1$$") == 3


def test_a_verdict_is_no_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(Verdict.PROVED)


def test_reports_are_the_same_for_the_same_text() -> None:
    text = (Path(__file__).parent.parent / "corpus" / "rows.md").read_text(encoding="utf-8")

    def facts(report: Report) -> list[tuple[object, ...]]:
        return [(f.span, f.verdict, f.message, f.counterexample, f.repairs, f.context) for f in report.findings]

    assert facts(derive.check(text)) == facts(derive.check(text))


def test_what_may_rest_on_words_is_not_called_a_side_that_is_not_understood() -> None:
    declared = DECLARED.replace("W \\in", "Q \\in \\mathbb{R}^{d \\times d}\n    - W \\in")
    found = only(f"{declared}Let $Q$ be orthogonal.\n\n$$Q^\\top Q x = x$$\n")
    assert (found.code, found.message) == ("D305", "false, unless it rests on what the words say of Q")


@pytest.mark.parametrize(("step", "code"), [("g_q = 2 g_q", "D101"), ("g_q = h_r", "D202")])
def test_nothing_is_said_where_the_deciders_disagree(step: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "---\nderive:\n  let:\n    - g \\in \\mathbb{R}^Q\n    - h \\in \\mathbb{R}^Q\n---\n" + f"$${step}$$\n"
    assert [finding.code for finding in derive.check(text).findings] == [code]
    monkeypatch.setattr(decide, "prove", lambda *_: Proof((), 1))
    decide.disagreement.cache_clear()
    try:
        assert [finding.code for finding in derive.check(text).findings] == ["D902"]
    finally:
        decide.disagreement.cache_clear()
