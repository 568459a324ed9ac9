"""What the pages of the flow have in common: they begin with the record and say what to store."""

from functools import cached_property
from typing import Self

from assessments.actions import Values
from assessments.forms.fields import texts_typed
from assessments.models import Assessment
from clinic.forms import BareForm

LONGEST_TEXT = 20_000  # that is kept of a field while somebody types
NO_CHOICE = [("", "—")]
YES_NO = [("yes", "Yes"), ("no", "No")]


class SectionForm(BareForm):
    """One page of the flow. Its fields are found again by name in what a page kept as typed.

    `shows_record`: whether a page that comes back may show more than what was typed into it.
    """

    shows_record = True

    def __init__(self, *args, assessment: Assessment, **kwargs):
        super().__init__(*args, **kwargs)
        self.assessment = assessment
        self.add_fields()

    def add_fields(self) -> None:
        """Add the fields that come in rows, left and right."""

    def texts(self) -> dict[str, str | list[str]]:
        """Return the texts that the page begins with: those of the record."""
        return {}

    def values(self) -> Values:
        """Return what the page says, as fields and rows that are not saved yet; it is valid."""
        return Values()

    def typed(self) -> dict[str, str | list[str]]:
        """Return each known field's text as it was typed, for a page that is kept as it stands."""
        return texts_typed(self, LONGEST_TEXT)

    def says_what_is_stored(self) -> bool:
        """Say whether what was sent is what the page began with: nothing was typed."""
        return self.typed() == {name: text for name, text in self.texts().items() if text}

    def has_text(self, name: str) -> bool:
        """Say whether something was typed into a field, right or wrong."""
        return self.data.get(name, "").strip() != ""

    @cached_property
    def as_sent(self) -> Self:
        """The form with what it begins with read as if it were sent, or with what was sent."""
        form = self
        if not self.is_bound:
            form = type(self)(self.initial, assessment=self.assessment)
        form.is_valid()
        return form

    def refuse(self, name: str, message: str) -> None:
        """Put an error beside a field that has none yet."""
        if name not in self.errors:
            self.add_error(name, message)
