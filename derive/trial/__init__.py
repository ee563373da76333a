"""Code of a person's own against the true values of a loss: run, compared, and told what it looks like.

    against(path, function, loss) -> Outcome          derive test FILE.py:function --against naive-softmax
    tried(Here(function), loss) -> Outcome            derive.testing.agrees(function, "naive-softmax")

Reading order:

    subjects      what code is held against: a loss in each of its forms, or a function
    spellings     what people call arguments
    adapting      which of a function's arguments and results is what
    here          a function in this process; one in a process of its own is in the room `apart`
    faults        routines with one fault each, and how it is said
    likeness      the one fault that explains wrong results
    search        cases, and the smallest that fails
    wording       an outcome in words
    reproducing   an outcome as a test that stands alone
"""

from derive.apart.contained import Limits, StoppedError
from derive.trial.here import Here
from derive.trial.reproducing import reproduced
from derive.trial.search import Outcome, against, tried
from derive.trial.wording import shown

__all__ = ["Here", "Limits", "Outcome", "StoppedError", "against", "reproduced", "shown", "tried"]
