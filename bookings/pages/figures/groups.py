"""The lines that a figure is broken down into: weeks, practitioners, disciplines or services."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from bookings.models import Service
from bookings.pages.figures.questions import By, Question
from clinic.models import Discipline, Practitioner

WORDS = {
    By.WEEK: "Week",
    By.PRACTITIONER: "Practitioner",
    By.DISCIPLINE: "Discipline",
    By.SERVICE: "Service",
}


@dataclass(frozen=True)
class Groups:
    """Who and what a question is about, and to which line each count belongs."""

    question: Question
    people: list[Practitioner]
    services: list[Service]

    @property
    def word(self) -> str:
        return WORDS[self.question.by]

    @property
    def is_by_service(self) -> bool:
        return self.question.by == By.SERVICE

    @cached_property
    def lines(self) -> list[tuple[object, str]]:
        """Return the key and the words of each line, in order."""
        match self.question.by:
            case By.WEEK:
                return [(place, week.label) for place, week in enumerate(self.question.weeks)]
            case By.PRACTITIONER:
                return [(person.pk, person.name) for person in self.people]
            case By.DISCIPLINE:
                there = {person.discipline for person in self.people}
                return [(code, word) for code, word in Discipline.choices if code in there]
        asked = self.question.service
        return [(one.pk, one.name) for one in self.services if asked in (None, one.pk)]

    @cached_property
    def _disciplines(self):
        return {person.pk: person.discipline for person in self.people}

    def line_of(self, *, practitioner: int, week: int, service: int | None = None) -> object:
        """Return the key of the line that something belongs to."""
        match self.question.by:
            case By.WEEK:
                return week
            case By.PRACTITIONER:
                return practitioner
            case By.DISCIPLINE:
                return self._disciplines[practitioner]
        return service

    def sums(self, counts: Iterable, *numbers: Callable) -> list[tuple[object, str, list]]:
        """Return each line's key and words, with the sum of each of these numbers of its counts."""
        totals = {key: [0] * len(numbers) for key, _ in self.lines}
        for count in counts:
            key = self.line_of(
                practitioner=count.practitioner, week=count.week, service=count.service
            )
            for place, number in enumerate(numbers):
                totals[key][place] += number(count)
        return [
            (key, label, totals[key])
            for key, label in self.lines
            if any(totals[key]) or self._shows(key)
        ]

    def _shows(self, key):
        """Say whether a line is shown though nothing is in it: not of what is no longer offered."""
        return not self.is_by_service or key in self._offered

    @cached_property
    def _offered(self):
        return {service.pk for service in self.services if service.is_active}
