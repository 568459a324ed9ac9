"""What is seen before any number: two items that decide, and the rest of the checklist."""

from dataclasses import dataclass

from django import forms

from assessments.actions import Values
from assessments.flow import is_filled
from assessments.forms.sections import NO_CHOICE, SectionForm
from assessments.models import (
    GRADES_OF,
    WITHOUT_SIDE,
    Confidence,
    Observation,
    ObservationItem,
    SectionCode,
    Side,
)

ITEM = ObservationItem
NOT_SEEN = "not_seen"
NOT_GRADED = [("", "Not graded")]
KEY_ITEMS = [ITEM.PELVIC_DROP, ITEM.KNEE_WINDOW]
GROUPS = {
    "Hip, knee and trunk": [ITEM.KNEE_VALGUS, ITEM.PATELLA, ITEM.TRUNK_LEAN],
    "Feet": [
        *(ITEM.CROSSOVER, ITEM.FOOT_PROGRESSION, ITEM.HEEL_WHIP),
        *(ITEM.FOOT_STRIKE, ITEM.OVERSTRIDE),
    ],
    "The whole runner": [
        *(ITEM.LANDING_NOISE, ITEM.BOUNCE, ITEM.ARM_SWING, ITEM.TRUNK_ROTATION, ITEM.HEAD)
    ],
    "Single-leg squat": [ITEM.SLS_GRADE],
}
HELP = {
    ITEM.PELVIC_DROP: "How far the free side of the pelvis falls.",
    ITEM.KNEE_WINDOW: "Daylight between the knees, seen from behind.",
    ITEM.KNEE_VALGUS: "How far the knee drifts inward.",
    ITEM.PATELLA: "Where the kneecap points against the foot.",
    ITEM.TRUNK_LEAN: "How far the trunk leans over the stance leg.",
    ITEM.CROSSOVER: "Whether the foot lands across the midline.",
    ITEM.FOOT_PROGRESSION: "Where the foot points.",
    ITEM.HEEL_WHIP: "How far the heel swings sideways after toe-off.",
    ITEM.FOOT_STRIKE: "Which part of the foot lands first.",
    ITEM.OVERSTRIDE: "How far ahead of the body the foot lands.",
    ITEM.SLS_GRADE: "Overall, trunk, pelvis, hip and knee.",
}


def name_of(item, side="") -> str:
    """Return the name of an item's field; its confidence and note add `_confidence`, `_note`."""
    return f"{item}_{side}" if side else str(item)


def sides_of(item) -> list[str]:
    return [""] if item in WITHOUT_SIDE else list(Side)


@dataclass(frozen=True)
class EyeCell:
    """One grade of one leg, or of the runner, with how sure it is and a note."""

    side: str
    grade: forms.BoundField
    confidence: forms.BoundField
    note: forms.BoundField

    @property
    def extras(self) -> list[forms.BoundField]:
        return [self.confidence, self.note]

    @property
    def is_noted(self) -> bool:
        return any(field.value() or field.errors for field in self.extras)


@dataclass(frozen=True)
class EyeRow:
    label: str
    help: str
    is_key: bool
    cells: list[EyeCell]


@dataclass(frozen=True)
class EyeGroup:
    """Items that are folded away together: open as soon as one of them is graded."""

    label: str
    rows: list[EyeRow]

    @property
    def graded(self) -> int:
        return sum(bool(cell.grade.value()) for row in self.rows for cell in row.cells)

    @property
    def is_open(self) -> bool:
        return bool(self.graded) or any(
            field.errors
            for row in self.rows
            for cell in row.cells
            for field in (cell.grade, *cell.extras)
        )


class ByEyeForm(SectionForm):
    """Grades by eye. The two key items must be answered: only then are numbers shown."""

    def add_fields(self):
        for item in GRADES_OF:
            for side in sides_of(item):
                self._add_cell(item, side)

    def _add_cell(self, item, side):
        name, is_key = name_of(item, side), item in KEY_ITEMS
        choices = list(GRADES_OF[item].choices)
        if is_key and NOT_SEEN not in GRADES_OF[item].values:
            choices.append((NOT_SEEN, "Not seen"))
        self.fields[name] = forms.ChoiceField(
            label=item.label,
            required=is_key,
            choices=choices if is_key else [*choices, *NOT_GRADED],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose one: “Not seen” is an answer too."},
        )
        self.fields[f"{name}_confidence"] = forms.ChoiceField(
            label="How sure",
            required=False,
            choices=[*NO_CHOICE, *Confidence.choices],
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"{name}_note"] = forms.CharField(
            label="Note",
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "form-control"}),
        )

    def texts(self):
        texts = {}
        for row in self.assessment.observations.all():
            name = name_of(row.item, row.side)
            texts |= {
                name: row.grade,
                f"{name}_confidence": row.confidence,
                f"{name}_note": row.note,
            }
        if is_filled(self.assessment, SectionCode.BY_EYE):
            for side in Side:  # answered, and not stored: it could not be seen
                texts.setdefault(name_of(ITEM.KNEE_WINDOW, side), NOT_SEEN)
        return texts

    # --- As the page lays it out ------------------------------------------------------------------

    @property
    def key_rows(self):
        return [self._row(item) for item in KEY_ITEMS]

    @property
    def groups(self):
        return [
            EyeGroup(label, [self._row(item) for item in items]) for label, items in GROUPS.items()
        ]

    def _row(self, item):
        return EyeRow(
            label=item.label,
            help=HELP.get(item, ""),
            is_key=item in KEY_ITEMS,
            cells=[self._cell(name_of(item, side), side) for side in sides_of(item)],
        )

    def _cell(self, name, side):
        return EyeCell(side, self[name], self[f"{name}_confidence"], self[f"{name}_note"])

    # --- What is stored ---------------------------------------------------------------------------

    def clean(self):
        for item in GRADES_OF:
            for side in sides_of(item):
                name = name_of(item, side)
                noted = [self.cleaned_data.get(f"{name}_{part}") for part in ("confidence", "note")]
                if any(noted) and name not in self.errors and not self._grade(item, side):
                    self.refuse(f"{name}_note", "Choose a grade that this belongs to.")

    def values(self):
        return Values(
            rows=[
                Observation(
                    item=item,
                    side=side,
                    grade=grade,
                    confidence=self.cleaned_data[f"{name_of(item, side)}_confidence"],
                    note=self.cleaned_data[f"{name_of(item, side)}_note"],
                )
                for item in GRADES_OF
                for side in sides_of(item)
                if (grade := self._grade(item, side))
            ]
        )

    def _grade(self, item, side):
        """Return the grade that is stored; "" where the item has no word for what was answered."""
        grade = self.cleaned_data.get(name_of(item, side), "")
        return grade if grade in GRADES_OF[item].values else ""
