"""Whether a manner fits what is written of: a convention that does not apply is refused, or left out of one part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from derive.errors import UsageError
from derive.losses.composition import Composition
from derive.losses.manner import USUAL, Manner
from derive.losses.naming import known
from derive.losses.notation import words


def _words_lie(loss: Composition) -> bool:
    return any(map(words, loss.quantities))


def _has_cases(loss: Composition) -> bool:
    return bool(loss.chosen) and any(q.member for q in loss.learned)


def _has_events(loss: Composition) -> bool:
    return any(q.event for q in loss.quantities)


NEEDS: dict[str, tuple[Callable[[Composition], bool], str]] = {
    "words": (_words_lie, "no matrix with a vector a row"),
    "cases": (_has_cases, "no vectors of which one is picked"),
    "probabilities": (_has_events, "no probabilities of words"),
}


def refuse_unfit(losses: Sequence[Composition], manner: Manner) -> None:
    """UsageError for a choice that changes nothing in any of the losses, or a name that none of them has."""
    title = losses[0].name if len(losses) == 1 else "the assignment"
    for choice, (applies, lacking) in NEEDS.items():
        value = getattr(manner, choice)
        if value != getattr(USUAL, choice) and not any(map(applies, losses)):
            raise UsageError(f"{choice} {value!r} does not apply: {title} has {lacking}; leave it out")
    keys = list(dict.fromkeys(symbol.key for loss in losses for symbol in known(loss)))
    for key in manner.own:
        if len(losses) > 1 and key not in keys:
            raise UsageError(f"{title} has no symbol {key[:40]!r} to be named, only {', '.join(keys)}")


def fitted(manner: Manner, loss: Composition, page: Sequence[Composition] = ()) -> Manner:
    """The manner without what does not apply to a loss, one of several on a page.

    A name is for what is called alike: where losses of the page call their labels y and e, that of y is none of e.
    """
    usual = {choice: getattr(USUAL, choice) for choice, (applies, _) in NEEDS.items() if not applies(loss)}
    losses = (*page, loss)
    first = {symbol.key: symbol.base for other in losses[::-1] for symbol in known(other)}
    mine = {symbol.key for symbol in known(loss) if symbol.base == first[symbol.key]}
    return replace(manner, **usual, names={key: name for key, name in manner.own.items() if key in mine})
