"""What the demo clinic says of itself, and what can be booked there."""

from bookings.models import Equipment, EquipmentKind, IntakeForm, Purpose, Service
from clinic.models import ClinicProfile, Discipline, Practitioner
from demo.identity import demo_reference

HALF_PRICE = "That is half of the price, and so it is for a missed visit."

PROFILE = {
    "name": "False Creek Running Clinic",
    "tagline": "Physiotherapy and kinesiology for people who run.",
    "phone": "604-555-0142",
    "email": "clinic@stance.example",
    "street": "218 Lantern Quay Lane",
    "city": "Vancouver",
    "province": "BC",
    "postal_code": "V6Q 0A0",
    "directions": (
        "Look for the teal door beside the bike shop; we are one floor up and there is a lift. "
        "Two buses stop at the corner, and there are bicycle racks in the courtyard. The two "
        "parking places behind the house are kept for visitors who cannot walk far. Please come "
        "five minutes early if you want to change."
    ),
    "cancellation_policy": (
        "Plans change. A time that is given up late can rarely go to somebody else, so we ask "
        "for part of its price. If you are ill, stay at home and call us: we will find a fair "
        "solution."
    ),
}

SERVICES = (
    {
        "slug": "running-assessment",
        "name": "Running assessment",
        "summary": (
            "We film you on the treadmill, show you what we see, and plan the next steps with you."
        ),
        "description": (
            "Bring your questions and your shoes. We talk about your running and your goals, film "
            "you from behind and from the side, and go through the pictures together, unhurried. "
            "You leave with a report in plain words, and a plan that fits your week. Whether you "
            "would like to run with better technique or something hurts when you run, this is the "
            "visit to start with."
        ),
        "disciplines": [Discipline.PHYSIOTHERAPY, Discipline.KINESIOLOGY],
        "requires_running_specialist": True,
        "equipment_kind": EquipmentKind.TREADMILL,
        "duration_min": 60,
        "buffer_after_min": 10,
        "notice_hours": 12,
        "price": 165,
        "currency": "CAD",
        "what_to_bring": "Shorts and both pairs of shoes you run in.",
        "purposes": [Purpose.PAIN_WHEN_RUNNING, Purpose.BETTER_TECHNIQUE],
        "intake_form": IntakeForm.RUNNING,
    },
    {
        "slug": "initial-physiotherapy",
        "name": "Initial physiotherapy visit",
        "summary": "An hour to listen, examine and agree on a plan.",
        "description": (
            "Your first visit with one of our physiotherapists. We hear what brings you, look at "
            "how you move, tell you what we think in words that make sense, and agree on what to "
            "do first. No referral is needed."
        ),
        "disciplines": [Discipline.PHYSIOTHERAPY],
        "duration_min": 60,
        "buffer_after_min": 5,
        "notice_hours": 4,
        "price": 140,
        "currency": "CAD",
        "what_to_bring": "Comfortable clothes, and any reports you would like us to see.",
        "purposes": [Purpose.PAIN_WHEN_RUNNING, Purpose.OTHER_INJURY],
        "intake_form": IntakeForm.SHORT,
    },
    {
        "slug": "follow-up-physiotherapy",
        "name": "Follow-up physiotherapy",
        "summary": "Half an hour to see how it went and take the next step.",
        "description": (
            "For people who have been to see us before. We look at what has changed, treat what "
            "needs treating, and adjust the plan. Telling us that you did not do the exercises is "
            "allowed."
        ),
        "disciplines": [Discipline.PHYSIOTHERAPY],
        "duration_min": 30,
        "notice_hours": 2,
        "price": 85,
        "currency": "CAD",
        "what_to_bring": "Comfortable clothes.",
        "for_new_patients": False,
        "purposes": [Purpose.PAIN_WHEN_RUNNING, Purpose.OTHER_INJURY],
    },
    {
        "slug": "kinesiology-session",
        "name": "Kinesiology session",
        "summary": "Guided exercise, one to one, at your own pace.",
        "description": (
            "Three quarters of an hour of exercise with a kinesiologist who watches closely: "
            "learning new movements, building up load, and finding out what you can do without us "
            "at home."
        ),
        "disciplines": [Discipline.KINESIOLOGY],
        "duration_min": 45,
        "buffer_after_min": 5,
        "notice_hours": 2,
        "price": 95,
        "currency": "CAD",
        "what_to_bring": "Clothes to move in and indoor shoes.",
        "purposes": [Purpose.BETTER_TECHNIQUE, Purpose.OTHER_INJURY],
        "intake_form": IntakeForm.SHORT,
    },
    {
        "slug": "running-technique-strength",
        "name": "Running technique and strength session",
        "summary": "The visit after your running assessment: practise it, load it, make it stick.",
        "description": (
            "We work on what your running assessment showed: a few cues on the run, and strength "
            "exercises with the right weight for you. We write down every set, so next time we "
            "begin where you stopped."
        ),
        "disciplines": [Discipline.KINESIOLOGY],
        "duration_min": 45,
        "buffer_before_min": 5,
        "buffer_after_min": 5,
        "notice_hours": 4,
        "price": 95,
        "currency": "CAD",
        "what_to_bring": "Your running shoes and clothes to move in.",
        "for_new_patients": False,
        "purposes": [Purpose.BETTER_TECHNIQUE],
    },
)


def add_services() -> None:
    """Add the clinic's profile, its treadmill and its services, each with who gives it."""
    ClinicProfile.objects.create(**PROFILE)
    Equipment.objects.create(
        reference=demo_reference("equipment", "treadmill"),
        name="Treadmill",
        kind=EquipmentKind.TREADMILL,
    )
    for position, described in enumerate(SERVICES, start=1):
        service = Service.objects.create(
            reference=demo_reference("service", described["slug"]),
            position=position,
            cancellation_window_hours=24,
            late_fee_percent=50,
            cancellation_fee_text=HALF_PRICE,
            **described,
        )
        offering = Practitioner.objects.filter(discipline__in=service.disciplines)
        if service.requires_running_specialist:
            offering = offering.filter(is_running_specialist=True)
        service.practitioners.set(offering)
