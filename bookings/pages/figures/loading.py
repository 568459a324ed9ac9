"""Loads what a question asks for, in as many queries for one visit as for a hundred thousand."""

from datetime import datetime
from functools import cache

from bookings.models import Service
from bookings.pages.figures import hours, mail, offers, visits, waiting
from bookings.pages.figures.groups import Groups
from bookings.pages.figures.making import (
    figure_of_hours,
    figure_of_kinds,
    figure_of_messages,
    figure_of_offers,
    figure_of_reasons,
    figure_of_waits,
    figures_of_visits,
)
from bookings.pages.figures.questions import Question
from bookings.pages.figures.values import Figure
from clinic.models import Practitioner


def load_figures(question: Question, now: datetime, *, only: str = "") -> list[Figure]:
    """Return every figure of the period, broken down as it was asked for; none of nobody.

    Of the one with the code `only` no more is loaded than it needs.
    """
    people = [
        person
        for person in Practitioner.objects.all()
        if question.practitioner in (None, person.pk)
        and question.discipline in ("", person.discipline)
    ]
    keys = [person.pk for person in people]
    counts = visits.count_visits(question, keys, now)
    seen = {count.practitioner for count in counts}
    people = [person for person in people if person.is_active or person.pk in seen]
    if not people:
        return []
    keys = [person.pk for person in people]
    groups = Groups(question, people, list(Service.objects.all()))
    found = []
    for codes, make in _makers(question, keys, groups, counts, now).items():
        if not only or only in codes:
            found += make()
    return [figure for figure in found if only in ("", figure.code)]


def _makers(question, keys, groups, counts, now):
    """Return what loads and makes the figures, in their order, by the codes of each."""
    periods = cache(lambda: hours.weekly_periods(keys))
    return {
        ("utilisation",): lambda: [
            figure_of_hours(groups, counts, hours.open_by_week(question, keys, periods()))
        ],
        ("next-available",): lambda: [
            figure_of_waits(waiting.waits(keys, question.service, periods(), now))
        ],
        ("no-shows", "late-cancellations", "clinic-cancellations"): lambda: figures_of_visits(
            groups, counts
        ),
        ("clinic-reasons",): lambda: [
            figure_of_reasons(*visits.reasons_of_the_clinic(question, keys))
        ],
        ("waitlist",): lambda: [figure_of_offers(groups, offers.offered_times(question, keys))],
        ("messages", "message-kinds"): lambda: _of_mail(question),
    }


def _of_mail(question):
    counts = mail.count_messages(question)
    return [figure_of_messages(question, counts), figure_of_kinds(counts)]
