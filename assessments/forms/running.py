"""What a runner types of a run, and the watch's file they choose."""

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions.running import Recorded, RunSaid, why_logged
from assessments.exceptions import AssessmentError, RunLoggedAlready
from assessments.forms.fields import PAIN_ENDS, CommaDecimalField, ScoreField, WholeField
from assessments.models import Run
from assessments.running import watch_files
from assessments.running.durations import in_words, is_too_fast
from assessments.running.legs import FEWEST_KM, LONGEST_S, MOST_KM, Leg
from assessments.running.refusals import WatchFileTooLarge
from assessments.running.watch_files import WatchFile
from clinic.clock_face import time_of_day
from clinic.forms import BareForm, PastDayField, RevisionField, SubmissionField

NO_DISTANCE = "Write how far you ran, such as 7.5."
SALT, READ_HOLDS_S = "assessments.watch_file", 24 * 3600


class OfARun(BareForm):
    """What every form about a run asks."""

    ran_on = PastDayField(label="Day", error_messages={"required": "Choose the day of the run."})
    distance_km = CommaDecimalField(
        label="Distance in km", unit="km", lowest=FEWEST_KM, highest=MOST_KM, digits=2
    )
    nprs_during_max = ScoreField(label="Worst pain during the run", help_text=PAIN_ENDS)
    nprs_next_morning = ScoreField(
        label="Pain the next morning", help_text=PAIN_ENDS, required=False, not_yet="Not yet"
    )
    submission = SubmissionField(initial=uuid4)

    def refuse_too_fast(self, field: str | None, km: Decimal | None, duration_s: int | None):
        if km and duration_s and is_too_fast(duration_s, km):
            self.add_error(field, "Nobody runs that fast. Please check distance and time.")


class RunForm(OfARun):
    """A run, as it is typed in ten seconds."""

    hours = WholeField(label="Hours", unit="hours", lowest=0, highest=LONGEST_S // 3600)
    minutes = WholeField(label="Minutes", unit="minutes", lowest=0, highest=LONGEST_S // 60)
    revision = RevisionField()

    def __init__(self, data=None, *, run: Run | None = None):
        super().__init__(data, initial=_typed(run) if run else {"ran_on": timezone.localdate()})
        self.run = run

    def clean_distance_km(self):
        km = self.cleaned_data["distance_km"]
        if km is None:
            raise ValidationError(NO_DISTANCE)
        return km

    def clean(self):
        self.duration_s = self._duration()
        if self.errors:
            return
        self.refuse_too_fast("minutes", self.cleaned_data["distance_km"], self.duration_s)
        if self.duration_s and self.duration_s > LONGEST_S:
            self.add_error("hours", f"At most {LONGEST_S // 3600} hours.")

    def _duration(self):
        """Return the time in seconds; a watch's stays to the second until somebody changes it."""
        hours, minutes = (self.cleaned_data.get(name) for name in ("hours", "minutes"))
        if hours is None and minutes is None:
            return None
        if self.run and not {"hours", "minutes"} & set(self.changed_data):
            return self.run.duration_s
        if not hours and not minutes:
            self.add_error("minutes", "Write how long it took, or leave the time empty.")
            return None
        return 3600 * (hours or 0) + 60 * (minutes or 0)

    def said(self) -> RunSaid:
        return RunSaid(
            ran_on=self.cleaned_data["ran_on"],
            distance_km=self.cleaned_data["distance_km"],
            duration_s=self.duration_s,
            nprs_during_max=self.cleaned_data["nprs_during_max"],
            nprs_next_morning=self.cleaned_data["nprs_next_morning"],
        )


class NextMorningForm(forms.Form):
    pain = ScoreField(label="Pain the next morning")


class WatchFileForm(BareForm):
    """One file; how large it may be is asked before it is read."""

    file = forms.FileField(
        label="File from your watch",
        help_text="A .fit, .gpx or .tcx file. Positions in it are not kept.",
        widget=forms.FileInput(attrs={"accept": ".fit,.gpx,.tcx"}),
        error_messages={
            "required": "Choose the file of a run.",
            "empty": "This file is empty. Copy it from your watch or its app again.",
            "missing": "Choose the file of a run.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            if file.size > settings.WATCH_FILE_MAX_BYTES:
                raise WatchFileTooLarge(settings.WATCH_FILE_MAX_BYTES)
            self.read = watch_files.read(file.read())
        except AssessmentError as error:
            raise ValidationError(str(error)) from error
        return file


class WatchRunForm(OfARun):
    """What a file says, to be confirmed: what it does not say is asked, and so is pain."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)
    leg = forms.TypedChoiceField(
        label="Which run?",
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={
            "required": "Choose one of the runs.",
            "invalid_choice": "Choose one of the runs.",
        },
    )

    def __init__(self, data=None, *, file: WatchFile, token: str):
        legs = file.runs
        super().__init__(data, initial={"read": token})
        self.file, self.token = file, token
        self.fields["leg"].choices = [(place, leg_in_words(leg)) for place, leg in legs.items()]
        if self.several:
            self.fields["ran_on"].required = False
            self.fields["ran_on"].help_text = "Leave it empty for the day on which that run began."
        else:
            [(place, leg)] = legs.items()
            self.initial |= {"leg": place, "ran_on": day_of(leg)}
            self.fields["leg"].widget = forms.HiddenInput()

    @property
    def asks_distance(self) -> bool:
        return any(leg.distance_km is None for leg in self.file.runs.values())

    @property
    def asks_sport(self) -> bool:
        return not all(leg.is_run for leg in self.file.runs.values())

    @property
    def several(self) -> bool:
        return len(self.file.runs) > 1

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the file says of its one run, each with its name."""
        [leg] = self.file.runs.values()
        return facts_of(leg)

    @property
    def chosen(self) -> Leg | None:
        return self.file.runs.get(self.cleaned_data.get("leg"))

    @property
    def km(self) -> Decimal | None:
        """How far it was: what the file says, or else what was typed."""
        return self.chosen.distance_km or self.cleaned_data.get("distance_km")

    def clean(self):
        if not self.chosen:
            return
        if "ran_on" not in self.errors:
            self._take_day()
        if self.km is None and "distance_km" not in self.errors:
            self.add_error("distance_km", NO_DISTANCE)
        typed = None if self.chosen.distance_km else "distance_km"
        self.refuse_too_fast(typed, self.km, self.chosen.duration_s)

    def _take_day(self):
        """Take the day of the run that is chosen where no day was."""
        day = self.cleaned_data["ran_on"] or day_of(self.chosen)
        if day:
            self.cleaned_data["ran_on"] = day
        else:
            self.add_error("ran_on", self.fields["ran_on"].error_messages["required"])

    def said(self) -> RunSaid:
        return RunSaid(
            ran_on=self.cleaned_data["ran_on"],
            distance_km=self.km,
            duration_s=self.chosen.duration_s,
            nprs_during_max=self.cleaned_data["nprs_during_max"],
            nprs_next_morning=self.cleaned_data["nprs_next_morning"],
        )

    def recorded(self) -> Recorded:
        """Return what goes with it; a start on another day than was confirmed was a wrong clock."""
        is_of_the_day = day_of(self.chosen) == self.cleaned_data["ran_on"]
        started_at = self.chosen.started_at if is_of_the_day else None
        return recorded_of(self.file, self.cleaned_data["leg"], started_at)


# --- What was read, on its way through the page that confirms it ----------------------------------


def token_of(file: WatchFile, user) -> str:
    """Return what was read, signed for this account; the file itself is gone by then."""
    legs = {
        place: [
            leg.sport,
            leg.started_at and leg.started_at.isoformat(),
            leg.distance_km and str(leg.distance_km),
            leg.duration_s,
            leg.moving_s,
            leg.step_rate_spm and str(leg.step_rate_spm),
        ]
        for place, leg in file.runs.items()
    }
    return signing.dumps([user.browser_key, file.sha256, legs], salt=SALT, compress=True)


def file_of(token: str, user) -> WatchFile | None:
    """Return what was read; None once it was too long ago, or for another account's."""
    try:
        account, sha256, legs = signing.loads(token, salt=SALT, max_age=READ_HOLDS_S)
    except signing.BadSignature:
        return None
    if account != user.browser_key:
        return None
    return WatchFile(
        sha256,
        {
            int(place): Leg(
                sport=sport,
                started_at=at and datetime.fromisoformat(at),
                distance_km=km and Decimal(km),
                duration_s=duration_s,
                moving_s=moving_s,
                step_rate_spm=steps and Decimal(steps),
            )
            for place, (sport, at, km, duration_s, moving_s, steps) in legs.items()
        },
    )


def not_logged_yet(patient, file: WatchFile) -> tuple[WatchFile, RunLoggedAlready | None]:
    """Return the file's runs that are not in the log, and why the last of the others is."""
    recordings = [recorded_of(file, place, leg.started_at) for place, leg in file.runs.items()]
    why = dict(zip(file.runs, why_logged(patient, recordings), strict=True))
    new = {place: leg for place, leg in file.runs.items() if not why[place]}
    return WatchFile(file.sha256, new), next(filter(None, reversed(why.values())), None)


def recorded_of(file: WatchFile, place: int, started_at: datetime | None) -> Recorded:
    """Return what goes with one of a file's runs."""
    leg = file.runs[place]
    fits = leg.moving_s is None or leg.duration_s is None or leg.moving_s <= leg.duration_s
    return Recorded(
        file_sha256=file.sha256,
        leg=place,
        started_at=started_at,
        moving_s=leg.moving_s if fits else None,
        step_rate_spm=leg.step_rate_spm,
    )


def day_of(leg: Leg):
    """Return the clinic's day of a run; None where the watch's clock was not set, or is ahead."""
    if leg.started_at is None:
        return None
    day = timezone.localdate(leg.started_at)
    return day if day <= timezone.localdate() else None


def facts_of(leg: Leg) -> list[tuple[str, str]]:
    """Return what a file says of a run; what it does not say is asked, or left out."""
    km, began = leg.distance_km, day_of(leg) and timezone.localtime(leg.started_at)
    said = [
        ("Distance", f"{km.normalize():f}\u00a0km" if km else "Not recorded"),
        ("Time", in_words(leg.duration_s) if leg.duration_s else ""),
        ("Moving", in_words(leg.moving_s) if leg.moving_s else ""),
        (
            "Began",
            f"{date_format(began, 'j M Y')}, {time_of_day(began)}"
            if began
            else "The watch’s clock was not set",
        ),
        ("Step rate", f"{leg.step_rate_spm.normalize():f} a minute" if leg.step_rate_spm else ""),
    ]
    return [(name, words) for name, words in said if words]


def leg_in_words(leg: Leg) -> str:
    return ", ".join(words for _, words in facts_of(leg))


def _typed(run):
    """Return a run as it would be typed."""
    hours, minutes = divmod(round(run.duration_s / 60), 60) if run.duration_s else ("", "")
    return {
        "ran_on": run.ran_on,
        "distance_km": f"{run.distance_km.normalize():f}",
        "hours": hours or "",
        "minutes": minutes,
        "nprs_during_max": run.nprs_during_max,
        "nprs_next_morning": run.nprs_next_morning,
        "revision": run.revision,
    }
