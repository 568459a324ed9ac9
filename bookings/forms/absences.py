"""Somebody is away from now on, or a unit is out of order: what the desk types on a bad morning."""

from datetime import date, timedelta

from crispy_forms.layout import Div, Fieldset
from django.utils import timezone

from bookings.forms.schedules import CLINIC, ClosureForm
from bookings.models.schedule import ScheduleEffect

MOST_DAYS = timedelta(days=14)
TOO_LONG = "The desk closes two weeks at most; an administrator closes longer ones."


class AbsenceForm(ClosureForm):
    """The rest of today and the days after it, until `latest` where there is a last one to name."""

    def __init__(self, *args, latest: date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.latest = latest
        for name in ("effect", "from_day", "every_week_until"):
            del self.fields[name]
        whom = self.fields["whom"]
        whom.label = "Who is away, or what is out of order"
        whom.choices = [choice for choice in whom.choices if choice[0] != CLINIC]
        is_a_unit = str(self.initial.get("whom", "")).startswith("equipment:")
        self.initial.setdefault("reason", "Out of order" if is_a_unit else "Away")
        self.initial.setdefault("to_day", self.today)
        self.fields["from_time"].label = "From what time today"
        self.fields["from_time"].help_text = "Empty: from now on."
        self.fields["to_day"].label = "Last day"
        self.fields["to_day"].help_text = "Empty: today alone."
        self.fields["to_time"].label = "Until what time that day"
        self.lay_out(
            Fieldset("", "whom", "reason"),
            Fieldset("How long", "from_time", Div("to_day", "to_time", css_class="field-pair")),
        )

    def clean(self):
        typed = self.cleaned_data
        typed["effect"], typed["from_day"] = ScheduleEffect.CLOSED, self.today
        if not typed.get("from_time") and "from_time" not in self.errors:
            now = timezone.localtime(self.now, self.zone)
            typed["from_time"] = now.time().replace(second=0, microsecond=0)
        cleaned = super().clean()
        if self.latest and (cleaned.get("to_day") or self.today) > self.latest:
            self.add_error("to_day", TOO_LONG)
        return cleaned
