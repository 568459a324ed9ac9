"""A resource with its address inside the bundle, checked by the classes of `fhir.resources`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fhir.resources.R4B.appointment import Appointment
from fhir.resources.R4B.careplan import CarePlan
from fhir.resources.R4B.diagnosticreport import DiagnosticReport
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.organization import Organization
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.practitioner import Practitioner
from fhir.resources.R4B.provenance import Provenance

from assessments.export.fhir.terms import filled, instant, urn

KINDS = {
    "Appointment": Appointment,
    "CarePlan": CarePlan,
    "DiagnosticReport": DiagnosticReport,
    "Observation": Observation,
    "Organization": Organization,
    "Patient": Patient,
    "Practitioner": Practitioner,
    "Provenance": Provenance,
}


@dataclass(frozen=True)
class Resource:
    """One resource: `body` holds its elements by their FHIR names, those that are known."""

    kind: str
    reference: UUID
    body: dict = field(repr=False)

    @property
    def link(self) -> dict:
        """How another resource of the bundle refers to it."""
        return {"reference": urn(self.reference), "type": self.kind}

    def as_json(self) -> str:
        """Return it as JSON. Raises ValueError where it is not as FHIR wants it."""
        whole = {"resourceType": self.kind, "id": str(self.reference), **filled(self.body)}
        return KINDS[self.kind].model_validate(_allowed(whole)).model_dump_json()


NOT_ALLOWED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _allowed(value):
    """Return a value without the control characters that FHIR allows in no text."""
    match value:
        case str():
            return NOT_ALLOWED.sub(" ", value)
        case list():
            return [_allowed(one) for one in value]
        case dict():
            return {name: _allowed(one) for name, one in value.items()}
    return value


def bundle(resources: Iterable[Resource], *, made_at: datetime) -> Iterator[str]:
    """Yield a bundle of type collection as JSON, resource by resource, each once."""
    head = f'{{"resourceType":"Bundle","type":"collection","timestamp":"{instant(made_at)}"'
    told, opening = set(), f'{head},"entry":[\n'
    for resource in resources:
        if resource.reference in told:
            continue
        told.add(resource.reference)
        yield f'{opening}{{"fullUrl":"{urn(resource.reference)}","resource":{resource.as_json()}}}'
        opening = ",\n"
    yield "\n]}\n" if told else f"{head}}}\n"
