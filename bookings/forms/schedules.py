"""What is typed about hours and closures, on the clinic's wall clock."""

from datetime import date, datetime, time, timedelta

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from bookings.models import Equipment
from bookings.models.schedule import ScheduleEffect, Weekday
from bookings.slots.holidays import statutory_holidays, whole_day
from bookings.slots.intervals import Interval, comes_before, first_instant_at
from bookings.slots.weekly_hours import Dates, HoursSet, Period, conflicts
from clinic.clock_face import face, time_of_day
from clinic.forms import BareForm, DayField, one_line
from clinic.forms.clocks import ClockField
from clinic.models import Practitioner

CLINIC = "clinic"
ALL_SERVICES = ""
PERIODS_A_DAY = 4
NO_MIDNIGHT = "There is no {typed} here: type 00:00 of the next day."
ENDS_FIRST = (
    "{closes} is not after {opens}. To go on past midnight, end at 24:00 and begin the next day at "
    "00:00."
)
MOST_REPEATS = 53
A_WEEK = timedelta(days=7)
IS_PAST = "That day is past: choose today or a later day."


def schedule_day(label: str, **options) -> DayField:
    """Return the field of a day of hours or closures, written one way so that none is misread."""
    return DayField(
        label=label,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Type a day such as 2027-02-28."},
        attrs={"class": "form-control"},
        **options,
    )


class HoursField(ClockField):
    """A time on the clinic's clock, from 00:00 to 23:59; one that ends hours may be 24:00."""

    def __init__(self, *, label, ends_day=False, **options):
        self.ends_day = ends_day
        super().__init__(label=label, **options)

    def to_python(self, value):
        if isinstance(value, str) and value.strip()[:2] == "24":
            if self.ends_day and value.strip() in ("24:00", "24:00:00"):
                return time.min
            raise ValidationError(NO_MIDNIGHT.format(typed=value.strip()[:8]))
        return super().to_python(value)


class WeekForm(forms.Form):
    """A whole week's periods, and the dates on which they apply; a blank line is no period."""

    from_day = schedule_day("From")
    until_day = schedule_day(
        "Until and including",
        required=False,
        help_text="Empty: until further notice, also in place of hours planned for later.",
    )

    def __init__(self, *args, shown: HoursSet, services: dict[int, str], today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        most = max((len(shown.on(weekday)) for weekday in Weekday), default=0)
        self.lines = range(max(PERIODS_A_DAY, most + 2))
        choices = _service_choices(services, shown.periods)
        for weekday in Weekday:
            periods = dict(enumerate(shown.on(weekday)))
            for line in self.lines:
                self._add_line(weekday, line, periods.get(line), choices)

    def _add_line(self, weekday, line, period, choices):
        about = f"{weekday.label}, period {line + 1}"
        fields = {
            "opens": HoursField(label=f"{about}, opens", required=False),
            "closes": HoursField(label=f"{about}, closes", required=False, ends_day=True),
            "services": forms.ChoiceField(
                label=f"{about}, for which services", required=False, choices=choices
            ),
        }
        for name, field in fields.items():
            field.widget.attrs["aria-label"] = field.label
            css = "form-select" if name == "services" else "form-control"
            field.widget.attrs["class"] = css
            self.fields[f"{name}_{weekday}_{line}"] = field
        if period:
            self.initial |= {
                f"opens_{weekday}_{line}": period.opens,
                f"closes_{weekday}_{line}": period.closes,
                f"services_{weekday}_{line}": _joined(period.services),
            }

    def days(self):
        """Return each weekday with its lines: those in use, and those that may be added."""
        days = []
        for weekday in Weekday:
            lines = [
                {name: self[f"{name}_{weekday}_{line}"] for name in ("opens", "closes", "services")}
                for line in self.lines
            ]
            used = [line for line in lines if line["opens"].value() or line["closes"].value()]
            spare = [line for line in lines if line not in used]
            days.append({"name": weekday.label, "used": used, "spare": spare[:2]})
        return days

    def clean(self):
        cleaned = super().clean()
        periods = {}
        for weekday in Weekday:
            for line in self.lines:
                period = self._period(cleaned, weekday, line)
                if period:
                    periods.setdefault(period, f"closes_{weekday}_{line}")
                    if periods[period] != f"closes_{weekday}_{line}":
                        self.add_error(
                            f"closes_{weekday}_{line}",
                            f"{period.shown(face.hours)} is there twice.",
                        )
        for earlier, later in conflicts(periods):
            self.add_error(
                periods[later], f"{earlier.shown(face.hours)} overlaps {later.shown(face.hours)}."
            )
        cleaned["periods"] = list(periods)
        cleaned["dates"] = self._dates(cleaned)
        return cleaned

    def _period(self, cleaned, weekday, line):
        opens, closes, services = (
            cleaned.get(f"{name}_{weekday}_{line}") for name in ("opens", "closes", "services")
        )
        wrong = [f"{name}_{weekday}_{line}" for name in ("opens", "closes")]
        if (opens is None and closes is None) or any(name in self.errors for name in wrong):
            return None
        if opens is None or closes is None:
            missing = wrong[0] if opens is None else wrong[1]
            self.add_error(missing, "Type both times, or empty both to remove the period.")
            return None
        if not comes_before(opens, closes):
            self.add_error(wrong[1], ENDS_FIRST.format(opens=_shown(opens), closes=_shown(closes)))
            return None
        keys = frozenset(int(key) for key in (services or "").split(",") if key)
        return Period(int(weekday), opens, closes, keys)

    def _dates(self, cleaned):
        first, last = cleaned.get("from_day"), cleaned.get("until_day")
        if first and first < self.today:
            self.add_error("from_day", IS_PAST)
        if first and last and last < first:
            self.add_error("until_day", "It ends before it begins: choose a later day.")
        return Dates(first, last)


def _shown(wall_time):
    return time_of_day(wall_time)


def _joined(keys):
    return ",".join(str(key) for key in sorted(keys))


def _service_choices(services, periods):
    """Return every service alone, and what periods have now: no restriction is lost in the form."""
    choices = {ALL_SERVICES: "All services"}
    choices |= {str(key): f"Only {name}" for key, name in services.items()}
    for period in periods:
        names = [services.get(key, "a service no longer offered") for key in period.services]
        if names:
            choices.setdefault(_joined(period.services), f"Only {', '.join(sorted(names))}")
    return list(choices.items())


class ClosureForm(BareForm):
    """A time that is closed, or open out of turn; without clock times, whole days."""

    whom = forms.ChoiceField(label="For whom")
    effect = forms.ChoiceField(
        label="What happens",
        choices=[
            (ScheduleEffect.CLOSED, "Closed: nothing can be booked"),
            (ScheduleEffect.OPEN, "Open: extra hours, or a holiday that is worked"),
        ],
        initial=ScheduleEffect.CLOSED,
    )
    from_day = schedule_day("From")
    from_time = HoursField(label="From what time", required=False, help_text="Empty: all day.")
    to_day = schedule_day(
        "To and including", required=False, help_text="Empty: that one day alone."
    )
    to_time = HoursField(label="Until what time", required=False, help_text="Empty: all day.")
    every_week_until = schedule_day(
        "Again every week, until and including",
        required=False,
        help_text="Empty: once. Each week is removed alone, or all of them together.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=120,
        validators=[one_line],
        help_text="Patients may read it: “Staff training”, “Away”.",
    )

    def __init__(self, *args, people, units, today, now, province, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.now, self.province, self.zone = today, now, province, zone
        self.known = {f"practitioner:{person.slug}": person for person in people}
        self.known |= {f"equipment:{unit.reference}": unit for unit in units}
        named = [
            ("Practitioners", _named(self.known, Practitioner)),
            ("Equipment", _named(self.known, Equipment)),
        ]
        self.fields["whom"].choices = [(CLINIC, "The whole clinic"), *named]
        self.lay_out(
            Fieldset("What closes or opens", "whom", "effect", "reason"),
            Fieldset(
                "When",
                Div("from_day", "from_time", css_class="field-pair"),
                Div("to_day", "to_time", css_class="field-pair"),
                "every_week_until",
            ),
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("from_day") and cleaned["from_day"] < self.today:
            self.add_error("from_day", IS_PAST)
        cleaned["to_day"] = cleaned.get("to_day") or cleaned.get("from_day")
        whom = self.known.get(cleaned.get("whom"))
        cleaned["practitioner"] = whom if isinstance(whom, Practitioner) else None
        cleaned["equipment"] = whom if isinstance(whom, Equipment) else None
        if cleaned["equipment"] and cleaned.get("effect") == ScheduleEffect.OPEN:
            self.add_error("effect", "Equipment is open unless it is closed.")
        if not self.errors:
            cleaned["intervals"] = self._intervals(cleaned)
            cleaned["interval"] = next(iter(cleaned["intervals"]), None)
        if not self.errors and whom is None and cleaned["effect"] == ScheduleEffect.OPEN:
            for interval in cleaned["intervals"]:
                self._check_holiday(interval)
        return cleaned

    def _intervals(self, cleaned):
        """Return the time that was typed, and the same time of each week that was asked for."""
        first, last = cleaned["from_day"], cleaned.get("every_week_until")
        once = self._interval(cleaned)
        if once is None or last is None:
            return [once]
        weeks = (last - first).days // 7 + 1
        if last < first:
            self.add_error("every_week_until", "It ends before it begins: choose a later day.")
        elif cleaned["to_day"] - first >= A_WEEK:
            self.add_error("every_week_until", "What comes again each week is shorter than one.")
        elif weeks > MOST_REPEATS:
            self.add_error("every_week_until", "Choose a day within a year of the first one.")
        else:
            return [self._interval(cleaned, shift=week * A_WEEK) for week in range(weeks)]
        return []

    def _interval(self, cleaned, shift=timedelta(0)):
        opens, closes = cleaned["from_time"], cleaned["to_time"]
        first, last = cleaned["from_day"] + shift, cleaned["to_day"] + shift
        if last < first:
            self.add_error("to_day", "It ends before it begins: choose a later day.")
            return None
        start = first_instant_at(first, opens or time.min, self.zone)
        end = whole_day(last, self.zone).end
        if closes is not None:
            end = first_instant_at(last, closes, self.zone)
        if start >= end:
            self.add_error(
                "to_time",
                "It ends before it begins. If it goes on past midnight, choose the next day above.",
            )
        elif end <= self.now:
            self.add_error("to_time", "That is over already: choose a later time.")
        else:
            return Interval(start, end)
        return None

    def _check_holiday(self, interval):
        holidays = statutory_holidays(
            first=_day(interval.start, self.zone),
            last=_day(interval.end, self.zone),
            province=self.province,
            zone=self.zone,
        )
        if not any(holiday.interval.overlaps(interval) for holiday in holidays):
            self.add_error(
                "effect",
                "There is no holiday then, so the usual hours stand already. For extra hours "
                "choose a practitioner.",
            )


class OutOfOrderForm(BareForm):
    """Why a unit cannot be used from now on, and until when."""

    reason = forms.CharField(
        label="What is wrong",
        max_length=120,
        validators=[one_line],
        initial="Out of order",
        help_text="Patients may read it.",
    )
    until_day = schedule_day("Until and including")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("until_day", today)
        self.lay_out(Div("reason", "until_day", css_class="field-pair"))

    def clean_until_day(self):
        until = self.cleaned_data["until_day"]
        if until < self.today:
            raise ValidationError(IS_PAST)
        return until


def _day(at: datetime, zone) -> date:
    return at.astimezone(zone).date()


def _named(known, model):
    return [(key, row.name) for key, row in known.items() if isinstance(row, model)]
