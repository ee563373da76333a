"""Decider A: symbolic proofs that two terms are equal for all sizes, indices and entries.

    prove(left, right, facts) -> Proof | None           None: no proof was found; it says nothing about falsity

A proof holds at all points where both sides are defined; what that asks for is listed in its `conditions`, except what
always holds. Every sum runs over an axis of unknown size, at least 1. Nothing here guesses, samples or uses floats.

Reading order = import order:

    meter        the work a proof may cost
    generators   the nine things a normal form is a polynomial in
    sketch       what a generator looks like without its names: canonical orders
    polynomial   ring laws, content, short quotients: X/(1+X) = 1 - 1/(1+X)
    hypotheses   index terms: which are equal, which differ, what the facts say
    signs        what is known to be positive; log and roots split off nothing else
    functions    powers, exp, log, step; sigma, tanh, relu, abs, sqrt through them; deltas lifted out of functions
    sums         Σ to connected components: sifting, |axis|, distributions, normalisation, canonical binders
    replace      P[s := t], rebuilt by all the laws above
    normal       one law a node: Term -> normal form
    conditions   where both sides make sense
    decide       the door: difference, case split over equal and different indices, cleared denominators, below sums too

The laws, on one screen:

    ring         P + Q, P Q over the rationals · x^p x^q = x^(p+q) · (c m P)^-e = c^-e m^-e P^-e
                 lm(P) P^-e = (P - rest) P^-e · partial fractions of X^-k (a + cX)^-e
                 P = 0 by P Q = 0 for denominators Q · Σ_v f + Σ_v g = 0 by f + g = 0 likewise
    delta        [s = s] = 1 · [1 = 2] = 0 · b^2 = b · [s = t] F(s) = [s = t] F(t) · F(b) = b F(1) + (1 - b) F(0)
    index        equal and unequal indices by congruence · two literals differ
                 f avoids i: [f(..) = i] = 0 · f one-to-one: [f(.., s) = f(.., t)] = [s = t]
    sum          linear · Σ_v c = |axis| c, 2m + 1 on a window · Σ_v [v = t] F(v) = F(t) · order and names do not matter
                 Σ_v T_v = 1 for a distribution T · Σ_w e^(s_w) / Z = 1 for Z = Σ_w e^(s_w)
    exp, log     e^(s+t) = e^s e^t · e^(c log P) = P^c · t^s = e^(s log t) · log of products whose factors are positive
    sigma, tanh  e^x / (1 + e^x), (e^2x - 1) / (e^2x + 1)
    kinks        relu x = x H(x) · |x| = x (2 H(x) - 1) · H^2 = H · H(cx) = H(x), c > 0 · H(-x) = 1 - H(x), x /= 0
                 sgn xy = sgn x sgn y for sgn = 2 H - 1
    roots        x^(1/2) where x > 0 · (x^2)^(1/2) = |x|, never x

Why equal normal forms mean equality: each law holds wherever its two sides are defined, or on an open dense part of
that, and both sides are analytic between the kinks. Why equality is found for all sizes: connected sums over axes of
unbounded size are algebraically independent, and so are exponentials of different monomials. Outside that class (order,
maxima, triangular ranges, recurrences, constants such as pi) the answer is None.
"""

from derive.prove.conditions import Condition
from derive.prove.decide import Proof, prove, told_apart

__all__ = ["Condition", "Proof", "prove", "told_apart"]
