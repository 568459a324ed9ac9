"""Every form that is new to patients, guests and the desk, filled in so that it would be taken.

Each function makes what the form is about, logs in who sends it, and returns what is sent.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from assessments.actions.judgement import judge
from assessments.forms.running import token_of
from assessments.judging import thresholds
from assessments.learning.articles import shipped
from assessments.links import follow_up_key
from assessments.models import Measurement, PlanAlert, ProgressionStep
from assessments.reading.disclaimer import disclaimer
from assessments.running import watch_files
from bookings import actions
from bookings.links.visits import email_proof, visit_key, visit_path
from bookings.links.waitlist import leave_path, waitlist_key, waitlist_path
from bookings.models import Appointment
from bookings.slots.intervals import Interval
from bookings.slots.proposals import Place
from clinic.marks import mark_of
from clinic.models import AccessEvent, DeletionRequest, UnusualLook
from clinic.publications.shipped import shipped as shipped_text
from clinic.wording.catalogue import our_words
from tests.assessments.exercises.own import as_typed
from tests.assessments.form_answers import calm, posted, screened
from tests.assessments.watch_files import fit
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    CourseFactory,
    DeskNoteFactory,
    FamilyTieFactory,
    FollowUpFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    RunFactory,
    SafetyCheckFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.factories.programmes import a_clinician, a_draft, a_running_plan, log

NOW_THERE = datetime(2026, 11, 23, 16, tzinfo=UTC)  # the clock's
NINE_THERE = "2026-12-01T09:00:00-07:00"


class Sent(NamedTuple):
    """A form that would be taken as it is."""

    url: str
    typed: dict


def offered(**service):
    return bookable(slug="physio", **service)


def as_patient(client):
    user = UserFactory()
    own = PatientFactory(name=user.name, email=user.email)
    own.looked_after_by.add(user)
    client.force_login(user)
    return user, own


def visit_of(patient=None, **changes):
    service, [practitioner] = offered(intake_form="running")
    return AppointmentFactory(
        service=service,
        practitioner=practitioner,
        patient=patient or PatientFactory(),
        **changes,
    )


def keyed(visit, page):
    return visit_path(visit, page, key=visit_key(visit))


def intake_url(visit, page):
    return f"{reverse(f'assessments:{page}', args=[visit.reference])}?key={visit_key(visit)}"


def own_plan(client):
    """Return a plan of one exercise that runs, whose person is logged in."""
    _, own = as_patient(client)
    programme = a_running_plan("E04", patient=own, starts_on=NOW_THERE.date() - timedelta(days=7))
    return programme, programme.in_force


# --- The forms ------------------------------------------------------------------------------------


def hold(client):
    offered()
    return Sent(
        "/book/physio/hold/", {"starts_at": NINE_THERE, "practitioner": "any", "instead_of": ""}
    )


def release(client):
    offered()
    client.post("/book/physio/hold/", {"starts_at": NINE_THERE})
    return Sent("/book/physio/hold/release/", {"hold": str(uuid4()), "practitioner": "any"})


def chosen():
    return {
        "starts_at": NINE_THERE,
        "practitioner": "any",
        "submission": str(uuid4()),
        "hold": "",
        "accepts_policy": "on",
    }


WHO = {"name": "Ada Runner", "email": "ada@example.org", "phone": "604 555 0100"}


def booking_by_a_guest(client):
    offered()
    return Sent("/book/physio/details/", chosen() | WHO | {"contact_name": ""})


def booking_by_an_account(client):
    offered()
    _, own = as_patient(client)
    return Sent(
        "/book/physio/details/",
        chosen() | {"patient": str(own.reference), "name": "", "birth_date": ""},
    )


def booking_somebody_new(client):
    offered()
    as_patient(client)
    return Sent(
        "/book/physio/details/",
        chosen() | {"patient": "new", "name": "Bo", "birth_date": "2015-05-05"},
    )


def booking_by_the_desk(client):
    offered()
    client.force_login(FrontDeskFactory())
    return Sent("/book/physio/details/", chosen() | WHO | {"contact_name": ""})


def confirm(client):
    return Sent(keyed(visit_of(), "confirm"), {"revision": "0"})


def move(client):
    return Sent(
        keyed(visit_of(), "move"),
        {"starts_at": "2026-12-01T13:00:00-07:00", "practitioner": "any", "revision": "0"},
    )


def cancel(client):
    return Sent(keyed(visit_of(), "cancel"), {"revision": "0", "reason": "Ill"})


def cancel_late(client):
    visit = visit_of(starts_at=timezone.now() + timedelta(hours=2))
    return Sent(keyed(visit, "cancel"), {"revision": "0", "reason": "Ill", "accepts_late": "on"})


def cancel_at_the_desk(client):
    client.force_login(FrontDeskFactory())
    typed = {
        "revision": "0",
        "side": "clinic",
        "why": "other",
        "reason": "A burst pipe",
        "note": "Rang twice",
    }
    return Sent(visit_path(visit_of(), "cancel"), typed)


def absence(client):
    client.force_login(FrontDeskFactory())
    visit = visit_of()
    typed = {
        "whom": f"practitioner:{visit.practitioner.slug}",
        "from_time": "10:00",
        "to_day": "2026-12-01",
        "to_time": "17:00",
        "reason": "Away",
    }
    return Sent("/desk/absences/new/", typed)


def keep(client):
    client.force_login(FrontDeskFactory())
    visit = visit_of(conflict_since=NOW_THERE, conflict_reason="Away.")
    typed = {"revision": "0", "back": "conflicts"}
    return Sent(reverse("bookings:conflict-keep", args=[visit.reference]), typed)


def restore(client):
    client.force_login(FrontDeskFactory())
    gone = {"status": "cancelled", "cancelled_at": NOW_THERE, "cancelled_side": "clinic"}
    visit = visit_of(**gone)
    return Sent(reverse("bookings:appointment-restore", args=[visit.reference]), {"revision": "0"})


def move_over_another(client):
    client.force_login(FrontDeskFactory())
    visit = visit_of()
    AppointmentFactory(
        service=visit.service,
        practitioner=visit.practitioner,
        starts_at=NINE + timedelta(hours=4),
    )
    typed = {
        "starts_at": "2026-12-01T13:00:00-07:00",
        "practitioner": visit.practitioner.slug,
        "revision": "0",
        "overbook": "A child in pain",
    }
    return Sent(visit_path(visit, "move"), typed)


def move_on_the_grid(client):
    client.force_login(FrontDeskFactory())
    visit = visit_of()
    typed = {
        "day": "2026-12-01",
        "time": "13:00",
        "minutes": "45",
        "practitioner": visit.practitioner.slug,
        "revision": "0",
    }
    return Sent(f"/desk/visits/{visit.reference}/move/", typed)


def book_on_the_grid(client):
    service, [practitioner] = offered()
    client.force_login(FrontDeskFactory())
    typed = {
        "day": "2026-12-01",
        "time": "10:00",
        "practitioner": practitioner.slug,
        "service": service.slug,
        "patient": "new",
        "q": "Bo Vale",
        "phone": "604-555-0100",
        "email": "bo@example.org",
        "submission": str(uuid4()),
    }
    return Sent("/desk/visits/new/", typed)


def prove(client):
    visit = visit_of()
    return Sent(keyed(visit, "prove"), {"proof": email_proof(visit.patient, visit.patient.email)})


def wish():
    return {
        "earliest_on": "2026-12-02",
        "latest_on": "2026-12-07",
        "weekdays": ["1"],
        "parts_of_day": ["morning"],
        "practitioner": "any",
        "submission": str(uuid4()),
        "shown": "",
    }


def join_by_a_guest(client):
    offered()
    return Sent("/waitlist/join/?service=physio", wish() | WHO)


def join_by_an_account(client):
    offered()
    _, own = as_patient(client)
    return Sent("/waitlist/join/?service=physio", wish() | {"patient": str(own.reference)})


def join_by_the_desk(client):
    offered()
    client.force_login(FrontDeskFactory())
    return Sent(f"/waitlist/join/?service=physio&patient={PatientFactory().reference}", wish())


def earlier(client):
    typed = wish() | {"earliest_on": "2026-11-25", "latest_on": "2026-11-30"}
    return Sent(keyed(visit_of(), "earlier"), typed)


def offer_of(**entry):
    service, [practitioner] = offered()
    return WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=service, **entry),
        practitioner=practitioner,
        offered_at=timezone.now(),
    )


def accept(client):
    offer = offer_of()
    return Sent(
        waitlist_path(offer, key=waitlist_key(offer)),
        {"answer": "accept", "accepts_policy": "on"},
    )


def accept_to_move(client):
    visit = visit_of(starts_at=NINE + timedelta(hours=3))
    offer = WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=visit.service, patient=visit.patient, appointment=visit),
        practitioner=visit.practitioner,
        offered_at=timezone.now(),
    )
    return Sent(waitlist_path(offer, key=waitlist_key(offer)), {"answer": "accept"})


def leave(client):
    entry = offer_of().entry
    return Sent(leave_path(entry, key=waitlist_key(entry)), {})


def family_new(client):
    as_patient(client)
    return Sent(
        "/me/family/new/",
        {
            "name": "Bo",
            "birth_date": "2015-05-05",
            "phone": "",
            "submission": str(uuid4()),
            "seen": "",
        },
    )


def family_edit(client):
    user, _ = as_patient(client)
    child = PatientFactory(name="Bo", contact_name=user.name)
    child.looked_after_by.add(user)
    return Sent(
        f"/me/family/{child.reference}/",
        {
            "name": "Bo Lee",
            "birth_date": "2015-05-05",
            "phone": "",
            "seen": actions.contact_mark(child),
        },
    )


def own_details(client):
    _, own = as_patient(client)
    return Sent(
        "/me/details/", WHO | {"birth_date": "1990-01-01", "seen": actions.contact_mark(own)}
    )


def own_details_first(client):
    client.force_login(UserFactory())
    return Sent(
        "/me/details/",
        {"name": "Ada", "birth_date": "1990-01-01", "phone": "", "submission": str(uuid4())},
    )


def message_choices(client):
    _, own = as_patient(client)
    return Sent("/me/messages/", {f"{own.reference}-shown": "True"})


def guest_file(client):
    user, _ = as_patient(client)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    guest = PatientFactory(email=user.email, email_proven_at=NINE)
    AppointmentFactory(patient=guest)
    return Sent(f"/me/family/{guest.reference}/add/", {"who": "somebody"})


def deletion(client):
    as_patient(client)
    return Sent("/me/privacy/deletion/", {"words": "Bye", "understands": "on"})


def intake(client):
    return Sent(intake_url(visit_of(), "intake"), posted())


def intake_draft(client):
    return Sent(intake_url(visit_of(), "intake-draft"), posted())


def short_intake(client):
    visit = visit_of()
    visit.service.intake_form = "short"
    visit.service.save()
    return Sent(
        intake_url(visit, "intake"),
        {"revision": "0", "page": str(uuid4()), "reason_text": "Knee", "since_text": "May"},
    )


def safety(client):
    return Sent(intake_url(visit_of(), "safety"), calm() | {"submission": str(uuid4())})


def safety_draft(client):
    return Sent(intake_url(visit_of(), "safety-draft"), calm())


def safety_phone(client):
    visit = visit_of()
    visit.patient.phone = ""
    visit.patient.save()
    screened(visit, unwell="yes")
    return Sent(intake_url(visit, "safety-phone"), {"phone": "604 555 0123"})


def review(client):
    visit = visit_of()
    visit.practitioner.user = ClinicianFactory()
    visit.practitioner.save()
    client.force_login(visit.practitioner.user)
    screen = screened(visit, unwell="yes")
    return Sent(
        reverse("assessments:visit-review", args=[visit.reference]),
        {"screen": str(screen.reference), "note": "Called."},
    )


def begun(client):
    """Log in who records an assessment that is set up and was seen by eye; return it."""
    visit = visit_of()
    visit.practitioner.user = ClinicianFactory()
    visit.practitioner.save()
    client.force_login(visit.practitioner.user)
    return AssessmentFactory(
        patient=visit.patient,
        practitioner=visit.practitioner,
        performed_at=NOW_THERE,
        seen_at=NOW_THERE,
        surface="treadmill",
        speed_kmh=10,
        incline_pct=0,
        footwear="usual",
    )


def section(client, code, typed):
    url = reverse("assessments:section", args=[begun(client).reference, code])
    return Sent(url, {"revision": "0", "page": str(uuid4())} | typed)


def assessment_safety(client):
    assessment = begun(client)
    read = str(assessment.safety_checks.get().reference)
    url = reverse("assessments:assessment-safety", args=[assessment.reference])
    return Sent(url, calm() | {"read": read, "submission": str(uuid4()), "do": "ask"})


def assessment_safety_note(client):
    assessment = begun(client)
    check = SafetyCheckFactory(
        assessment=assessment, checked_at=NOW_THERE, answers=calm(unwell="yes")
    )
    url = reverse("assessments:assessment-safety", args=[assessment.reference])
    sent = {"answers": str(check.reference), "submission": str(uuid4()), "do": "note"}
    return Sent(url, sent | {"note": "Called."})


def set_up(client):
    return section(
        client,
        "set-up",
        {"performed_at": "2026-11-23T08:30", "speed_kmh": "10.5", "shoes": "Road", "notes": "Hip"},
    )


def by_eye(client):
    grades = {"pelvic_drop_L": "mild", "pelvic_drop_R": "typical"}
    grades |= {"knee_window_L": "open", "knee_window_R": "closed", "pelvic_drop_L_note": "Late"}
    return section(client, "by-eye", grades)


def degrees(client):
    typed = {"cpd_fresh_L": "4.8", "cpd_fresh_L_n": "8", "cpd_view": "posterior"}
    typed |= {"cpd_landmark_set": "psis", "cpd_method": "2d_manual", "cpd_levelled": "yes"}
    return section(client, "degrees", typed)


def run_end(client):
    return section(
        client, "run-end", {"rpe_end": "8", "nprs_after": "2", "pain_locations": "groin_L"}
    )


def clinical_tests(client):
    typed = {"force_contraction": "break", "force_position": "side_lying", "force_arm_cm": "40"}
    typed |= {"force_fresh_L_1": "240", "trendelenburg_L": "30", "bridge_R_note": "Second try"}
    typed |= {"bridge_R": "60", "cadence_fresh_spm": "170", "cadence_fresh_method": "device"}
    return section(client, "tests", typed)


def questionnaires(client):
    typed = {"psfs_1_activity": "Stairs", "psfs_1": "4", "nprs_1": "3", "language": "en"}
    return section(client, "questionnaires", typed)


def findings(client):
    """The page of the findings, with a word of the clinician's own on a drop that was measured."""
    assessment = begun(client)
    measured = {"metric": "cpd", "side": "R", "state": "fresh", "mean": 8, "n_steps": 8, "mdc": 3}
    seen = {"view": "posterior", "landmark_set": "psis", "method": "2d_manual", "levelled": True}
    Measurement.objects.create(assessment=assessment, **measured, **seen)
    judge(assessment)
    said = {"override_cpd_fresh_R": "mild", "reason_cpd_fresh_R": "The belt slipped."}
    chosen = {"factors": "fatigue", "factors_note": "Tires.", "target_1": "cpd|R|fresh"}
    chosen |= {"linked_conditions": "knee_injury"}
    url = reverse("assessments:section", args=[assessment.reference, "findings"])
    hidden = {"as_cpd_fresh_R": str(assessment.findings.get().pk)}
    return Sent(url, {"revision": "0", "page": str(uuid4())} | said | chosen | hidden)


def thresholds_own(client):
    client.force_login(AdministratorFactory())
    in_force = thresholds.defaults()
    texts = {code: f"{value.normalize():f}" for code, value in in_force.items()}
    mark = {"mark": thresholds.settings_mark(in_force)}
    return Sent("/desk/thresholds/", texts | {"g1_typical_max_deg": "4.5"} | mark)


WRITTEN = {
    "title": "Hills",
    "summary": "How to run up and down them.",
    "body": "- Short steps.\n\n## Up\n\nSlowly.\n",
    "books": "running",
    "related": ["glossary"],
    "exercises": ["E24"],
}


def article_new(client):
    client.force_login(AdministratorFactory())
    return Sent("/desk/articles/new/", WRITTEN | {"submission": str(uuid4())})


def article_own(client):
    client.force_login(AdministratorFactory())
    mark = {"mark": shipped()["longest-run"].text.mark, "note": "Hills instead"}
    return Sent("/desk/articles/longest-run/", WRITTEN | mark)


def publication(client):
    client.force_login(AdministratorFactory())
    text = shipped_text("terms").text
    typed = {"text": f"{text}\nAnd more.\n", "in_force_on": "2026-11-24", "mark": mark_of(text)}
    return Sent(reverse("clinic:publication-edit", args=["terms"]), typed)


def privacy_contact(client):
    client.force_login(AdministratorFactory())
    return Sent(reverse("clinic:privacy-contact"), {"contact": "Ana Lim, ana@example.org"})


def article_review(client):
    client.force_login(PractitionerFactory(user=ClinicianFactory()).user)
    return Sent("/learn/glossary/review/", {"mark": shipped()["glossary"].text.mark})


def own_exercise(client):
    client.force_login(ClinicianFactory())
    return Sent("/desk/exercises/new/", as_typed())


def section_draft(client):
    sent = set_up(client)
    return Sent(f"{sent.url}draft/", sent.typed)


def sign(client):
    assessment = begun(client)
    assessment.observations.create(item="pelvic_drop", side="R", grade="marked")
    url = reverse("assessments:assessment-sign", args=[assessment.reference])
    return Sent(url, {"revision": "0"})


def signed(client, **changes):
    """Return an assessment that is signed, by somebody else than who is logged in."""
    assessment = begun(client)
    for name, value in {**changes, "status": "signed", "signed_at": NOW_THERE}.items():
        setattr(assessment, name, value)
    assessment.signed_by = ClinicianFactory()
    assessment.save()
    return assessment


def cosign(client):
    assessment = signed(client, needs_cosignature=True)
    url = reverse("assessments:assessment-cosign", args=[assessment.reference])
    return Sent(url, {"note": "Agreed."})


def addendum(client):
    url = reverse("assessments:addendum-create", args=[signed(client).reference])
    return Sent(url, {"text": "Seen again.", "submission": str(uuid4())})


def share(client):
    return Sent(reverse("assessments:assessment-share", args=[signed(client).reference]), {})


def report(client):
    address = reverse("assessments:report-list", args=[signed(client).reference])
    return Sent(address, {"edition": "patient"})


def planned(client):
    """Log in a clinician; return a plan of theirs, with a pain and a step to decide."""
    practitioner = a_clinician()
    client.force_login(practitioner.user)
    programme = a_running_plan("E04", "E02", practitioner=practitioner)
    log(programme, "E02", pain=8)
    return programme


def plan_url(programme, page, *more):
    return reverse(f"assessments:programme-{page}", args=[programme.patient.reference, *more])


def plan_draft(client):
    practitioner = a_clinician()
    client.force_login(practitioner.user)
    draft = a_draft("E05", practitioner=practitioner)
    typed = {
        "note": "Take your time.",
        "load_advice": draft.load_advice,
        "starts_on": "2026-11-24",
        "weeks": "6",
        "retest_week": "6",
        "caution_note": "",
        "revision": str(draft.revision),
        "do": "save",
        "i0-exercise": "E05",
        "i0-line": "1",
        "i0-sets": "3",
        "i0-least": "8",
        "i0-most": "12",
        "i0-counted": "repetitions",
        "i0-days": "0",
        "i0-note": "Slowly.",
    }
    return Sent(plan_url(draft.programme, "draft"), typed)


def plan_alert(client):
    programme = planned(client)
    alert = PlanAlert.objects.get().reference
    return Sent(plan_url(programme, "alert", alert), {"what_was_done": "Called them."})


def plan_step(client):
    programme = planned(client)
    step = ProgressionStep.objects.get().reference
    return Sent(plan_url(programme, "step", step), {"decision": "decline", "note": "Not yet"})


def plan_end(client):
    return Sent(plan_url(planned(client), "end"), {"reason": "All goals reached."})


def plan_retest(client):
    programme = planned(client)
    bookable(slug="running", intake_form="running")
    page = client.get(plan_url(programme, "detail")).context["retest"]
    return Sent(plan_url(programme, "retest"), {"time": page.first.value})


def discard(client):
    return Sent(reverse("assessments:assessment-discard", args=[begun(client).reference]), {})


COURSE = {
    "service": "physio",
    "practitioner": "any",
    "first_on": "2026-12-01",
    "at": "09:00",
    "visits": "2",
    "every": "7",
    "tolerance": "2",
}


def course_times(client):
    offered()
    client.force_login(FrontDeskFactory())
    page = reverse("bookings:course-create", args=[PatientFactory().reference])
    return Sent(
        f"{page}?{urlencode(COURSE)}",
        {
            "submission": str(uuid4()),
            "visit_1": NINE_THERE,
            "visit_2": "2026-12-08T09:00:00-07:00",
            "accepts_policy": "on",
        },
    )


def _in_conflict():
    service, [practitioner] = offered()
    return AppointmentFactory(
        service=service,
        practitioner=practitioner,
        patient=PatientFactory(),
        starts_at=NINE,
        conflict_since=NOW_THERE,
        conflict_reason="Away.",
    )


def mend_conflicts(client):
    client.force_login(FrontDeskFactory())
    visit = _in_conflict()
    name = visit.reference.hex
    place = Place(Interval.lasting(timedelta(hours=1), NINE), visit.practitioner_id)
    return Sent(
        reverse("bookings:mend-conflicts"),
        {
            f"choice_{name}": f"move:{place.token}",
            "words": "We are sorry",
            "why": "away",
            f"revision_{name}": str(visit.revision),
            "submission": str(uuid4()),
            "visit": str(visit.reference),
        },
    )


def offered_times(client):
    client.force_login(FrontDeskFactory())
    visit = _in_conflict()
    place = Place(
        Interval.lasting(timedelta(hours=1), NINE + timedelta(hours=2)), visit.practitioner_id
    )
    wanted = actions.Wanted(visit, visit.revision, "offer", (place.token,))
    mending = actions.start_mending(
        wanted=[wanted], submission=uuid4(), started_by=FrontDeskFactory()
    )
    actions.go_on_mending(mending=mending, seconds=60)
    hold = Appointment.objects.get(status="held")
    return Sent(visit_path(visit, "times", key=visit_key(visit)), {"time": str(hold.reference)})


def course_cancel(client):
    client.force_login(FrontDeskFactory())
    course = CourseFactory()
    visit = AppointmentFactory(patient=course.patient, service=course.service, course=course)
    return Sent(
        reverse("bookings:course-detail", args=[course.reference]),
        {
            "seen": actions.course_mark([visit]),
            "side": "patient",
            "reason": "Moved away",
            "note": "Rang at noon",
        },
    )


def waitlist_place(client):
    client.force_login(FrontDeskFactory())
    entry = WaitlistEntryFactory()
    return Sent(reverse("bookings:waitlist-place", args=[entry.reference]), {"place": "first"})


def waitlist_remove(client):
    client.force_login(FrontDeskFactory())
    entry = WaitlistEntryFactory()
    return Sent(reverse("bookings:waitlist-remove", args=[entry.reference]), {})


def plan_log(client):
    _, version = own_plan(client)
    typed = {
        "set_1": "12",
        "set_2": "12",
        "note": "Felt easy",
        "done_on": NOW_THERE.date().isoformat(),
        "pain": "1",
        "effort": "4",
        "good_control": "yes",
        "version": str(version.reference),
        "exercise": "E04",
        "reference": str(uuid4()),
    }
    return Sent(reverse("assessments:my-plan"), typed)


def plan_next_day(client):
    programme, _ = own_plan(client)
    logged = log(programme, "E04", days_ago=2)
    typed = {"answer": "these", "worse": str(logged.reference)}
    return Sent(reverse("assessments:my-plan-next-day"), typed)


def plan_take_back(client):
    programme, _ = own_plan(client)
    logged = log(programme, "E04")
    return Sent(reverse("assessments:my-plan-take-back"), {"log": str(logged.reference)})


def plan_disclaimer(client):
    own_plan(client)
    return Sent(reverse("assessments:my-plan-disclaimer"), {"mark": mark_of(disclaimer())})


def answer(client):
    client.force_login(AdministratorFactory())
    asked = DeletionRequest.objects.create(user=UserFactory())
    return Sent(reverse("bookings:deletion-detail", args=[asked.reference]), {"answer": "Done."})


def open_file(client):
    client.force_login(ClinicianFactory())
    return Sent(
        reverse("assessments:chart-open", args=[PatientFactory().reference]),
        {"ground": "covering", "reason": "Anna, who treats them, is away"},
    )


def join_files(client):
    client.force_login(FrontDeskFactory())
    kept, other = PatientFactory(name="Bo"), PatientFactory(name="Bo")
    return Sent(
        reverse("bookings:person-join", args=[kept.reference]), {"file": str(other.reference)}
    )


def looks_signed_off(client):
    look = AccessEvent.objects.create(
        user=FrontDeskFactory(), patient=PatientFactory(), what="person", basis="desk"
    )
    unusual = UnusualLook.objects.create(look=look, oddities=["no_visit"])
    client.force_login(AdministratorFactory())
    return Sent(
        reverse("bookings:look-review"),
        {"looks": str(unusual.pk), "outcome": "in_order", "note": "They asked for a bill."},
    )


def separate_files(client):
    client.force_login(FrontDeskFactory())
    joined = PatientFactory(merged_into=PatientFactory())
    return Sent(reverse("bookings:person-separate", args=[joined.reference]), {})


def gap_of(client):
    """Return a gap and who waits for such a time, with the desk logged in."""
    client.force_login(FrontDeskFactory())
    service, [practitioner] = offered()
    gap = {"practitioner": practitioner.slug, "starts_at": NINE_THERE, "minutes": "60"}
    return gap, WaitlistEntryFactory(service=service)


def gap_offer(client):
    gap, _ = gap_of(client)
    return Sent(reverse("bookings:gap-offer"), gap)


def gap_book(client):
    gap, entry = gap_of(client)
    sent = {"entry": str(entry.reference), "slot": NINE_THERE}
    return Sent(reverse("bookings:gap-book"), gap | sent)


def note_on_a_visit(client):
    client.force_login(FrontDeskFactory())
    url = reverse("bookings:visit-desk", args=[visit_of().reference])
    return Sent(url, {"text": "Late", "about": "visit", "submission": str(uuid4())})


def note_on_a_person(client):
    client.force_login(FrontDeskFactory())
    url = reverse("bookings:person-notes", args=[PatientFactory().reference])
    return Sent(url, {"text": "Late", "submission": str(uuid4())})


def note_strike(client):
    client.force_login(FrontDeskFactory())
    note = DeskNoteFactory()
    return Sent(reverse("bookings:note-strike", args=[note.reference]), {})


def dependant(client):
    client.force_login(FrontDeskFactory())
    url = reverse("bookings:person-dependant", args=[PatientFactory().reference])
    typed = {"name": "Leo Runner", "birth_date": "2015-05-17", "submission": str(uuid4())}
    return Sent(url, typed | {"visit": str(visit_of().reference)})


def tie(client):
    client.force_login(FrontDeskFactory())
    url = reverse("bookings:person-tie", args=[PatientFactory().reference])
    return Sent(url, {"file": str(PatientFactory().reference)})


def untie(client):
    client.force_login(FrontDeskFactory())
    told = FamilyTieFactory()
    url = reverse("bookings:person-untie", args=[told.looked_after_by.reference])
    return Sent(url, {"file": str(told.patient.reference)})


# --- Runs, and questions between visits -----------------------------------------------------------


RUN = {
    "ran_on": "2026-11-22",
    "distance_km": "10.2",
    "hours": "",
    "minutes": "50",
    "nprs_during_max": "2",
    "nprs_next_morning": "",
}


def run_new(client):
    as_patient(client)
    return Sent("/me/runs/", RUN | {"submission": str(uuid4())})


def run_correct(client):
    _, own = as_patient(client)
    run = RunFactory(patient=own)
    return Sent(run.get_absolute_url(), RUN | {"submission": str(uuid4()), "revision": "0"})


def run_next_morning(client):
    _, own = as_patient(client)
    run = RunFactory(patient=own)
    return Sent(f"{run.get_absolute_url()}next-morning/", {"pain": "3"})


def run_remove(client):
    _, own = as_patient(client)
    return Sent(f"{RunFactory(patient=own).get_absolute_url()}remove/", {})


def run_from_a_watch(client):
    user, _ = as_patient(client)
    token = token_of(watch_files.read(fit()), user)
    return Sent(
        "/me/runs/import/confirm/",
        {
            "ran_on": "2026-11-22",
            "nprs_during_max": "2",
            "leg": "0",
            "read": token,
            "submission": str(uuid4()),
        },
    )


def message_words(client):
    client.force_login(AdministratorFactory())
    url = reverse("clinic:wording-detail", args=["reminder"])
    text = our_words("reminder").text
    return Sent(url, {"subject": "See you soon", "text": text, "seen": "0", "save": "1"})


def follow_up(client):
    asked = FollowUpFactory(codes=["psfs", "nprs", "uwri"])
    typed = {f"uwri_{number}": "3" for number in range(1, 10)}
    return Sent(
        f"{asked.get_absolute_url()}?key={follow_up_key(asked)}",
        {"psfs_1_activity": "Run", "psfs_1": "5", "nprs": "2", "language": "en"} | typed,
    )


def treated(client):
    """Return somebody whom the clinician who is logged in treats."""
    clinician = ClinicianFactory()
    client.force_login(clinician)
    visit = visit_of()
    visit.practitioner.user = clinician
    visit.practitioner.save()
    return visit.patient


def follow_up_ask(client):
    url = reverse("assessments:follow-up-create", args=[treated(client).reference])
    return Sent(url, {"codes": "psfs", "due_on": "2026-11-24", "submission": str(uuid4())})


def follow_up_type_in(client):
    asked = FollowUpFactory(patient=treated(client), codes=["psfs"])
    return Sent(f"{asked.get_absolute_url()}type-in/", {"psfs_1_activity": "Run", "psfs_1": "5"})


def follow_up_withdraw(client):
    asked = FollowUpFactory(patient=treated(client))
    return Sent(f"{asked.get_absolute_url()}withdraw/", {})


FORMS = [
    hold,
    release,
    booking_by_a_guest,
    booking_by_an_account,
    booking_somebody_new,
    booking_by_the_desk,
    confirm,
    move,
    cancel,
    cancel_late,
    cancel_at_the_desk,
    absence,
    keep,
    restore,
    move_over_another,
    move_on_the_grid,
    book_on_the_grid,
    prove,
    join_by_a_guest,
    join_by_an_account,
    join_by_the_desk,
    earlier,
    accept,
    accept_to_move,
    leave,
    family_new,
    family_edit,
    own_details,
    own_details_first,
    message_choices,
    guest_file,
    deletion,
    intake,
    intake_draft,
    short_intake,
    safety,
    safety_draft,
    safety_phone,
    review,
    assessment_safety,
    assessment_safety_note,
    set_up,
    by_eye,
    degrees,
    run_end,
    clinical_tests,
    questionnaires,
    findings,
    thresholds_own,
    article_new,
    article_own,
    message_words,
    article_review,
    publication,
    privacy_contact,
    own_exercise,
    section_draft,
    sign,
    cosign,
    addendum,
    share,
    report,
    discard,
    plan_draft,
    plan_alert,
    plan_step,
    plan_end,
    plan_retest,
    course_times,
    course_cancel,
    mend_conflicts,
    offered_times,
    waitlist_place,
    waitlist_remove,
    plan_log,
    plan_next_day,
    plan_take_back,
    plan_disclaimer,
    answer,
    open_file,
    join_files,
    looks_signed_off,
    separate_files,
    gap_offer,
    gap_book,
    note_on_a_visit,
    note_on_a_person,
    note_strike,
    dependant,
    tie,
    untie,
    run_new,
    run_correct,
    run_next_morning,
    run_remove,
    run_from_a_watch,
    follow_up,
    follow_up_ask,
    follow_up_type_in,
    follow_up_withdraw,
]
