"""What was read before is not read again: the same scope and the same answers, and only then."""

import gc

import pytest

import derive
from derive.judge.check import _try_section
from derive.judge.garbage import YOUNG, rarely_collected
from derive.links import memory
from derive.links.memory import Memory
from derive.links.readings import MOST, Reading, read_chain_in
from derive.naming.scope import Scope
from derive.opening.state import Options, State, opened
from derive.source.text import Source
from derive.syntax.chains import Chain
from derive.syntax.reader import read_document

TEXT = r"""---
derive:
  let:
    - sizes n
    - a \in \mathbb{R}^n
    - b \in \mathbb{R}^n
---
$$a^\top b = b^\top a$$

$$a \cdot b = b^\top a$$
"""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Chain]:
    """The chains that were read, one entry for each time."""
    chains: list[Chain] = []

    def reading(chain: Chain, scope: Scope, settled: dict[str, str]) -> Reading:
        chains.append(chain)
        return read_chain_in(chain, scope, settled)

    monkeypatch.setattr(memory, "read_chain_in", reading)
    return chains


def opening(text: str = TEXT) -> tuple[list[Chain], Scope]:
    document = read_document(Source("a.md", text))
    state, _ = opened(document, Options())
    return list(document.chains), state.scopes[state.last]


def test_a_chain_is_read_once_in_equal_scopes(read: list[Chain]) -> None:
    (first, _), scope = opening()
    known = Memory()
    one, two = known.read(first, scope, {}), known.read(first, scope.copy(), {"words": "columns"})
    assert read == [first]
    assert [link.status for link in one.links] == [link.status for link in two.links]
    assert two.choices.settled["words"] == "columns"  # what is asked later is answered as in this section
    assert one.links is not two.links


def test_a_choice_that_was_asked_for_is_read_in_every_answer(read: list[Chain]) -> None:
    (_, second), scope = opening()
    known = Memory()
    for answer in ("inner product", "entry by entry", "inner product"):
        reading = known.read(second, scope, {r"\cdot of two vectors": answer})
        assert reading.choices.met
    assert read == [second, second]


def test_another_scope_is_another_reading(read: list[Chain]) -> None:
    (first, _), scope = opening()
    known, other = Memory(), scope.copy()
    other.forget("a")
    assert known.read(first, scope, {}).good
    assert not known.read(first, other, {}).good
    assert read == [first, first]


def test_conventions_that_cannot_score_more_are_read_no_further(read: list[Chain]) -> None:
    chains, scope = opening()
    state = State({scope.name: scope}, scope.name, fitting=(scope.name,))
    whole, _ = _try_section(chains, state.copy(), {})
    assert [len(reading.links) for _, reading in whole.readings] == [1, 1]
    assert len(_try_section(chains, state.copy(), {}, whole.score - 1)[0].readings) == 2
    assert not _try_section(chains, state.copy(), {}, MOST * 2)[0].readings


def test_garbage_is_looked_for_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rarely_collected():
        assert gc.get_threshold()[0] >= YOUNG
    derive.check("$$1 + 1 = 2$$")
    assert gc.get_threshold() == before
    gc.set_threshold(0)
    try:
        with rarely_collected():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
