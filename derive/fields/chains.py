"""Cunningham chains p_i = 2 p_{i+1} + 1: the fields in which exp and log keep their laws.

The squares modulo p_i form a group of prime order p_{i+1}; so x -> g^x carries addition modulo p_{i+1} to
multiplication modulo p_i, and the discrete logarithm carries it back. Every prime is -1 modulo 8, 3, 5, 7 and 11: small
integers are squares, -1 is not, and a square plays the part of a positive number.
"""

from __future__ import annotations

from functools import cache


def chain(last: int, length: int) -> tuple[int, ...]:
    """The primes from the largest down to `last`."""
    primes = [last]
    while len(primes) < length:
        primes.append(2 * primes[-1] + 1)
    return tuple(reversed(primes))


LARGE = chain(5277677684959679, 8)  # up to 60 bits: one draw decides
SMALL = chain(2245319, 6)  # up to 27 bits: discrete logarithms in a fraction of a millisecond

_BABY_STEPS = 1 << 14


def is_square(value: int, prime: int) -> bool:
    """Whether a non-zero residue is a square (Euler)."""
    return pow(value, prime >> 1, prime) == 1


def square_root(value: int, prime: int) -> int:
    """The root of a square that is itself a square; unique as p = 3 modulo 4."""
    root = pow(value, (prime + 1) >> 2, prime)
    return root if is_square(root, prime) else prime - root


@cache
def _baby_steps(prime: int) -> tuple[dict[int, int], int]:
    """Powers of the square 4 with their exponents, and 4^-n for the giant step over all n of them."""
    table, power = {}, 1
    for exponent in range(_BABY_STEPS):
        table[power] = exponent
        power = power * 4 % prime
    return table, pow(power, -1, prime)


def logarithm(value: int, prime: int) -> int:
    """x with 4^x = value, for a square value; by baby steps and giant steps."""
    table, giant = _baby_steps(prime)
    steps = 0
    while value not in table:
        value = value * giant % prime
        steps += _BABY_STEPS
    return (steps + table[value]) % (prime >> 1)
