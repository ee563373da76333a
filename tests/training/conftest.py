"""A small text, and orders for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derive.training import Order
from numeric.word2vec.settings import Settings
from tests.numeric.word2vec.conftest import text


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.txt"
    path.write_text("".join(" ".join(words) + "\n" for words in text(60)), encoding="utf-8")
    return path


@pytest.fixture
def order(small: Path, tmp_path: Path) -> Callable[..., Order]:
    """An order for the small text."""

    def make(*, settings: dict[str, Any] | None = None, **said: Any) -> Order:
        chosen = {
            "size": 8,
            "window": 2,
            "negatives": 2,
            "min_count": 1,
            "epochs": 2,
            "sample": 0.05,
            **(settings or {}),
        }
        return Order(**{"output": tmp_path / "vectors.kv", "source": small, "settings": Settings(**chosen), **said})

    return make
