"""What moving and cancelling a visit costs, and until when it is free, in the one wording."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.formats import date_format

from bookings.models import Appointment, Service, WaitlistOffer
from clinic.clock_face import time_of_day
from clinic.models import ClinicProfile
from clinic.money import sum_in_words
from clinic.zones import clinic_zone, zone_name

HOUR_MIN = 60


@dataclass(frozen=True)
class VisitPolicy:
    """What holds for one visit: how long before it, and after its booking, changing it is free.

    `late_fee` is a sum, or a part of a price that is none, or "" where the clinic says it in its
    own words alone: those are `fee_text`.
    """

    starts_at: datetime
    window_hours: int
    late_fee: str
    fee_text: str
    grace_until: datetime | None
    is_never_late: bool = False  # while a clinician has yet to speak with the patient
    is_in_conflict: bool = False  # while the clinic has no room for it and has to change it

    @property
    def window_begins(self) -> datetime:
        return self.starts_at - timedelta(hours=self.window_hours)

    @property
    def free_until(self) -> datetime:
        """Return until when the patient moves it online, and cancels it without a fee."""
        if self.grace_until is None:
            return self.window_begins
        return max(self.window_begins, min(self.grace_until, self.starts_at))

    def is_late(self, now: datetime) -> bool:
        """Say whether cancelling now counts as late, and may cost."""
        is_free = self.is_never_late or self.is_in_conflict
        return not is_free and now > self.free_until

    def is_soon(self, now: datetime) -> bool:
        """Say whether a visit that is booked now begins within the window, so that it may cost."""
        return self.window_begins <= now < self.starts_at and self.free_until < self.starts_at

    @property
    def cost(self) -> str:
        """Return what a late cancellation does, as a clause: “cancelling costs $82.50”."""
        return f"cancelling {'costs ' + self.late_fee if self.late_fee else 'counts as late'}"

    def in_words(self, now: datetime) -> str:
        """Say of a visit that is booked what changing it costs from now on."""
        if self.is_never_late:
            return "Cancelling costs nothing until a clinician has spoken with you."
        if self.is_in_conflict:
            return "Moving or cancelling it costs nothing: we have to change it ourselves."
        if self.is_late(now):
            return self._with_text(f"It is too late to move it online, and {self.cost}.")
        until = self._at(self.free_until)
        if self.free_until == self.starts_at:
            return f"Free to move or cancel until it begins, {until}."
        return self._with_text(f"Free to move or cancel until {until}. After that, {self.cost}.")

    def before_booking(self, now: datetime, once: str = "you book") -> str:
        """Say what changing this very visit would cost, to whoever is about to book it now."""
        grace = self._grace_from(now, once)
        if self.free_until >= self.starts_at:
            return "You can move or cancel this visit freely until it begins."
        after = f"After that it cannot be moved online, and {self.cost}."
        if now < self.window_begins:
            also = f", and in any case for {grace}" if self.free_until > self.window_begins else ""
            free = f"until {self._at(self.window_begins)}{also}"
            return self._with_text(f"You can move or cancel this visit freely {free}. {after}")
        soon = f"This visit begins in less than {hours(self.window_hours)}."
        if not grace:
            late = f"Once {once} it cannot be moved online, and {self.cost}."
            return self._with_text(f"{soon} {late}")
        return self._with_text(f"{soon} You can move or cancel it freely for {grace}. {after}")

    def at_the_button(self, now: datetime) -> str:
        """Say it once more, in short, where a visit within the window is about to be booked."""
        if not self.is_soon(now):
            return ""
        grace = self._grace_from(now, "you book")
        free = f"Cancelling is free for {grace}; after that," if grace else "Once you book,"
        return f"{free} {self.cost}."

    def late_because(self) -> str:
        """Return what a patient accepts who cancels late."""
        less = f"it is less than {hours(self.window_hours)} before the visit, so {self.cost}."
        return self._with_text(less)

    def _grace_from(self, now, once):
        minutes = round((self.grace_until - now).total_seconds() / 60) if self.grace_until else 0
        return f"{in_minutes(minutes)} after {once}" if minutes > 0 else ""

    def _with_text(self, sentence):
        return f"{sentence} {self.fee_text}".strip()

    def _at(self, instant):
        local = instant.astimezone(clinic_zone())
        return f"{date_format(local, 'D j M')} at {time_of_day(local)}, {zone_name()}"


def hours(number: int) -> str:
    return f"{number} {'hour' if number == 1 else 'hours'}"


def in_minutes(number: int) -> str:
    if number == HOUR_MIN:
        return "an hour"
    return f"{number} {'minute' if number == 1 else 'minutes'}"


def late_fee(service: Service) -> str:
    """Return what cancelling late costs: a sum, if the price is one, or its part of the price."""
    percent = service.late_fee_percent
    if not percent:
        return ""
    if service.price is None:
        return f"{percent}% of the price"
    return sum_in_words(service.price * percent / 100, service.currency)


def conditions_from(service: Service, profile: ClinicProfile, now: datetime) -> dict:
    """Return the columns that keep what holds for a visit that is booked now."""
    return {
        "cancellation_window_hours": service.cancellation_window_hours,
        "late_fee": late_fee(service),
        "grace_until": now + timedelta(minutes=profile.grace_minutes),
    }


def policy_of(appointment: Appointment) -> VisitPolicy:
    """Return what holds for a visit: as it was booked or, booked before that was kept, as today."""
    service, window = appointment.service, appointment.cancellation_window_hours
    is_kept = window is not None
    return VisitPolicy(
        starts_at=appointment.starts_at,
        window_hours=window if is_kept else service.cancellation_window_hours,
        late_fee=appointment.late_fee if is_kept else late_fee(service),
        fee_text=service.cancellation_fee_text,
        grace_until=appointment.grace_until,
        is_never_late=appointment.under_review_since is not None,
        is_in_conflict=appointment.conflict_since is not None,
    )


def policy_ahead(
    profile: ClinicProfile, service: Service, starts_at: datetime, now: datetime
) -> VisitPolicy:
    """Return what would hold for a visit that were booked now."""
    kept = conditions_from(service, profile, now)
    return VisitPolicy(
        starts_at=starts_at,
        window_hours=kept["cancellation_window_hours"],
        late_fee=kept["late_fee"],
        fee_text=service.cancellation_fee_text,
        grace_until=kept["grace_until"],
    )


def policy_of_offer(profile: ClinicProfile, offer: WaitlistOffer, now: datetime) -> str:
    """Say what changing the visit would cost, to whoever is about to accept this time for it."""
    visit = offer.entry.appointment
    ahead = policy_ahead(profile, offer.entry.service, offer.starts_at, now)
    if visit is not None:
        kept = {"starts_at": ahead.starts_at, "grace_until": ahead.grace_until}
        ahead = replace(policy_of(visit), **kept)
    return ahead.before_booking(now, once="you accept")


def grace_once_moved(
    profile: ClinicProfile, appointment: Appointment, now: datetime, *, by_clinic: bool
) -> datetime | None:
    """Return until when a visit that is moved now is free in any case.

    Who moves it by the grace alone gains no more of it: or it would never be late.
    """
    if by_clinic or now <= policy_of(appointment).window_begins:
        return now + timedelta(minutes=profile.grace_minutes)
    return appointment.grace_until


def cancellation_policy(profile: ClinicProfile, service: Service) -> str:
    """Return the clinic's policy and what it means for one service, in paragraphs."""
    paragraphs = [profile.cancellation_policy.strip(), service_policy(profile, service)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def service_policy(profile: ClinicProfile, service: Service) -> str:
    """Return what moving and cancelling any visit of a service costs."""
    window, fee = service.cancellation_window_hours, late_fee(service)
    if not window:
        return _joined(
            "You can move or cancel this visit freely until it begins.",
            service.cancellation_fee_text,
        )
    grace = profile.grace_minutes
    also = f", and in any case for {in_minutes(grace)} after you book" if grace else ""
    return _joined(
        f"You can move or cancel this visit freely until {hours(window)} before it begins{also}.",
        f"After that, cancelling costs {fee}." if fee else "",
        service.cancellation_fee_text,
    )


def policy_for_moves(profile: ClinicProfile, appointment: Appointment) -> str:
    """Say what holds for a visit at any time that it may be moved to."""
    terms, grace = policy_of(appointment), profile.grace_minutes
    if not terms.window_hours:
        return ""
    also = f", and in any case for {in_minutes(grace)} after you move it" if grace else ""
    free = f"free to move or cancel until {hours(terms.window_hours)} before it begins{also}"
    return f"At its new time your visit is {free}. After that, {terms.cost}."


def policy_accepted(profile: ClinicProfile, appointment: Appointment) -> str:
    """Return the policy of a visit in full: as it was accepted, or as it stands for its service."""
    return appointment.policy_text or cancellation_policy(profile, appointment.service)


def _joined(*sentences):
    return " ".join(sentence for sentence in sentences if sentence)
