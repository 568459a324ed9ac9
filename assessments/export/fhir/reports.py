"""One assessment as a DiagnosticReport with its observations, and who answers for it."""

from collections.abc import Iterator

from assessments.export.fhir.observations import Of, observations
from assessments.export.fhir.people import appointment, member_of_staff, practitioner
from assessments.export.fhir.resources import Resource
from assessments.export.fhir.terms import PARTICIPANT, concept, extension, instant, own_uuid
from assessments.models import Assessment, Factor, LinkedCondition


def assessment_resources(
    assessment: Assessment, person: Resource, clinic: Resource, *, for_patient: bool
) -> Iterator[Resource]:
    """Yield an assessment: who made it, its visit, its observations, the report, its signatures."""
    by = practitioner(assessment.practitioner)
    yield by
    visit = assessment.appointment
    if visit is not None:
        yield from appointment(visit, person)
    status = "final" if assessment.is_signed else "preliminary"
    of = Of(assessment=assessment, person=person, by=by, status=status, for_patient=for_patient)
    results = []
    for made in observations(of):
        results.append(made.link)
        yield made
    addenda = [] if for_patient else list(assessment.addenda.all())
    report = Resource(
        "DiagnosticReport",
        assessment.reference,
        {
            "extension": [_addendum(addendum) for addendum in addenda],
            "status": "appended" if addenda else status,
            "code": concept("records", "running-assessment", "Running assessment"),
            "subject": person.link,
            "effectiveDateTime": instant(assessment.performed_at),
            "issued": instant(assessment.signed_at),
            "performer": [by.link, clinic.link],
            "result": results,
            "conclusionCode": [
                concept("factors", code, Factor(code).label) for code in assessment.factors
            ]
            + ([] if for_patient else _linked(assessment)),
        },
    )
    yield report
    yield from _signatures(assessment, report)


def _linked(assessment):
    return [
        concept("linked-conditions", code, LinkedCondition(code).label)
        for code in assessment.linked_conditions
    ]


def _addendum(addendum):
    said = {
        "authorString": str(addendum.signed_by),
        "time": instant(addendum.signed_at),
        "text": addendum.text,
    }
    return extension("addendum", valueAnnotation=said)


def _signatures(assessment, report):
    """Yield who signed and who co-signed; no digital signature is claimed."""
    signed = [(assessment.signed_by, assessment.signed_at, "author", "Author")]
    cosigned = getattr(assessment, "cosignature", None)
    if cosigned:
        signed.append((cosigned.signed_by, cosigned.signed_at, "verifier", "Verifier"))
    for user, at, role, words in signed:
        if user is None:
            continue
        who = member_of_staff(user)
        yield who
        yield Resource(
            "Provenance",
            own_uuid(assessment.reference, "provenance", role),
            {
                "target": [report.link],
                "recorded": instant(at),
                "agent": [
                    {
                        "type": {
                            "coding": [{"system": PARTICIPANT, "code": role, "display": words}]
                        },
                        "who": who.link,
                    }
                ],
            },
        )
