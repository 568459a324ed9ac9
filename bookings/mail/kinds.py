"""The messages about visits and the waitlist: who gets each, when, and what its words may name."""

from bookings.mail import samples
from clinic.wording.kinds import Group, Kind, Placeholder

PATIENT = "The patient, or whoever books for them"
NAME = Placeholder("name", "who reads it: the patient, or whoever books for them")
WHOSE = Placeholder("whose_visit", "“This is about the visit of …”; nothing to the patient")
WHEN = Placeholder("when", "day, time and zone of the visit")
WHEN_SHORT = Placeholder("when_short", "the same in short, for a subject")
WITH_WHOM = Placeholder("with_whom", "the practitioner")
POLICY = Placeholder("policy", "until when one may move or cancel, and what it costs then")
SERVICE = Placeholder("service", "what was booked; a subject shows on a locked phone")


def button(about):
    return Placeholder("button", about, is_required=True, is_block=True)


VISIT_BUTTON = button("leads to the visit, to see, move or cancel it")
OF_A_VISIT = (NAME, WHOSE, WHEN, WHEN_SHORT, WITH_WHOM)

KINDS = (
    Kind(
        code="confirmation",
        name="A visit is booked",
        to=PATIENT,
        when="At once, and again to a corrected email",
        own=(
            Placeholder(
                "visit_facts",
                "what, when, how long, with whom, where, the price, and the policy",
                is_required=True,
                is_block=True,
            ),
            VISIT_BUTTON,
            *OF_A_VISIT,
            SERVICE,
            Placeholder("length", "how long it takes"),
            Placeholder("price", "its price; nothing where none is set"),
            POLICY,
            Placeholder("answer_first", "asks for the form, until it is filled in"),
        ),
        sample=samples.confirmation,
    ),
    Kind(
        code="reminder",
        name="A visit is coming up",
        to=PATIENT,
        when="As many hours before as the reminder rules say",
        own=(
            Placeholder(
                "visit_facts",
                "when, with whom, where, and the policy; not what",
                is_required=True,
                is_block=True,
            ),
            VISIT_BUTTON,
            Placeholder("will_you_come", "asks whether they come, or thanks for saying so"),
            *OF_A_VISIT,
            POLICY,
        ),
        sample=samples.reminder,
    ),
    Kind(
        code="changed",
        name="A visit was moved or changed",
        to=PATIENT,
        when="At once; three minutes later if the clinic did it",
        own=(
            Placeholder("change", "what is another now, in a sentence", is_required=True),
            Placeholder(
                "what_changed", "what it is now, and what it was", is_required=True, is_block=True
            ),
            VISIT_BUTTON,
            Placeholder("news", "the change for the subject: “Moved: your visit, now …”"),
            Placeholder("it_stands", "that it was told as cancelled, and is not"),
            Placeholder("rest_stays", "“Everything else stays as it was.”"),
            Placeholder("calendar", "“updates” or “puts it back into”, before “your calendar”"),
            Placeholder("policy", "what moving and cancelling costs, if the time is another"),
            *OF_A_VISIT,
        ),
        sample=samples.change,
    ),
    Kind(
        code="cancelled",
        name="A visit is cancelled",
        to=PATIENT,
        when="At once; three minutes later if the clinic did it",
        own=(
            Placeholder(
                "what_happened",
                "that it is cancelled, and by whom; an apology if by the clinic",
                is_required=True,
            ),
            Placeholder("reason", "“Why: …”, as the clinic wrote it; or nothing", is_required=True),
            button("leads to another time, or to the visit"),
            Placeholder("what_next", "what the button is for"),
            Placeholder("expected", "whom to call who did not expect it"),
            *OF_A_VISIT,
        ),
        sample=samples.cancellation,
    ),
    Kind(
        code="times_offered",
        name="Other times for a visit",
        to=PATIENT,
        when="When the clinic offers times for a visit that it cannot give",
        own=(
            Placeholder("times", "the times that are kept", is_required=True, is_block=True),
            Placeholder("open_until", "until when they are kept", is_required=True),
            button("leads to the choice"),
            Placeholder("call_us", "that they may call if none suits"),
            NAME,
            WHOSE,
            WHEN,
            WHEN_SHORT,
        ),
        sample=samples.times_offered,
    ),
    Kind(
        code="waitlist_joined",
        name="Somebody waits for a time",
        to="Whoever joined the waitlist",
        when="At once",
        own=(
            Placeholder("wish", "the days and times that they wait for", is_required=True),
            button("leads to what they wait for, and to leaving the list"),
            Placeholder("service", "what they wait for"),
            Placeholder("with_whom", "the practitioner, or “anybody”"),
            Placeholder("visit_stays", "that the visit which they have stays meanwhile"),
            Placeholder("name", "who waits"),
        ),
        sample=samples.joining,
    ),
    Kind(
        code="waitlist_offer",
        name="A time has opened",
        to="Those on the waitlist whom it suits, three at a time",
        when="When a time comes free, outside the quiet hours",
        own=(
            Placeholder(
                "offer_facts", "what, when, with whom, where", is_required=True, is_block=True
            ),
            Placeholder("open_until", "until when it is open for them", is_required=True),
            button("leads to the offer"),
            Placeholder("leave", "a link to leave the list", is_required=True, is_block=True),
            Placeholder("who_else", "whether others were asked"),
            Placeholder("visit_moves", "that the visit which they have would move"),
            POLICY,
            Placeholder("service", "what they wait for"),
            Placeholder("name", "who waits"),
            WHEN,
            WHEN_SHORT,
        ),
        sample=samples.offer,
    ),
    Kind(
        code="review_needed",
        name="A form needs a clinician’s eyes",
        to="The practitioner of the visit, and whoever is on call",
        when="When an answer before a visit cannot wait",
        group=Group.STAFF,
        own=(
            Placeholder(
                "review_facts", "how soon, and the patient’s phone", is_required=True, is_block=True
            ),
            button("leads to the visit, behind the log-in"),
            Placeholder("level", "how soon"),
            WHEN,
        ),
        sample=samples.review,
    ),
    Kind(
        code="deletion_answered",
        name="A request about one’s data is answered",
        to="Whoever asked",
        when="When the clinic has answered",
        own=(button("leads to the answer, behind the log-in"), Placeholder("name", "who asked")),
        sample=samples.answer,
    ),
)
