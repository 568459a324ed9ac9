"""Loads what a question asks for, in as many queries for one visit as for a hundred thousand."""

from datetime import datetime

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


def load_figures(question: Question, now: datetime) -> list[Figure]:
    """Return every figure of the period, broken down as it was asked for; none of nobody."""
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
    periods = hours.weekly_periods(keys)
    groups = Groups(question, people, list(Service.objects.all()))
    messages = mail.count_messages(question)
    return [
        figure_of_hours(groups, counts, hours.open_by_week(question, keys, periods)),
        figure_of_waits(waiting.waits(keys, question.service, periods, now)),
        *figures_of_visits(groups, counts),
        figure_of_reasons(*visits.reasons_of_the_clinic(question, keys)),
        figure_of_offers(groups, offers.offered_times(question, keys)),
        figure_of_messages(question, messages),
        figure_of_kinds(messages),
    ]
