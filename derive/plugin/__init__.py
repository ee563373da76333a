"""The plugin for pytest: documents as tests, and a fixture for code.

    pytest --derive docs/                 judges every document there; --derive-strict lets no step stay open

    def test_mine(derive_agrees):
        derive_agrees(naiveSoftmaxLossAndGradient, "naive-softmax")

pytest loads this file in every run, so it loads no room: `documents` comes with --derive, the rest when the fixture is
called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import derive

MARKER = "derive(loss, **options): what `derive_agrees` is given; set on every document of --derive as well"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Nothing is collected without --derive."""
    group = parser.getgroup("derive", "written derivations")
    group.addoption("--derive", action="store_true", help="Judge every =-sign of documents (Markdown, TeX, HTML, ...).")
    group.addoption("--derive-strict", action="store_true", help="The same, and a step that stays open fails.")
    group.addoption("--derive-context", metavar="NAME", help="A built-in set of declarations, such as word2vec.")
    group.addoption("--derive-problem", metavar="FILE.toml", type=Path, help="Declarations that documents share.")


def pytest_configure(config: pytest.Config) -> None:
    """The collector is there only where it is asked for."""
    config.addinivalue_line("markers", MARKER)
    if config.option.derive or config.option.derive_strict:
        config.pluginmanager.import_plugin("derive.plugin.documents")


@pytest.fixture
def derive_agrees(request: pytest.FixtureRequest) -> Callable[..., object]:
    """derive.testing.agrees, with what the test's marker `derive` says; the number of cases becomes a property."""
    marker = request.node.get_closest_marker("derive")
    first, options = (marker.args, marker.kwargs) if marker else ((), {})

    def agrees(function: Callable[..., Any], *loss: Any, **more: Any) -> object:
        __tracebackhide__ = True
        outcome = derive.testing.agrees(function, *(loss or first), **(options | more))
        request.node.user_properties.append(("derive.cases", outcome.cases))
        return outcome

    return agrees
