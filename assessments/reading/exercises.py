"""An exercise as its pages show it: drawn, its dose in words, what is known with its sources."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assessments.exercises import words
from assessments.exercises.drawing import Part, drawing_of, svg_of
from assessments.exercises.exercise import Emg, Equipment, Exercise
from assessments.learning.citations import CITATIONS, Citation

A_CODE = re.compile(r"\b([EC]\d{2,})\b")
NO_EQUIPMENT = "none"


@dataclass(frozen=True)
class Position:
    """One of the two positions, drawn."""

    part: Part

    @property
    def said(self) -> str:
        return self.part.said

    @property
    def svg(self) -> SafeString:
        return _drawn(self.part, is_said=True)

    @property
    def ornament(self) -> SafeString:
        """The drawing where its words stand beside it."""
        return _drawn(self.part, is_said=False)


@dataclass(frozen=True)
class Known:
    """What one study says, how we saw it, and where in the list of sources it stands."""

    emg: Emg
    number: int | None

    @property
    def seen(self) -> str:
        return words.MARKS[self.emg.mark]


@dataclass(frozen=True)
class ShownExercise:
    """An exercise beside all that the clinic uses, which its words may name."""

    exercise: Exercise
    others: dict[str, Exercise]

    @cached_property
    def positions(self) -> list[Position]:
        drawing = drawing_of(self.exercise.code)
        return [Position(part) for part in drawing.parts] if drawing else []

    @property
    def dose(self) -> str:
        return words.dose_in_words(self.exercise)

    @property
    def level(self) -> str:
        return words.LEVELS[self.exercise.level]

    @property
    def aim(self) -> str:
        return words.AIMS[self.exercise.aim]

    @property
    def equipment(self) -> str:
        """What it needs, and what it may be done with."""
        needed = [words.EQUIPMENT[one] for one in self.exercise.equipment]
        optional = [words.EQUIPMENT[one] for one in self.exercise.optional_equipment]
        parts = [_listed(needed, "and")] if needed else ["No equipment"]
        if optional:
            parts.append(f"with {_listed(optional, 'or')} if you like")
        text = ", ".join(parts)
        return text[0].upper() + text[1:]

    @property
    def cautions(self) -> list[SafeString]:
        return [self._linked(caution) for caution in self.exercise.cautions]

    @property
    def needs(self) -> SafeString:
        return self._linked(self.exercise.needs)

    @property
    def easier(self) -> list[Exercise]:
        return [self.others[code] for code in self.exercise.easier if code in self.others]

    @property
    def harder(self) -> list[Exercise]:
        return [self.others[code] for code in self.exercise.harder if code in self.others]

    @property
    def citations(self) -> list[Citation]:
        return [CITATIONS[key] for key in self.exercise.sources]

    @property
    def bands(self) -> str:
        return words.bands_of(self.exercise.emg)

    @property
    def known(self) -> list[Known]:
        return [Known(emg, self._number(emg.source)) for emg in self.exercise.emg]

    @property
    def dose_number(self) -> int | None:
        """Which of the sources the dose is from; None where it is from none of them."""
        return self._number(self.exercise.dose_source)

    def _number(self, source):
        sources = self.exercise.sources
        return sources.index(source) + 1 if source in sources else None

    def _linked(self, text):
        """Name the exercises whose codes a text has, with a link to those that are used."""
        parts = A_CODE.split(text)
        return mark_safe(  # noqa: S308 - each part is escaped
            "".join(
                self._named(part) if index % 2 else format_html("{}", part)
                for index, part in enumerate(parts)
            )
        )

    def _named(self, code):
        other = self.others.get(code)
        if other is None:
            return format_html("{}", code)
        return format_html('<a href="{}">{}</a>', address_of(other), other.name)


def address_of(exercise: Exercise) -> str:
    return reverse("assessments:exercise-detail", args=[exercise.slug])


@dataclass(frozen=True, kw_only=True)
class Level:
    """The exercises of one level."""

    number: int
    words: str
    exercises: list[ShownExercise]


def levels_of(
    exercises: dict[str, Exercise], *, level: int | None = None, equipment: str = ""
) -> list[Level]:
    """Return the exercises by level, the lowest first: of one level, and for some equipment.

    `equipment` is what is to hand, “none” for nothing: what can be left out is not asked for.
    """
    chosen = [one for one in exercises.values() if _suits(one, level, equipment)]
    return [
        Level(
            number=number,
            words=text,
            exercises=[ShownExercise(one, exercises) for one in chosen if one.level == number],
        )
        for number, text in words.LEVELS.items()
        if any(one.level == number for one in chosen)
    ]


def _suits(exercise, level, equipment):
    if level is not None and exercise.level != level:
        return False
    if equipment == NO_EQUIPMENT:
        return not exercise.equipment
    used = (*exercise.equipment, *exercise.optional_equipment)
    return not equipment or Equipment(equipment) in used


def _listed(things, word):
    with_article = [f"{'an' if one[0] in 'aeiou' else 'a'} {one}" for one in things]
    *first, last = with_article
    return f"{', '.join(first)} {word} {last}" if first else last


def _drawn(part, *, is_said):
    # It is made of our own numbers and words alone.
    return mark_safe(svg_of(part, is_said=is_said))  # noqa: S308
