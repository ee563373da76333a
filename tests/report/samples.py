"""Reports built by hand, one link of every kind, so that the renderers are tested without the judge."""

from __future__ import annotations

from derive.source.text import Source, Span
from derive.verdicts.verdict import Counterexample, Finding, Note, Repair, Report, Verdict

TEXT = """\
# 问题 3: softmax
$$p_j = \\frac{e^{s_j}}{Z}$$ 其中
$$\\frac{\\partial p_j}{\\partial s_i} = p_j([i=j] - p_i)$$
\t$$损失 = -p_i(1 - p_j)$$
$$\\sum_j y_j p_i = p_i$$
$$v_c = u_{o,1}$$
$$Z = \\max_j s_j + \\log K$$
$$p_j = \\frac{a}{b$$
"""


def span_of(text: str, piece: str, after: int = 0) -> Span:
    """Where a piece of a text stands."""
    start = text.index(piece, after)
    return Span(start, start + len(piece))


def link(
    source: Source,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    caret: str = "",
    code: str = "",
    message: str = "",
    understood: tuple[str, str] | None = None,
    role: str = "claim",
    **rest: object,
) -> Finding:
    """A finding about `left = right`, which must stand in the text once, written with one space around the sign."""
    whole = span_of(source.text, f"{left} = {right}")
    left_span = Span(whole.start, whole.start + len(left))
    sign = Span(left_span.end + 1, left_span.end + 2)
    return Finding(
        span=sign,
        left_span=left_span,
        right_span=Span(sign.end + 1, whole.end),
        role=role,
        relation="=",
        left=left,
        right=right,
        understood=(left, right) if understood is None else understood,
        verdict=verdict,
        code=code,
        message=message,
        caret=span_of(source.text, caret, whole.start) if caret else None,
        **rest,
    )


def sample(path: str = "a2.md") -> Report:
    """Every verdict once, `proved` twice, and two notes that say the same."""
    source = Source(path, TEXT)
    context = "words as rows, shape convention"
    findings = (
        link(source, "p_j", "\\frac{e^{s_j}}{Z}", Verdict.DEFINED, role="definition", context=context),
        link(source, "\\frac{\\partial p_j}{\\partial s_i}", "p_j([i=j] - p_i)", Verdict.PROVED, context=context),
        link(
            source,
            "损失",
            "-p_i(1 - p_j)",
            Verdict.REFUTED,
            code="D101",
            message="the two sides differ",
            conditions=("i \\ne j",),
            counterexample=Counterexample(
                {"K": 2}, {"i": 1, "j": 2}, {"s[1]": "0", "s[2]": "1/2"}, "1/4", "-1/4", "(1, 2)"
            ),
            repairs=(Repair("right", "p_i(1 - p_j)", "sign"),),
            context=context,
        ),
        link(source, "\\sum_j y_j p_i", "p_i", Verdict.PROVED, assuming=("sum_k y_k = 1",), context=context),
        link(
            source,
            "v_c",
            "u_{o,1}",
            Verdict.ILL_FORMED,
            code="D201",
            message="a vector is equated with a number",
            found="v_c of shape (d,), u_{o,1} of shape ()",
            expected="the same shape on both sides",
            caret="u_{o,1}",
            context=context,
        ),
        link(
            source,
            "Z",
            "\\max_j s_j + \\log K",
            Verdict.UNDECIDED,
            code="D901",
            message="no proof and no counterexample found",
            context=context,
        ),
        link(
            source,
            "p_j",
            "\\frac{a}{b",
            Verdict.UNREADABLE,
            code="D001",
            message="this brace is never closed",
            understood=("p_j", ""),
            caret="{b",
            hint="add } after b",
            context=context,
        ),
    )
    mends = tuple(Note(span_of(TEXT, piece), "read 's_j' as an entry of s") for piece in ("s_j", "s_j + "))
    return Report(source, findings, (*mends, Note(None, "gradients in shape convention", "warning")), "let:\n  - s")
