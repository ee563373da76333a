"""The functions of terms in NumPy, and those that a routine brings with it because NumPy has no stable one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.codegen import tree
from derive.codegen.errors import NotCodedError
from derive.codegen.tree import Call, Code

ELEMENTWISE: Mapping[str, str] = {
    "exp": "exp",
    "log": "log",
    "tanh": "tanh",
    "abs": "abs",
    "sqrt": "sqrt",
    "sigma": "sigmoid",
    "log_sigma": "log_sigmoid",
}
WITH: Mapping[str, Callable[[Code], Code]] = {
    "relu": lambda x: Call("maximum", (x, tree.ZERO)),
    "step": lambda x: Call("heaviside", (x, tree.HALF)),
}


def of_function(function: str, argument: Code) -> Code:
    """f(x)"""
    if function in ELEMENTWISE:
        return Call(ELEMENTWISE[function], (argument,))
    if function in WITH:
        return WITH[function](argument)
    raise NotCodedError("an unknown function has no code; say which one it is, such as sigma or tanh")


HELPERS: Mapping[str, str] = {
    "sigmoid": '''
def sigmoid(x):
    """1 / (1 + exp(-x)), never the exponential of a large number."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)
''',
    "log_sigmoid": '''
def log_sigmoid(x):
    """log(1 / (1 + exp(-x))) = min(x, 0) - log(1 + exp(-|x|))"""
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
''',
    "softmax": '''
def softmax(x):
    """exp(x) / sum(exp(x)) along the last axis; the maximum is taken off first."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
''',
    "log_softmax": '''
def log_softmax(x):
    """x - log(sum(exp(x))) along the last axis; the maximum is taken off first."""
    below = x - x.max(axis=-1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
''',
    "log_sum_exp": '''
def log_sum_exp(x):
    """log(sum(exp(x))) along the last axis; the maximum is taken off first."""
    top = x.max(axis=-1)
    return top + np.log(np.exp(x - top[..., None]).sum(axis=-1))
''',
}
