"""Ready programmes, with the doses that evidence base 5 gives them. Pure.

Where a template gives no dose of its own, the exercise's own dose holds, or the clinic's default.
"""

from dataclasses import dataclass

from assessments.exercises.doses import Counted, Dose
from assessments.programmes.retraining import FEEDBACK, STEP_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateItem:
    """One exercise of a template; `instead` are those that may stand in its place."""

    code: str
    dose: Dose | None = None
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    code: str
    name: str
    purpose: str
    items: tuple[TemplateItem, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)


def _plain(*codes):
    return tuple(TemplateItem(code=code) for code in codes)


REST_S = 30  # of 30 to 60 s (S of ACSM-09)
TEMPLATES = {
    template.code: template
    for template in (
        Template(
            code="founding",
            name="Founding three",
            purpose="The three exercises that this clinic’s articles begin with.",
            items=_plain("E01", "E02", "E03"),
        ),
        Template(
            code="start",
            name="Start",
            purpose="When strength is low: little load, good form.",
            items=(
                TemplateItem(code="E05"),
                TemplateItem(code="E04", instead=("E07",)),
                *_plain("E02", "E22"),
            ),
        ),
        Template(
            code="build",
            name="Build",
            purpose="When the first exercises go well: on the feet, one leg at a time.",
            items=_plain("E01", "E08", "E10", "E15", "E11"),
        ),
        Template(
            code="strong",
            name="Strong",
            purpose="Long levers and one leg: for who is strong already.",
            items=_plain("E12", "E18", "E19", "E03"),
        ),
        Template(
            code="endurance",
            name="Endurance",
            purpose="When the muscle tires during the run: longer sets, with load advice.",
            items=(
                TemplateItem(code="E05", dose=Dose(sets=2, least=20, most=25, rest_s=REST_S)),
                TemplateItem(
                    code="E01",
                    dose=Dose(sets=3, least=10, most=10, counted=Counted.STEPS, rest_s=REST_S),
                ),
                TemplateItem(
                    code="E22",
                    dose=Dose(sets=4, least=30, most=45, counted=Counted.SECONDS, rest_s=REST_S),
                ),
                TemplateItem(code="E11"),
            ),
        ),
        Template(
            code="retrain",
            name="Retrain",
            purpose="When strength is fine and the running itself is to change.",
            items=(TemplateItem(code=STEP_RATE, instead=(FEEDBACK,)), TemplateItem(code="E17")),
        ),
    )
}
