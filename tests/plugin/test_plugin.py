"""The plugin for pytest: documents as items, a fixture for code, and nothing at all where it is not asked for."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

pytest_plugins = ["pytester"]

TRUE = "# Answer\n\n$$(a + b)^2 = a^2 + 2 a b + b^2$$\n"
FALSE = "# Answer\n\n$$(a + b)^2 = a^2 + b^2$$\n"
OPEN = "# Answer\n\n$$\\lim_{x \\to 0} f(x) = \\heartsuit(x)$$\n"
LET = "---\nderive:\n  let: a, b \\in \\mathbb{R}\n---\n"
CODE = """
import numpy as np
import numeric
import pytest

def wrong(U, v_c, o):
    loss, dU, dv_c = numeric.naive_softmax(U, v_c, o)
    return loss, -dU, dv_c
"""


@pytest.fixture
def documents(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with one document of each kind."""
    for name, text in (("true", LET + TRUE), ("false", LET + FALSE), ("open", LET + OPEN), ("prose", "# Words\n")):
        pytester.path.joinpath(f"{name}.md").write_text(text, encoding="utf-8")
    return pytester


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    return {key: n for key, n in result.parseoutcomes().items() if key not in ("warnings", "warning")}


def test_documents_are_items(documents: pytest.Pytester) -> None:
    result = documents.runpytest("--derive", "-rA")
    assert outcomes(result) == {"passed": 1, "failed": 1, "xfailed": 1, "skipped": 1}
    result.stdout.fnmatch_lines(["*false.md:7:*refuted*", "*smallest example:*"])
    assert "Traceback" not in result.stdout.str()


def test_strict_lets_nothing_stay_open(documents: pytest.Pytester) -> None:
    result = documents.runpytest("--derive-strict", "open.md", "true.md")
    assert outcomes(result) == {"passed": 1, "failed": 1}
    result.stdout.fnmatch_lines(["*open.md:7:*"])


def test_nothing_is_collected_unasked(documents: pytest.Pytester) -> None:
    result = documents.runpytest()
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_verdicts_are_properties(documents: pytest.Pytester) -> None:
    documents.runpytest("--derive", "false.md", "--junitxml=out.xml")
    found = ET.parse(documents.path / "out.xml").getroot()
    kept = {one.attrib["name"]: one.attrib["value"] for one in found.iter("property")}
    assert kept["derive.refuted"] == "1"
    assert "refuted [D101]" in kept.values()


def test_a_document_that_cannot_be_read_fails_in_a_sentence(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("bad.md").write_bytes(b"\xff\xfe")
    result = pytester.runpytest("--derive")
    assert outcomes(result) == {"failed": 1}
    result.stdout.fnmatch_lines(["*bad.md: not UTF-8*"])


def test_markers_choose(documents: pytest.Pytester) -> None:
    assert outcomes(documents.runpytest("--derive", "-m", "not derive")) == {"deselected": 4}


def test_it_lives_beside_doctest_and_sybil(pytester: pytest.Pytester) -> None:
    pytest.importorskip("sybil")
    pytester.path.joinpath("page.md").write_text(
        LET + TRUE + "\n```python\n>>> 1 + 1\n2\n\n```\n\n```python\nassert 1 + 1 == 2\n```\n", encoding="utf-8"
    )
    doctests = pytester.runpytest("--derive", "--doctest-glob=*.md", "-v")
    assert outcomes(doctests) == {"passed": 2}
    pytester.makeconftest(
        "from sybil import Sybil\n"
        "from sybil.parsers.markdown import PythonCodeBlockParser\n"
        "pytest_collect_file = Sybil([PythonCodeBlockParser()], patterns=['*.md']).pytest()\n"
    )
    both = pytester.runpytest("--derive", "-v")
    assert outcomes(both) == {"passed": 3}
    assert outcomes(pytester.runpytest("-v")) == {"passed": 2}


def test_code_agrees_with_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        CODE
        + """
def test_right(derive_agrees):
    assert derive_agrees(numeric.naive_softmax, "naive-softmax").cases > 20

@pytest.mark.derive("naive-softmax", extreme=False)
def test_wrong(derive_agrees):
    derive_agrees(wrong)
"""
    )
    result = pytester.runpytest("--junitxml=out.xml")
    assert outcomes(result) == {"passed": 1, "failed": 1}
    result.stdout.fnmatch_lines(["E*AssertionError: wrong differs from naive-softmax*", "E*looks like: *sign*"])
    assert "agreeing.py" not in result.stdout.str()
    kept = [one.attrib["name"] for one in ET.parse(pytester.path / "out.xml").getroot().iter("property")]
    assert kept == ["derive.cases"]


def test_it_loads_nothing_unasked() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import derive.plugin; print(*sorted(set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {name.split(".")[0] for name in found} <= {"derive", *sys.stdlib_module_names}
    assert {name for name in found if name.startswith("derive.")} == {"derive.errors", "derive.plugin"}
