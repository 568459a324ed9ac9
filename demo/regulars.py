"""People who come now and then, so that a day at the demo clinic is a full one."""

from dataclasses import dataclass

from clinic.models import Patient
from demo.identity import demo_reference

FIRST_NAMES = (
    *("Alder", "Briony", "Cassius", "Delphine", "Emeka", "Fern", "Gwendolyn", "Hamish"),
    *("Ines", "Jasper", "Kirsi", "Leopold", "Marguerite", "Nikolai", "Ottilie", "Piers"),
    *("Quentin", "Rosalind", "Sven", "Tamsin", "Ulla", "Viggo", "Winifred", "Xanthe"),
    *("Yusuf", "Zelda", "Anselm", "Birgit", "Cyrus", "Dagny", "Esme", "Florian"),
    *("Greta", "Hugo", "Isadora", "Joss", "Keiko", "Linus", "Mirren", "Noel"),
    *("Odette", "Pascal", "Ramona", "Silas", "Thea", "Umberto", "Vera", "Wilfred"),
)
LAST_NAMES = (
    *("Applewick", "Birchall", "Copperfield", "Driftwood", "Elderberry", "Fairweather"),
    *("Greenhollow", "Hawthorne", "Inglenook", "Juniperus", "Kingfisher", "Larkhill"),
    *("Meadowcroft", "Nightingale", "Oakley", "Puddlefoot"),
)
HOW_MANY = 64  # more than a full day has visits
WITHOUT_EMAIL_EVERY = 12  # somebody whom the desk calls


@dataclass(frozen=True)
class Regular:
    name: str
    phone: str
    email: str

    @property
    def key(self) -> str:
        return self.name.lower().replace(" ", "-")


def _regular(number: int) -> Regular:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[(number + number // len(FIRST_NAMES)) % len(LAST_NAMES)]
    has_email = number % WITHOUT_EMAIL_EVERY
    email = f"{first}@{last}.example".lower() if has_email else ""
    return Regular(f"{first} {last}", f"604-555-02{number:02}", email)


REGULARS = tuple(_regular(number) for number in range(HOW_MANY))


def add_regulars() -> None:
    """Add their files. None has proven an email: the desk wrote it down."""
    Patient.objects.bulk_create(
        Patient(
            reference=demo_reference("patient", person.key),
            name=person.name,
            email=person.email,
            phone=person.phone,
        )
        for person in REGULARS
    )


def regulars() -> list[Patient]:
    """Return their files as they stand, in order."""
    keys = [demo_reference("patient", person.key) for person in REGULARS]
    found = {patient.reference: patient for patient in Patient.objects.filter(reference__in=keys)}
    return [found[key] for key in keys if key in found]
