"""The functions of one real argument that the engine knows; any other name is an unknown smooth function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derive.terms.term import ONE, ZERO, Apply, Number, Pow, Term

Derivative = Callable[[Term], Term]

DERIVATIVES: Mapping[str, Derivative] = {
    "exp": lambda x: Apply("exp", x),
    "log": lambda x: Pow(x, Number(-1)),
    "sigma": lambda x: Apply("sigma", x) * (1 - Apply("sigma", x)),
    "tanh": lambda x: 1 - Apply("tanh", x) ** 2,
    "relu": lambda x: Apply("step", x),  # away from the kink x = 0
    "abs": lambda x: 2 * Apply("step", x) - 1,  # away from the kink x = 0
    "step": lambda x: ZERO,  # away from the jump x = 0
    "sqrt": lambda x: Number(1) / 2 * Pow(Apply("sqrt", x), Number(-1)),
}
KNOWN = frozenset(DERIVATIVES)
BY_VALUE: Mapping[str, Derivative] = {  # the derivative f'(x) in terms of y = f(x)
    "exp": lambda y: y,
    "sigma": lambda y: y * (1 - y),
    "tanh": lambda y: 1 - y**2,
}


def derivative(function: str, argument: Term) -> Term:
    """f'(x); for an unknown f the unknown function named f'."""
    rule = DERIVATIVES.get(function)
    return rule(argument) if rule else Apply(function + "'", argument)


def exp(x: Term) -> Term:
    """e^x."""
    return ONE if x is ZERO else Apply("exp", x)


def log(x: Term) -> Term:
    """Natural logarithm; x > 0 is a condition of every proof that uses it."""
    return ZERO if x is ONE else Apply("log", x)


def sigma(x: Term) -> Term:
    """Logistic sigmoid 1 / (1 + e^-x)."""
    return Apply("sigma", x)
