"""Gradients in the form in which a sentence reads them: one function a gradient, which gives the entry at a position.

A form is a claim like any other: tests prove that it is the gradient, and `derive check` does where it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.losses.composition import Composition
from derive.terms.functions import sigma
from derive.terms.index import Index, Literal, Variable, fresh
from derive.terms.term import Apply, Delta, Entry, Number, Pow, Size, Sum, Term, mul

Body = Callable[[Composition, tuple[Index, ...]], Term]


def _chosen(loss: Composition) -> Index:
    return loss.chosen[0].variable


def _any(loss: Composition, name: str, side: int = 0, at: tuple[Index, ...] = ()) -> Variable:
    """A position along one side of an array, beside those that are taken, in its usual letter."""
    axis = loss[name].axes[side]
    taken = {*at, *(place.variable for place in loss.chosen)}
    named = (i for i in loss.indices if i.axis == axis and i not in taken and i.name[0] != "%")
    return next(named, None) or fresh(axis)


def _around(loss: Composition, of: Callable[[Index], Term]) -> Term:
    """Σ_{-m ≤ j ≤ m, j ≠ 0} of w_{t+j}"""
    word = next(used for used in loss.applied.values() if used.free and all(i.axis.half for i in used.free))
    (j,) = word.free
    return Sum(j, (1 - Delta(j, Literal(0, j.axis))) * of(word))


# word vectors


def _expected(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_w ŷ_w u_w"""
    w = _any(loss, "U", at=at)
    return Sum(w, Entry("yhat", (w,)) * Entry("U", (w, at[-1])))


def expected_less_observed(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_w ŷ_w u_w - u_o"""
    return _expected(loss, at) - Entry("U", (_chosen(loss), at[-1]))


def of_the_centre_word(loss: Composition, at: tuple[Index, ...]) -> Term:
    """x_n (Σ_w ŷ_w u_w - u_o)"""
    return Entry("x", (at[0],)) * expected_less_observed(loss, at)


def expected_less_observed_around(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_j (Σ_w ŷ_w u_w - u_{w_{t+j}})"""
    return _around(loss, lambda word: _expected(loss, at) - Entry("U", (word, at[-1])))


def both_parts(loss: Composition, at: tuple[Index, ...]) -> Term:
    """(ŷ_w - y_w) u_c + [w = c] (Σ_x ŷ_x u_x - u_o)"""
    word, centre = at[0], loss.chosen[1].variable
    error = Entry("yhat", (word,)) - Entry("y", (word,))
    return error * Entry("U", (centre, at[-1])) + Delta(word, centre) * expected_less_observed(loss, at)


def told_apart(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_k σ(u_{w_k}^T v_c) u_{w_k} - (1 - σ(u_o^T v_c)) u_o"""
    return _noise_less_word(loss, at, loss.applied["w"], _chosen(loss))


def told_apart_around(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_j (Σ_k σ(u_{w_{j,k}}^T v_c) u_{w_{j,k}} - (1 - σ(u_{w_{t+j}}^T v_c)) u_{w_{t+j}})"""
    return _around(loss, lambda word: _noise_less_word(loss, at, loss.applied["w_{}"], word))


def _noise_less_word(loss: Composition, at: tuple[Index, ...], drawn: Index, observed: Index) -> Term:
    k = next(i for i in drawn.free if not i.axis.half)

    def probability(word: Index) -> Term:
        a = fresh(loss["U"].axes[1])
        return sigma(Sum(a, Entry("U", (word, a)) * Entry("v_c", (a,))))

    noise = Sum(k, probability(drawn) * Entry("U", (drawn, *at)))
    return noise - (1 - probability(observed)) * Entry("U", (observed, *at))


# sums over examples and over pairs


def _weighted(loss: Composition, at: tuple[Index, ...], weight: Callable[[Variable], Term]) -> Term:
    """Σ_i weight_i x_i"""
    i = _any(loss, "X")
    return Sum(i, weight(i) * Entry("X", (i, *at)))


def by_errors(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_i (p_i - y_i) x_i"""
    return _weighted(loss, at, lambda i: Entry("p", (i,)) - Entry("y", (i,)))


def mean_of_errors(loss: Composition, at: tuple[Index, ...]) -> Term:
    """1/n Σ_i (p_i - y_i) x_i"""
    return by_errors(loss, at) / Size(loss["X"].axes[0])


def by_residuals(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_i r_i x_i"""
    return _weighted(loss, at, lambda i: Entry("r", (i,)))


def short_of_the_margin(loss: Composition, at: tuple[Index, ...]) -> Term:
    """-Σ_i [m_i > 0] y_i x_i"""
    return -_weighted(loss, at, lambda i: Apply("step", Entry("m", (i,))) * Entry("y", (i,)))


def pulled_to_zero(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_i r_i x_i + λ w"""
    return by_residuals(loss, at) + Entry("lambda") * Entry("w", at)


def from_the_mean(loss: Composition, at: tuple[Index, ...]) -> Term:
    """n / v (μ - 1/n Σ_i x_i)"""
    i, n = _any(loss, "X"), Size(loss["X"].axes[0])
    return n / Entry("v", at) * (Entry("mu", at) - Sum(i, Entry("X", (i, *at))) / n)


def from_the_spread(loss: Composition, at: tuple[Index, ...]) -> Term:
    """n / (2 v^2) (v - 1/n Σ_i (x_i - μ)^2)"""
    i, n = _any(loss, "X"), Size(loss["X"].axes[0])
    spread = Sum(i, (Entry("X", (i, *at)) - Entry("mu", at)) ** 2) / n
    return n / (2 * Entry("v", at) ** 2) * (Entry("v", at) - spread)


def by_pairs(error: str, other: str, side: int, weight: str = "") -> Body:
    """Σ_j e_ij v_j, or 2 Σ_j f_ij e_ij v_j; where `other` is none, without v_j"""

    def body(loss: Composition, at: tuple[Index, ...]) -> Term:
        j = _any(loss, error, 1 - side, at)
        pair = (at[0], j) if side == 0 else (j, at[0])
        factors = [Entry(error, pair), *([Entry(other, (j, *at[1:]))] if other else [])]
        return 2 * Sum(j, mul(Entry(weight, pair), *factors)) if weight else Sum(j, mul(*factors))

    return body


# scores


def off_the_smoothed_label(loss: Composition, at: tuple[Index, ...]) -> Term:
    """ŷ_i - (1 - ε) [i = o] - ε / K"""
    spread = Entry("epsilon")
    hot = (1 - spread) * Delta(at[0], _chosen(loss))
    return Entry("yhat", at) - hot - spread / Size(at[0].axis)


def means_apart(loss: Composition, at: tuple[Index, ...]) -> Term:
    """1/τ (Σ_i y_i z_i - Σ_i ŷ_i z_i)"""
    i = _any(loss, "z")
    here, there = (Sum(i, Entry(name, (i,)) * Entry("z", (i,))) for name in ("y", "yhat"))
    return (here - there) / Entry("tau")


def above_the_mean(loss: Composition, at: tuple[Index, ...]) -> Term:
    """p_i (g_i - Σ_k g_k p_k)"""
    k = _any(loss, "s", at=at)
    return Entry("p", at) * (Entry("g", at) - Sum(k, Entry("g", (k,)) * Entry("p", (k,))))


# lengths and layers


def across(loss: Composition, at: tuple[Index, ...]) -> Term:
    """1/n (g_i - u_i Σ_k g_k u_k)"""
    k = _any(loss, "x", at=at)
    along = Sum(k, Entry("g", (k,)) * Entry("u", (k,)))
    return (Entry("g", at) - along * Entry("u", at)) / Entry("n")


def turned_to(one: str, length: str, other: str, length_of_other: str) -> Body:
    """-1/n (y_i / m - s x_i / n)"""

    def body(loss: Composition, at: tuple[Index, ...]) -> Term:
        there, here = Entry(other, at) / Entry(length_of_other), Entry(one, at) / Entry(length)
        return -((there - Entry("s") * here) / Entry(length))

    return body


def _slope_of_a_score(i: Index, j: Index, loss: Composition) -> Term:
    """P_ij Σ_b G_ib (V_jb - O_ib)"""
    b = fresh(loss["V"].axes[1])
    return Entry("P", (i, j)) * Sum(b, Entry("G", (i, b)) * (Entry("V", (j, b)) - Entry("O", (i, b))))


def keys(loss: Composition, at: tuple[Index, ...]) -> Term:
    """1/sqrt(d) Σ_j P_ij Σ_b G_ib (V_jb - O_ib) k_j"""
    j = _any(loss, "K", at=at)
    return Sum(j, _slope_of_a_score(at[0], j, loss) * Entry("K", (j, at[1]))) * Pow(
        Size(at[1].axis), Number(Fraction(-1, 2))
    )


def queries(loss: Composition, at: tuple[Index, ...]) -> Term:
    """1/sqrt(d) Σ_i P_ij Σ_b G_ib (V_jb - O_ib) q_i"""
    i = _any(loss, "Q", at=at)
    return Sum(i, _slope_of_a_score(i, at[0], loss) * Entry("Q", (i, at[1]))) * Pow(
        Size(at[1].axis), Number(Fraction(-1, 2))
    )


# networks


def carried_back(loss: Composition, at: tuple[Index, ...]) -> Term:
    """Σ_b Σ_k (P_bk - Y_bk) W_jk H_bj (1 - H_bj)"""
    b, k = (_any(loss, "P", side, at) for side in (0, 1))
    error, unit = Entry("P", (b, k)) - Entry("Y", (b, k)), Entry("H", (b, *at))
    return Sum(b, Sum(k, error * Entry("W_2", (*at, k))) * unit * (1 - unit))


def between_old_and_new(loss: Composition, at: tuple[Index, ...]) -> Term:
    """g (c - h_{t-1}) z (1 - z)"""
    gate = Entry("z", at)
    return Entry("g", at) * (Entry("c", at) - Entry("h_before", at)) * gate * (1 - gate)
