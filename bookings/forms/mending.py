"""What the desk chooses for each visit in conflict, sent by one press."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from bookings.actions import Wanted
from bookings.models import Appointment, Settling
from bookings.pages.mending import OTHERS_SHOWN, MendRow, value_of
from bookings.reasons import OTHER, REASONS, in_words
from bookings.slots.proposals import Place, first_clash
from clinic.forms import BareForm, RevisionField, SubmissionField

LONGEST_WORDS = 400
NEVER = -1  # a revision that nothing has: the visit has changed since it was looked at
NO_CHOICE = "Please choose what becomes of this visit."
TWO_IN_ONE = "This time was chosen for {} too: please choose another for one of them."


class MendingForm(BareForm):
    """A choice for each visit, with the revision that was looked at."""

    why = forms.ChoiceField(
        label="For visits that you cancel: why?",
        required=False,
        choices=[("", "Say nothing about why"), *REASONS.items(), (OTHER, "Only in words")],
        help_text="Their patients read it.",
    )
    words = forms.CharField(
        label="In words, as they may read them",
        required=False,
        max_length=LONGEST_WORDS,
        help_text="Leave out anything about health.",
    )
    submission = SubmissionField()

    def __init__(
        self, *args, visits: Sequence[Appointment], rows: Sequence[MendRow] = (), **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.visits = {visit.reference.hex: visit for visit in visits}
        by_key = {row.visit.pk: row for row in rows}
        for name, visit in self.visits.items():
            self.fields[f"choice_{name}"] = forms.CharField(
                label=f"What becomes of the visit of {visit.patient.name}",
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"required": NO_CHOICE},
            )
            self.fields[f"revision_{name}"] = RevisionField(initial=visit.revision)
            if row := by_key.get(visit.pk):
                self.show(row)
        self.lay_out("why", "words")

    def show(self, row: MendRow) -> None:
        """Let the field of a visit show what is possible, and what was typed."""
        name = f"choice_{row.visit.reference.hex}"
        choices, proposed = choices_of(row)
        field = self.fields[name]
        field.initial = proposed
        typed = self.data.get(name) if self.is_bound else None
        known = {value for _, group in choices for value, _ in group}
        if typed and typed not in known:
            self._keep(typed, choices, row)
        field.widget.choices = choices

    def _keep(self, typed, choices, row):
        """Let what was typed be shown too: a browser would select the first choice instead."""
        try:
            choice, tokens = self._read(typed, row.visit)
        except (ValueError, OverflowError):
            choice, tokens = None, ()
        places = [self._place(token, row.visit) for token in tokens]
        if not places or any(place.practitioner not in row.practitioners for place in places):
            choices.insert(0, ("", "Please choose"))
        elif choice == Settling.MOVE:
            choices[0][1].append((typed, f"Move to {row.words_of(places[0])}, as you chose"))
        else:
            times = "; ".join(map(row.words_of, places))
            choices[1][1].insert(0, (typed, f"Offer by mail, as you chose: {times}"))

    def shown(self, row: MendRow) -> list[forms.BoundField]:
        """Return the fields of one visit."""
        name = row.visit.reference.hex
        return [self[f"choice_{name}"], self[f"revision_{name}"]]

    def clean(self):
        typed = super().clean()
        wanted, places = [], []
        for name, visit in self.visits.items():
            field = f"choice_{name}"
            if field not in typed or f"revision_{name}" not in typed:
                continue
            try:
                choice, tokens = self._read(typed[field], visit)
            except (ValueError, OverflowError):
                self.add_error(field, NO_CHOICE)
                continue
            revision = typed[f"revision_{name}"]
            seen = revision if revision == visit.revision else NEVER
            wanted.append(Wanted(visit, seen, choice, tokens))
            places += [(value_of(visit), self._place(token, visit)) for token in tokens]
        self._refuse_two_in_one(places)
        typed["wanted"] = wanted
        typed["reason"] = in_words(typed.get("why", ""), typed.get("words", ""))
        is_told = typed["reason"] or typed.get("why") != OTHER
        if not is_told and any(each.choice == Settling.CANCEL for each in wanted):
            self.add_error("words", "Please say why, or choose a reason.")
        return typed

    def _refuse_two_in_one(self, places):
        names = {visit.pk: name for name, visit in self.visits.items()}
        if clash := first_clash(places):
            one, other = clash
            if one != other:
                first = self.visits[names[one]]
                self.add_error(
                    f"choice_{names[other]}", ValidationError(TWO_IN_ONE.format(first.patient.name))
                )

    def _read(self, text, visit):
        kind, _, rest = text.partition(":")
        choice = Settling(kind)
        tokens = tuple(rest.split(",")) if rest else ()
        most = {Settling.MOVE: 1, Settling.OFFER: 3}.get(choice, 0)
        if len(tokens) > most or (most and not tokens):
            raise ValueError(text)
        for token in tokens:
            self._place(token, visit)
        return choice, tokens

    def _place(self, token, visit):
        return Place.of_token(token, visit.duration)


def choices_of(row: MendRow):
    """Return what the select of a visit shows, in groups, and what it proposes."""
    proposal = row.proposal
    places = ([proposal.place] if proposal.place else []) + list(proposal.others[:OTHERS_SHOWN])
    moves = [
        (f"{Settling.MOVE}:{place.token}", f"Move to {row.words_of(place)}") for place in places
    ]
    rest = []
    if proposal.offered and row.is_mailed:
        count = len(proposal.offered)
        times = "this time" if count == 1 else f"these {count} times"
        tokens = ",".join(place.token for place in proposal.offered)
        rest.append((f"{Settling.OFFER}:{tokens}", f"Offer {times} by mail"))
    rest.append((Settling.CANCEL.value, "Cancel with our apology"))
    rest.append((Settling.LEAVE.value, "Leave it as it is"))
    is_to_wait = row.offered_until is not None or not moves
    proposed = Settling.LEAVE.value if is_to_wait else moves[0][0]
    return [("Another time", moves), ("Or", rest)], proposed
