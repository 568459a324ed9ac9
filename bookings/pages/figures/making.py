"""Makes the figures of what was counted: the number, what it is made of, and each line."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from bookings.pages.figures.groups import Groups
from bookings.pages.figures.mail import MailCount, name_of
from bookings.pages.figures.offers import OfferedTime
from bookings.pages.figures.questions import Question
from bookings.pages.figures.values import NONE, Figure, Line, in_percent, percent, shown
from bookings.pages.figures.visits import VisitCount
from bookings.pages.figures.waiting import Wait

MINUTE = timedelta(minutes=1)


def figure_of_hours(
    groups: Groups, counts: list[VisitCount], open_times: dict[tuple[int, int], timedelta]
) -> Figure:
    """Return how much of the open time was booked."""
    opened = Counter()
    for (practitioner, week), time in open_times.items():
        key = groups.line_of(practitioner=practitioner, week=week)
        opened[key] += _minutes(time)
    whole = sum(opened.values())
    lines = []
    for key, label, [booked] in groups.sums(counts, lambda count: _minutes(count.booked)):
        available = whole if groups.is_by_service else opened[key]
        lines.append(_share(label, (booked, available), booked, available))
    booked = sum(_minutes(count.booked) for count in counts)
    return Figure(
        code="utilisation",
        title="Utilisation",
        value=in_percent(percent(booked, whole)),
        formula=f"{shown(booked)} booked of {shown(whole)} open minutes",
        definition="Of the minutes in which practitioners were open, by their hours and openings "
        "less closures and holidays, those with a visit that was not cancelled. Buffers count as "
        "free. A visit outside the hours counts as well, so that there may be more than 100 %."
        + (" Open minutes are those of all services." if groups.is_by_service else ""),
        header=(groups.word, "Minutes booked", "Minutes open", "Utilisation"),
        lines=lines,
    )


def figure_of_waits(waits: list[Wait]) -> Figure:
    """Return how long each service lets people wait, as things stand."""
    known = [wait.days for wait in waits if wait.days is not None]
    return Figure(
        code="next-available",
        title="Third next available",
        value=_days(max(known)) if known else NONE,
        formula="the longest wait among the services" if known else "no service has three",
        definition="How many days from today the third of the next visits of a service could be, "
        "if the two before it were booked, within what patients may book: the first two may be "
        "free by chance. Asked of the diary as it stands now, whatever the days above are; "
        "earlier weeks are not kept.",
        header=("Service", "Third next available", "Days from today"),
        lines=[
            Line(
                wait.service.name,
                (
                    timezone.localtime(wait.starts_at).date() if wait.starts_at else None,
                    wait.days,
                ),
                bar=wait.days,
                bar_label=NONE if wait.days is None else _days(wait.days),
            )
            for wait in waits
        ],
        unit="day",
    )


def figures_of_visits(groups: Groups, counts: list[VisitCount]) -> list[Figure]:
    """Return who did not come, who cancelled late, and what the clinic cancelled."""
    of_visits = "of the visits that were to begin in these days, cancelled ones included"
    return [
        _no_shows(groups, counts),
        _part_of_visits(
            groups,
            counts,
            "late",
            code="late-cancellations",
            title="Late cancellations",
            definition=f"Late by the policy of the visit, and not by the clinic: {of_visits}. Why "
            "is not told here: patients write it in their own words.",
            word="Cancelled late",
        ),
        _part_of_visits(
            groups,
            counts,
            "by_clinic",
            code="clinic-cancellations",
            title="Cancelled by the clinic",
            definition=f"Whatever the reason: {of_visits}.",
            word="Cancelled by the clinic",
        ),
    ]


def figure_of_reasons(reasons: list[tuple[str, int]], others: int) -> Figure:
    """Return why the clinic cancelled."""
    number = sum(visits for _, visits in reasons) + others
    rows = [*reasons, ("Other words, or none", others)] if others else reasons
    return Figure(
        code="clinic-reasons",
        title="Why the clinic cancelled",
        value=shown(number),
        formula="visits cancelled by the clinic",
        definition="By what the desk chose from its list. What it wrote in words of its own is not "
        "told here.",
        header=("Reason", "Visits", "Share"),
        lines=[_share(reason, (visits,), visits, number) for reason, visits in rows],
    )


def figure_of_offers(groups: Groups, times: list[OfferedTime]) -> Figure:
    """Return how many of the times that were offered were taken by somebody who waited."""
    lines = groups.sums(times, lambda time: 1, attrgetter("is_taken"))
    taken = sum(time.is_taken for time in times)
    return Figure(
        code="waitlist",
        title="Filled from the waitlist",
        value=in_percent(percent(taken, len(times))),
        formula=f"{shown(taken)} taken of {shown(len(times))} times offered",
        definition="Of the times that came free and were offered by mail in these days, those that "
        "somebody who waited took. A time that several were offered counts once.",
        header=(groups.word, "Times taken", "Times offered", "Share"),
        lines=[
            _share(label, (taken, offered), taken, offered) for _, label, [offered, taken] in lines
        ],
    )


def figure_of_messages(question: Question, counts: list[MailCount]) -> Figure:
    """Return what became of the mail, week by week."""
    sums = [Counter() for _ in question.weeks]
    for count in counts:
        sums[count.week].update(sent=count.sent, failed=count.failed, not_sent=count.not_sent)
    named = zip(question.weeks, sums, strict=True)
    lines = [_mail_line(week.label, numbers) for week, numbers in named]
    return _mail_figure(
        code="messages",
        title="Messages",
        word="Week",
        lines=lines,
        total=sum(sums, Counter()),
        definition="Of the messages that were to go out in these days, those that failed for good "
        "against those that left. What was not sent had nothing to say any more. Mail for logging "
        "in does not count; nor do the choices of practitioner, discipline and service. Whether a "
        "mail came back after another server had taken it is not known here: such answers go "
        "to the clinic’s own mailbox.",
    )


def figure_of_kinds(counts: list[MailCount]) -> Figure:
    """Return what became of the mail, kind by kind."""
    sums = {}
    for count in counts:
        numbers = {"sent": count.sent, "failed": count.failed, "not_sent": count.not_sent}
        sums.setdefault(count.kind, Counter()).update(numbers)
    return _mail_figure(
        code="message-kinds",
        title="Messages by kind",
        word="Kind",
        lines=[_mail_line(name_of(kind), numbers) for kind, numbers in sums.items()],
        total=sum(sums.values(), Counter()),
        definition="The same messages, by what they were for.",
    )


def _no_shows(groups, counts):
    marked = ("did_not_come", "came", "not_marked")
    lines = groups.sums(counts, *map(attrgetter, marked))
    missed, came, unmarked = (sum(getattr(count, name) for count in counts) for name in marked)
    return Figure(
        code="no-shows",
        title="Did not come",
        value=in_percent(percent(missed, missed + came)),
        formula=f"{shown(missed)} of {shown(missed + came)} visits",
        definition="Of the visits that began in these days, were not cancelled, and are marked as "
        "arrived, done or not come. Visits that nobody has marked are left out.",
        header=(groups.word, "Did not come", "Came", "Not marked yet", "Share that did not come"),
        lines=[_share(label, row, row[0], row[0] + row[1]) for _, label, row in lines],
        note=_unmarked(unmarked),
    )


def _unmarked(number):
    if not number:
        return ""
    which = "1 visit is" if number == 1 else f"{shown(number)} visits are"
    return f"{which} over and not marked yet."


def _part_of_visits(groups, counts, name, *, word, **about) -> Figure:
    lines = groups.sums(counts, attrgetter(name), attrgetter("visits"))
    part, visits = (sum(getattr(count, each) for count in counts) for each in (name, "visits"))
    return Figure(
        value=in_percent(percent(part, visits)),
        formula=f"{shown(part)} of {shown(visits)} visits",
        header=(groups.word, word, "Visits", "Share"),
        lines=[_share(label, row, *row) for _, label, row in lines],
        **about,
    )


def _mail_line(label, numbers):
    sent, failed, not_sent = (numbers[name] for name in ("sent", "failed", "not_sent"))
    return _share(label, (sent, failed, not_sent), failed, failed + sent)


def _mail_figure(*, word, total, **about):
    sent, failed = total["sent"], total["failed"]
    return Figure(
        value=in_percent(percent(failed, failed + sent)),
        formula=f"{shown(failed)} failed, {shown(sent)} sent",
        header=(word, "Sent", "Failed", "Not sent", "Share that failed"),
        **about,
    )


def _share(label, numbers: Iterable[int], part: int, whole: int) -> Line:
    share = percent(part, whole)
    return Line(label, (*numbers, share), bar=share, bar_label=in_percent(share))


def _days(number):
    return "1 day" if number == 1 else f"{shown(number)} days"


def _minutes(time):
    return time // MINUTE
