"""One option for each of several, no two that clash, for the least cost altogether. Pure.

Finding the very best takes too long from a dozen on. So everybody first takes their cheapest, those
first who would lose most by waiting; prices then say who should leave what to whom
(`bookings/slots/prices.py`); and last, small groups that are in each other's way are solved again
with all others where they are, until no group gets better. Steps are counted and not the time, so
the same question has the same answer on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bookings.slots.prices import Claim, Market, best_by_prices

GROUP = 8  # solved at once
LARGE_GROUP = 12  # around somebody who has nothing
FEW_STEPS, MANY_STEPS = 250, 6_000  # in which a group is solved; what was found by then is kept
MOST_ROUNDS = 6
NONE_COUNTS = (2, 8, 30)  # like the longest way, so often; the more, while somebody has nothing
EVENNESS = 0.02  # by how much more the last minute of the longest way counts than the first


@dataclass(frozen=True, slots=True)
class Options:
    """What each may take: the numbers of options, cheapest first; what these cost and claim.

    `clashes` has for each option a mask of those that nobody else can have beside it.
    """

    of_each: Sequence[Sequence[int]]
    costs: Sequence[int]
    clashes: Sequence[int]
    claims: Sequence[Sequence[Claim]]


def choose(options: Options) -> list[int | None]:
    """Return the option of each; None for whom there is none.

    As many as can be have one, for nearly the least total. And nobody goes far so that others gain
    little: a minute counts for up to `EVENNESS` more the farther the way is already, so of two
    choices with about the same total the more even one is taken, and the least total by that count
    is at most so much above the least there is.
    """
    return _Choosing(options).run()


@dataclass
class _Choosing:
    """The work on one question."""

    options: Options
    chosen: list[int | None] = field(init=False)
    weights: list[float] = field(init=False)
    nothing: float = field(init=False)  # weighs more than all options together
    solved: dict[tuple[int, ...], int] = field(init=False, default_factory=dict)

    def __post_init__(self):
        costs = self.options.costs
        longest = max(costs, default=0) or 1
        self.weights = [cost + EVENNESS * cost * cost / longest for cost in costs]
        self.nothing = (max(self.weights, default=0) + 1) * (len(self.options.of_each) + 1)

    def run(self):
        options = self.options
        market = Market(options.of_each, self.weights, options.claims, self.take_by, self.total)
        self.chosen = self.take_by(self.weights)
        for none_counts in NONE_COUNTS:
            self.chosen = best_by_prices(market, self.chosen, none_counts=none_counts)
            self._improve_groups()
            if None not in self.chosen:
                break
        return self.chosen

    def _improve_groups(self):
        everybody = range(len(self.chosen))
        steps = MANY_STEPS if len(everybody) <= GROUP else FEW_STEPS
        for _ in range(MOST_ROUNDS):
            better = [self._improve(self._around(each, GROUP), steps) for each in everybody]
            if not any(better):
                break
        for each in everybody:
            if self.chosen[each] is None:
                self._improve(self._around(each, LARGE_GROUP), MANY_STEPS)
        if len(everybody) <= GROUP:  # who is not in anybody's way yet may have to make room too
            self._improve(tuple(everybody), MANY_STEPS)

    def weight(self, option: int | None) -> float:
        return self.nothing if option is None else self.weights[option]

    def total(self, chosen: Sequence[int | None]) -> float:
        return sum(map(self.weight, chosen))

    def take_by(self, weights: Sequence[float]) -> list[int | None]:
        """Give each the lightest that is left, first to whom their second would cost the most."""
        order = [sorted(options, key=weights.__getitem__) for options in self.options.of_each]
        chosen, blocked = [None] * len(order), 0
        left = list(range(len(order)))
        while left:
            firsts = []
            for each in left:
                order[each] = free = [o for o in order[each] if not blocked >> o & 1]
                if free:
                    second = weights[free[1]] if len(free) > 1 else self.nothing
                    firsts.append((second - weights[free[0]], -each, free[0]))
            if not firsts:
                break
            _, each, option = max(firsts)
            chosen[-each] = option
            blocked |= self.options.clashes[option]
            left = [other for other in left if other != -each and order[other]]
        return chosen

    def _around(self, centre, size):
        """Return one, and who is in the way of what they would like, the nearest first."""
        group = [centre]
        for option in self.options.of_each[centre]:
            mask = self.options.clashes[option]
            group += [
                each
                for each, taken in enumerate(self.chosen)
                if taken is not None and mask >> taken & 1 and each not in group
            ]
            if len(group) >= size:
                break
        return tuple(sorted(group[:size]))

    def _improve(self, group, steps):
        """Solve a group again with all others where they are; say whether that was better."""
        blocked = 0
        for each, option in enumerate(self.chosen):
            if option is not None and each not in group:
                blocked |= self.options.clashes[option]
        if self.solved.get(group) == blocked:
            return False
        search = _Search(self, self.total([self.chosen[each] for each in group]), steps)
        free = {
            each: [o for o in self.options.of_each[each] if not blocked >> o & 1] for each in group
        }
        search.go_on(free, 0, {})
        self.solved[group] = blocked
        for each, option in search.found.items():
            self.chosen[each] = option
        return bool(search.found)


@dataclass
class _Search:
    """All choices of a group, but for those that are known to be no better than the `best`."""

    work: _Choosing
    best: float
    steps_left: int
    found: dict[int, int | None] = field(default_factory=dict)

    def go_on(self, left, weight, taken):
        """Try what is `left` to whom; cheapest first, beside what is `taken`."""
        if not left:
            if weight < self.best * (1 - 1e-9):
                self.best, self.found = weight, taken
            return
        self.steps_left -= 1
        firsts = {each: self._nth(free, 0) for each, free in left.items()}
        least = weight + sum(firsts.values())
        most = max(left, key=lambda each: (self._nth(left[each], 1) - firsts[each], -each))
        for option in [*left[most], None]:
            reached = weight + self.work.weight(option)
            if self.steps_left <= 0 or least - firsts[most] - weight + reached >= self.best:
                return  # what follows weighs more
            mask = 0 if option is None else self.work.options.clashes[option]
            rest = {
                each: [other for other in free if not mask >> other & 1]
                for each, free in left.items()
                if each != most
            }
            self.go_on(rest, reached, taken | {most: option})

    def _nth(self, free, place):
        return self.work.weight(free[place] if len(free) > place else None)
