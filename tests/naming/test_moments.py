"""The time in a name, and the name at another time."""

from __future__ import annotations

import pytest

from derive.naming.moments import moment


@pytest.mark.parametrize(
    ("name", "base", "step"),
    [("h_t", "h", 0), ("h_t-1", "h", -1), (r"bf:\hat y^(t)", r"bf:\hat y", 0), (r"\delta^(t+2)_h", r"\delta_h", 2)],
)
def test_the_time_of_a_name(name: str, base: str, step: int) -> None:
    found = moment(name, ("t",))
    assert found is not None
    assert (found.base, found.step, found.name) == (base, step, name)
    assert found.at(step + 1).base == base
    assert moment(found.at(1).name, ("t",)) == found.at(1)


@pytest.mark.parametrize("name", ["W_hh", "W^(1)", "h", "_t", "h_th", "h^(t", r"\theta"])
def test_names_without_a_time(name: str) -> None:
    assert moment(name, ("t",)) is None
