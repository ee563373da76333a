"""Fast code from plans: in C that is compiled when it is first used, in Numba, in NumPy.

    kernel(loss, Sizes(size=100, window=5, negatives=5))   trains word vectors, block by block
    routine(loss)                                          the loss and its gradients
    updates(loss, size)                                    steps for many examples
    batches(loss)                                          softmaxes of many examples

Each takes the fastest backend that this machine can run and says in `notes` why another was not taken.

Reading order:

    errors, choosing   what goes wrong; which backend
    cache, compiling   builds and where they are kept
    modules            generated Python
    numba_parts        what generated code for Numba stands on
    kernels, routines, batches
    sources            what would be built, as text
"""

from derive.backends.batches import Batches, Updates, batches, updates
from derive.backends.choosing import AUTO, BACKENDS
from derive.backends.errors import BackendError
from derive.backends.kernels import Kernel, aligned, kernel
from derive.backends.routines import Compiled, routine
from derive.coders.sizes import Sizes

__all__ = [
    "AUTO",
    "BACKENDS",
    "BackendError",
    "Batches",
    "Compiled",
    "Kernel",
    "Sizes",
    "Updates",
    "aligned",
    "batches",
    "kernel",
    "routine",
    "updates",
]
