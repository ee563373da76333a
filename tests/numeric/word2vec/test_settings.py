"""What a run is."""

from __future__ import annotations

import math
from typing import Any

import pytest

from numeric.word2vec.errors import TrainingError
from numeric.word2vec.settings import Settings, settings_of


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"alpha": math.nan}, "alpha is nan, but should be a number from 0"),
        ({"last_alpha": math.inf}, "last_alpha is inf"),
        ({"sample": -1.0}, "sample is -1.0"),
        ({"size": 0}, "size is 0, but should be at least 1"),
        ({"negatives": -1}, "negatives is -1, but should be at least 0"),
        ({"epochs": 0}, "epochs is 0"),
        ({"optimizer": "adam"}, "'adam', but should be one of sgd, adagrad"),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        Settings(**said)


def test_the_rate_goes_down_straight_or_in_steps() -> None:
    assert [Settings().rate(t) for t in (0, 1)] == [0.025, pytest.approx(1e-4)]
    halved = Settings(alpha=0.8, steps=1)
    assert [halved.rate(t) for t in (0, 0.49, 0.5, 1)] == [0.8, 0.8, 0.4, 0.4]


def test_a_record_comes_back() -> None:
    settings = Settings(loss="cbow", size=7, seed=3)
    assert settings_of({**settings.record(), "unknown": 1}) == settings
