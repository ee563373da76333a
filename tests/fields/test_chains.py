"""The primes are what they are said to be, and logarithms invert powers."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from flint import fmpz

from derive.fields.chains import LARGE, SMALL, is_square, logarithm, square_root


@pytest.mark.parametrize("primes", [LARGE, SMALL])
def test_chains_are_cunningham_chains(primes: tuple[int, ...]) -> None:
    assert all(fmpz(prime).is_prime() for prime in primes)
    assert all(larger == 2 * smaller + 1 for larger, smaller in pairwise(primes))
    assert not fmpz(91).is_prime()


@pytest.mark.parametrize("prime", [*LARGE, *SMALL])
def test_small_integers_are_positive(prime: int) -> None:
    assert all(is_square(small, prime) for small in (2, 3, 5, 7, 11))
    assert not is_square(prime - 1, prime)


@pytest.mark.parametrize("prime", SMALL[:-1])
def test_logarithm_inverts_powers(prime: int) -> None:
    rng = Random(prime)
    for exponent in [0, 1, (prime >> 1) - 1, *(rng.randrange(prime >> 1) for _ in range(20))]:
        assert logarithm(pow(4, exponent, prime), prime) == exponent


@pytest.mark.parametrize("prime", [*LARGE, *SMALL])
def test_square_root_is_itself_a_square(prime: int) -> None:
    for value in (4, 9, 1234321):
        root = square_root(value, prime)
        assert root * root % prime == value
        assert is_square(root, prime)
