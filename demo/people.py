"""Who works in the demo clinic, who visits it, and who logs in."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from clinic.models import Discipline, Patient, Practitioner, StaffRole, User
from demo import logins
from demo.identity import demo_reference


@dataclass(frozen=True)
class DemoPractitioner:
    slug: str
    name: str
    discipline: Discipline
    bio: str
    is_running_specialist: bool = False


@dataclass(frozen=True)
class DemoPatient:
    key: str
    name: str
    birth_date: date
    phone: str = ""
    email: str = ""


PRACTITIONERS = (
    DemoPractitioner(
        "maren-oakhurst",
        "Maren Oakhurst",
        Discipline.PHYSIOTHERAPY,
        "Maren came to physiotherapy from track and field, by way of too many kilometres too soon. "
        "She likes to watch people run before she says anything, and to explain what she saw in "
        "plain words. On Sundays you meet her on the seawall, slower than she would like.",
        is_running_specialist=True,
    ),
    DemoPractitioner(
        "tomas-brightwater",
        "Tomas Brightwater",
        Discipline.PHYSIOTHERAPY,
        "Tomas has worked with desk workers, dancers and one very patient bagpiper. He plans in "
        "small steps that fit into a real week, and writes them down so you need not remember.",
    ),
    DemoPractitioner(
        "anjali-fernhill",
        "Anjali Fernhill",
        Discipline.PHYSIOTHERAPY,
        "Anjali sees runners before and after work, because that is when runners have time. She "
        "has finished four marathons and still takes the first one as a warning about pacing.",
        is_running_specialist=True,
    ),
    DemoPractitioner(
        "elise-winterbourne",
        "Elise Winterbourne",
        Discipline.PHYSIOTHERAPY,
        "Elise looks after our Saturdays. She enjoys first visits most: listening, sorting out "
        "what matters to you, and agreeing on one thing to begin with.",
    ),
    DemoPractitioner(
        "gideon-larkspur",
        "Gideon Larkspur",
        Discipline.KINESIOLOGY,
        "Gideon is a kinesiologist who films people on the treadmill and then turns the film into "
        "exercises they will actually do. He coaches a beginners' group on Thursday nights.",
        is_running_specialist=True,
    ),
    DemoPractitioner(
        "noor-cedarbrook",
        "Noor Cedarbrook",
        Discipline.KINESIOLOGY,
        "Noor builds strength programmes for people who say they have no time for strength work. "
        "She keeps them short, honest about effort, and possible in a living room.",
    ),
)

PATIENTS = (
    DemoPatient(
        "juniper-hale", "Juniper Hale", date(1986, 4, 17), "604-555-0111", logins.PATIENT.email
    ),
    DemoPatient("robin-hale", "Robin Hale", date(2013, 9, 2), "604-555-0111", logins.PATIENT.email),
    DemoPatient(
        "otis-thistlewood",
        "Otis Thistlewood",
        date(1979, 1, 30),
        "604-555-0112",
        "otis@thistlewood.example",
    ),
    DemoPatient(
        "saffron-quill", "Saffron Quill", date(1994, 7, 8), "604-555-0113", "saffron@quill.example"
    ),
    DemoPatient(
        "desmond-appleyard",
        "Desmond Appleyard",
        date(1968, 11, 21),
        "604-555-0114",
        "desmond@appleyard.example",
    ),
    DemoPatient(
        "imogen-starling",
        "Imogen Starling",
        date(1990, 2, 14),
        "604-555-0115",
        "imogen@starling.example",
    ),
    DemoPatient(
        "rafael-silverstream",
        "Rafael Silverstream",
        date(1983, 6, 3),
        "604-555-0116",
        "rafael@silverstream.example",
    ),
    DemoPatient(
        "linnea-foxglove",
        "Linnea Foxglove",
        date(1999, 12, 12),
        "604-555-0117",
        "linnea@foxglove.example",
    ),
    DemoPatient(
        "kaito-riverstone",
        "Kaito Riverstone",
        date(1988, 8, 25),
        "604-555-0118",
        "kaito@riverstone.example",
    ),
    DemoPatient(
        "beatrix-pemberfield",
        "Beatrix Pemberfield",
        date(1974, 5, 19),
        "604-555-0119",
        "beatrix@pemberfield.example",
    ),
    DemoPatient(
        "amara-goldfinch",
        "Amara Goldfinch",
        date(2001, 3, 27),
        "604-555-0120",
        "amara@goldfinch.example",
    ),
    DemoPatient("wendell-moss", "Wendell Moss", date(1951, 10, 6), "604-555-0121"),
)

# Whom each account is: its name, its roles, and the files or the diary that belong to it.
CLINICIAN_SLUG = "maren-oakhurst"
LOOKED_AFTER = ("juniper-hale", "robin-hale")
ACCOUNTS = {
    logins.PATIENT: ("Juniper Hale", []),
    logins.CLINICIAN: ("Maren Oakhurst", [StaffRole.CLINICIAN]),
    logins.FRONT_DESK: ("Felix Harbour", [StaffRole.FRONT_DESK]),
    logins.ADMINISTRATOR: ("Agnes Millbrook", [StaffRole.ADMINISTRATOR]),
    logins.PRIVACY_OFFICER: ("Noor Kestrel", [StaffRole.PRIVACY_OFFICER]),
}


def add_people(*, now: datetime) -> None:
    """Add the practitioners, the patients' files and the accounts."""
    Practitioner.objects.bulk_create(
        Practitioner(
            reference=demo_reference("practitioner", person.slug),
            name=person.name,
            slug=person.slug,
            discipline=person.discipline,
            is_running_specialist=person.is_running_specialist,
            bio=person.bio,
        )
        for person in PRACTITIONERS
    )
    Patient.objects.bulk_create(
        Patient(
            reference=demo_reference("patient", person.key),
            name=person.name,
            email=person.email,
            phone=person.phone,
            birth_date=person.birth_date,
            email_proven_at=now if person.email else None,
        )
        for person in PATIENTS
    )
    _add_accounts()


def _add_accounts():
    hashes = {  # one slow hash for the one password
        password: make_password(password) for password in {login.password for login in ACCOUNTS}
    }
    for login, (name, roles) in ACCOUNTS.items():
        user = User.objects.create(
            email=login.email, name=name, roles=roles, password=hashes[login.password]
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    clinician = User.objects.get(email=logins.CLINICIAN.email)
    Practitioner.objects.filter(slug=CLINICIAN_SLUG).update(user=clinician)
    parent = User.objects.get(email=logins.PATIENT.email)
    parent.patients.set(
        Patient.objects.filter(
            reference__in=[demo_reference("patient", key) for key in LOOKED_AFTER]
        )
    )
