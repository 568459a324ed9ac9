"""How a thing is named in the open record: codes, units, references, and where each is defined.

A code of LOINC or SNOMED CT stands only where it is certain; everything else has the clinic's own
code, under its address, with the words that a person reads.
"""

from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from assessments.export.moments import at

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
PAIN = {
    "system": LOINC,
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}
LIMBS = {
    "L": {"system": SNOMED, "code": "32153003", "display": "Structure of left lower limb"},
    "R": {"system": SNOMED, "code": "62175007", "display": "Structure of right lower limb"},
}
UNITS = {  # by our own: what a person reads, and its code in UCUM
    "°": ("°", "deg"),
    "cm": ("cm", "cm"),
    "ms": ("ms", "ms"),
    "steps/min": ("steps/min", "/min"),
    "s": ("s", "s"),
    "N": ("N", "N"),
    "N·m/kg": ("N·m/kg", "N.m/kg"),
    "SD": ("SD", "{SD}"),
    "%": ("%", "%"),
    "px": ("px", "{px}"),
    "kg": ("kg", "kg"),
    "km/h": ("km/h", "km/h"),
    "km": ("km", "km"),
    "min": ("min", "min"),
    "score": ("score", "{score}"),
}


def address(kind: str, name: str) -> str:
    """Return the address under which one of our own systems or extensions is named."""
    return f"{settings.SITE_URL}/fhir/{kind}/{name}"


def urn(reference: UUID | str) -> str:
    return f"urn:uuid:{reference}"


def own_uuid(*names: object) -> UUID:
    """Return the identifier of what has none of its own: the same names make the same."""
    return uuid5(NAMESPACE_URL, "/".join([settings.SITE_URL, *map(str, names)]))


def concept(system: str, code: str, words: str, *more: dict) -> dict:
    """Return a concept of our own by its code, with the words for it and any other coding."""
    own = {"system": address("CodeSystem", system), "code": code, "display": words}
    return {"coding": [*more, own], "text": words}


def quantity(value: Decimal | int, unit: str) -> dict:
    words, code = UNITS[unit]
    return {"value": float(value), "unit": words, "system": UCUM, "code": code}


def component(code: str, words: str, **value) -> dict:
    return {"code": concept("components", code, words), **value}


def extension(name: str, **value) -> dict:
    return {"url": address("StructureDefinition", name), **value}


def category(code: str, words: str) -> list[dict]:
    return [{"coding": [{"system": CATEGORY, "code": code, "display": words}]}]


def leg(side: str, words: str = "leg") -> dict | None:
    """Return a leg as a body site, by what it does; None for what is of no side."""
    if not side:
        return None
    return {"coding": [LIMBS[side]], "text": f"{'Left' if side == 'L' else 'Right'} {words}"}


def instant(moment: datetime | None) -> str | None:
    """Return an instant as FHIR writes it: to the second, with its offset."""
    return at(moment, timespec="seconds")


def filled(resource: dict) -> dict:
    """Return a resource without what is not known: FHIR has no empty text and no empty list."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}
