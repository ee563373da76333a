"""A person's function in this process, as a test of theirs calls it: it is trusted to end and to do no harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from derive.apart.calls import NUMPY, Named, NoNumbersError, kinds, made, neighbours, parameters, plainly, sampling
from derive.apart.contained import Answer, Raised


class Here:
    """The function with its arguments copied, so that nothing it does to them is seen."""

    locked = alone = False

    def __init__(self, function: Callable[..., Any], library: str = NUMPY) -> None:
        self.function, self.library = function, library
        self.names, self.kinds = parameters(function), kinds(library)
        self.name = getattr(function, "__name__", "the function")

    def call(self, arguments: Mapping[str, Any], drawn: Sequence[Any] | None = None) -> Answer:
        """What the function gives; `drawn` are the negatives where it asks its own sampler for them."""
        names = neighbours(self.function)
        try:
            given = {name: self._given(value, names) for name, value in arguments.items()}
            with sampling(names, drawn):
                return tuple(plainly(self.function(**given)))
        except NoNumbersError as none:
            return Raised(str(none), none)
        except Exception as error:  # whatever it raises is its answer
            return Raised(f"raised {type(error).__name__}: {error}", error)

    def _given(self, value: Any, names: Mapping[str, Any]) -> Any:
        if isinstance(value, Named):
            return value.among(names)
        return made(np.array(value, order="K"), self.library) if isinstance(value, np.ndarray) else value
