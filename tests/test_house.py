"""The house rules that no other tool checks."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

import derive
from tools.examples import examples, pages, rewritten

ROOT = Path(__file__).resolve().parent.parent


def files(*patterns: str) -> list[Path]:
    """The files of the project: what git keeps, or will once it is added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]


def test_files_are_at_most_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): n for path in files("*.py") if (n := len(path.read_text().splitlines())) > 400}
    assert not long


def test_architecture_fits_on_two_screens() -> None:
    assert len((ROOT / "docs/architecture.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_no_path_of_a_machine() -> None:
    path = re.compile(rb"(?<![\w.:/-])/(?:home|Users|root|work|opt|mnt|srv)/\w")
    guilty = [str(file.relative_to(ROOT)) for file in files() if path.search(file.read_bytes())]
    assert not guilty


def test_version_is_one() -> None:
    assert version("derivecheck") == derive.__version__
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[0] in ("Unreleased", derive.__version__)
    assert headings[1:] == [] or headings[1] == derive.__version__ or headings[0] == derive.__version__


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_show_what_really_happens(page: Path) -> None:
    assert rewritten(page) == page.read_text(encoding="utf-8")


def test_some_example_is_run() -> None:
    assert any(example.kind == "console" and example.file is None for page in pages() for example in examples(page))


def test_a_stale_example_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- run -->\n```console\n$ echo a; exit 3\nb\n```\n\n```console\n$ echo c\nd\n```\n")
    assert rewritten(page) == page.read_text().replace("\nb\n", "\na\n[exit 3]\n")
    page.write_text("<!-- file: LICENSE -->\n```text\nold\n```\n")
    assert (ROOT / "LICENSE").read_text() in rewritten(page)
    for wrong in ("raise RuntimeError", ">>> 1 + 1\n3"):
        page.write_text(f"<!-- run -->\n```python\n{wrong}\n```\n")
        with pytest.raises((RuntimeError, AssertionError)):
            rewritten(page)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_decision_is_one_page() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert all(len(path.read_text(encoding="utf-8").splitlines()) <= 60 for path in decisions)
