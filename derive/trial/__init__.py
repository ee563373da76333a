"""Code of a person's own against the true values of a loss: run apart, compared, and told what it looks like.

    against(path, function, loss) -> Outcome          derive test FILE.py:function --against naive-softmax

Reading order:

    child       what runs in the other process; knows NumPy and nothing of derive
    contained   that process, its limits, and the bytes that come back
    adapting    which of its arguments and results is what
    faults      routines with one fault each, and how it is said
    likeness    the one fault that explains wrong results
    search      cases, and the smallest that fails
"""

from derive.trial.contained import Limits, StoppedError
from derive.trial.search import Outcome, against

__all__ = ["Limits", "Outcome", "StoppedError", "against"]
