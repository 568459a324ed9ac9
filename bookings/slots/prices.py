"""What a time is worth when several want it: prices that bring each to a choice of their own. Pure.

Nobody knows beforehand who should have a time that three want. So it gets a price, which rises
while more than one would take it and falls while nobody would; whoever has something nearly as near
elsewhere then leaves it to whoever has not (Lagrange's multipliers, by subgradients).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

ROUNDS = 200
TRIED_EACH = 4  # rounds: what the prices lead to is looked at then
NEAR_ENOUGH = 0.004  # to the least that it can cost
FIRST_STEP = 1.0
PATIENCE = 7  # rounds without a better bound; then the steps are halved


@dataclass(frozen=True, slots=True)
class Claim:
    """A resource that an option takes, from one moment up to another, as numbers."""

    resource: object
    start: int
    end: int


@dataclass(frozen=True)
class Market:
    """What everybody wants: the options of each, what they weigh and claim, how to choose by it."""

    of_each: Sequence[Sequence[int]]
    weights: Sequence[float]
    claims: Sequence[Sequence[Claim]]
    choose_by: Callable[[Sequence[float]], list[int | None]]
    total: Callable[[Sequence[int | None]], float]


def best_by_prices(
    market: Market, known: list[int | None], *, none_counts: float
) -> list[int | None]:
    """Return the best choice that the prices lead to, or the `known` one if none is better.

    To have nothing counts so often like the longest way: prices need not rise above that.
    """
    claimed, prices = _laid_out(market.claims)
    best, least = known, market.total(known)
    if_none = none_counts * max(market.weights, default=0)
    hoped = _with_less_for_none(market, known, if_none)
    bound, step, waited = float("-inf"), FIRST_STEP, 0
    for number in range(ROUNDS):
        priced, use, reached = _ask(market, claimed, prices, if_none)
        waited = 0 if reached > bound else waited + 1
        bound = max(bound, reached)
        if waited == PATIENCE:
            step, waited = step / 2, 0
        if number % TRIED_EACH == 0:
            found = market.choose_by(priced)
            if (total := market.total(found)) < least:
                best, least = found, total
            hoped = min(hoped, _with_less_for_none(market, found, if_none))
        if hoped - bound <= NEAR_ENOUGH * hoped:
            break
        if not _change(prices, use, step * max(hoped - reached, 1)):
            break
    return best


def _with_less_for_none(market, chosen, if_none):
    return sum(if_none if each is None else market.weights[each] for each in chosen)


def _laid_out(all_claims):
    """Return the claims in numbered stretches of each resource, and a price of 0 for each."""
    moments = defaultdict(set)
    for claims in all_claims:
        for claim in claims:
            moments[claim.resource] |= {claim.start, claim.end}
    places = {
        resource: {moment: place for place, moment in enumerate(sorted(of_it))}
        for resource, of_it in moments.items()
    }
    claimed = [
        [
            (claim.resource, places[claim.resource][claim.start], places[claim.resource][claim.end])
            for claim in claims
        ]
        for claims in all_claims
    ]
    return claimed, {resource: [0.0] * len(of_it) for resource, of_it in places.items()}


def _ask(market, claimed, prices, if_none):
    """Return what each option costs with its prices, how many would take what, and the bound."""
    until = {resource: [0.0, *accumulate(of_it)] for resource, of_it in prices.items()}
    priced = [
        weight + sum(until[resource][end] - until[resource][start] for resource, start, end in its)
        for weight, its in zip(market.weights, claimed, strict=True)
    ]
    changes = {resource: [0] * (len(of_it) + 1) for resource, of_it in prices.items()}
    reached = -sum(of_it[-1] for of_it in until.values())
    for options in market.of_each:
        first = min(options, key=priced.__getitem__, default=None)
        if first is None or priced[first] > if_none:
            reached += if_none
            continue
        reached += priced[first]
        for resource, start, end in claimed[first]:
            changes[resource][start] += 1
            changes[resource][end] -= 1
    use = {resource: list(accumulate(of_it))[:-1] for resource, of_it in changes.items()}
    return priced, use, reached


def _change(prices, use, step):
    """Raise what more than one wants and lower what nobody does; say whether anything was."""
    excess = {
        resource: [
            taken - 1 if taken > 1 or price else 0
            for taken, price in zip(use[resource], of_it, strict=True)
        ]
        for resource, of_it in prices.items()
    }
    square = sum(each * each for of_it in excess.values() for each in of_it)
    if not square:
        return False
    for resource, of_it in excess.items():
        prices[resource] = [
            max(0.0, price + step * each / square)
            for price, each in zip(prices[resource], of_it, strict=True)
        ]
    return True
