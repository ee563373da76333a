"""What an edit leaves behind is swept up; what the author wrote stays."""

import pytest

from derive.repairs.crumbs import tidied


@pytest.mark.parametrize(
    ("text", "at", "swept"),
    [
        (r"(\hat y_w) v_c", 9, r"\hat y_w v_c"),
        ("(y - p)", 3, "y - p"),
        ("((y - p))", 3, "y - p"),
        ("(y - p)^T", 3, "(y - p)^T"),
        (r"(A)^\top b", 1, r"A^\top b"),
        (r"(A^\top)^\top b", 1, r"(A^\top)^\top b"),
        (r"(2 m)\, u - v", 1, r"2 m\, u - v"),
        ("a - (b + c)", 5, "a - (b + c)"),
        ("a + (b + c)", 5, "a + b + c"),
        ("(a - b) + c", 1, "a - b + c"),
        (r"\sum_n (a_n b_n)", 8, r"\sum_n a_n b_n"),
        (r"\sum_n (a_n + b_n)", 8, r"\sum_n (a_n + b_n)"),
        ("f (x)", 4, "f (x)"),
        (r"\sigma(x)", 8, r"\sigma(x)"),
        (r"\log(x)", 6, r"\log(x)"),
        (r"\frac{1}{2} (A) (x + y)", 13, r"\frac{1}{2} (A) (x + y)"),
        ("-q_i (1) + b", 6, "-q_i + b"),
        (r"1 \cdot x", 0, "x"),
        ("x + 0", 4, "x"),
        ("a  b", 2, "a b"),
        (r"\left(a\right) b", 7, "a b"),
        ("2 (3)", 3, "2 (3)"),
        (r"a \odot (b c)", 9, r"a \odot (b c)"),
    ],
)
def test_crumbs_are_swept_up(text: str, at: int, swept: str) -> None:
    assert tidied(text, (at,), "") == swept


@pytest.mark.parametrize("text", ["(a) b + c d", r"p_j (p_i) + c", r"1 \cdot x + c", "x + 0 + c"])
def test_what_no_edit_touched_stays(text: str) -> None:
    assert tidied(text, (len(text),), "") == text


def test_what_was_needless_before_stays() -> None:
    assert tidied("(x y) z", (0,), "-(x y) z") == "(x y) z"
    assert tidied("(x - y)", (0,), "-(x - y)") == "x - y"


@pytest.mark.parametrize("text", ["(a", "", r"\frac{a}{", "a = b"])
def test_what_cannot_be_read_stays(text: str) -> None:
    assert tidied(text, (0,), "") == text
