"""The demo clinic's accounts, one a role: seeded, printed and shown in demo mode alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoLogin:
    role: str
    email: str
    password: str = "easy-strides"  # noqa: S105 - for all to know, and no account outside the demo


PATIENT = DemoLogin("Patient", "patient@stance.example")
CLINICIAN = DemoLogin("Clinician", "clinician@stance.example")
FRONT_DESK = DemoLogin("Front desk", "desk@stance.example")
ADMINISTRATOR = DemoLogin("Administrator", "admin@stance.example")
PRIVACY_OFFICER = DemoLogin("Privacy officer", "privacy@stance.example")

DEMO_LOGINS = (PATIENT, CLINICIAN, FRONT_DESK, ADMINISTRATOR, PRIVACY_OFFICER)
