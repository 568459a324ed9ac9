"""The messages about accounts, and those to whoever watches over them."""

from clinic.wording.kinds import Group, Kind, Placeholder, Sample
from clinic.wording.values import Button, Code, Link, Phone

MINUTES = Placeholder("minutes", "how long it holds: “15 minutes”", is_required=True)
CODE = Placeholder("code", "the code; alone on its line it is large", is_required=True)
EXAMPLE = Link("https://clinic.example/#example")


def _always(**values):
    return lambda now, is_real: Sample(values)


KINDS = (
    Kind(
        code="login_code",
        name="Code to log in",
        to="Whoever asks for a code to log in",
        when="At once, before all other mail",
        group=Group.ACCOUNTS,
        own=(CODE, MINUTES),
        sample=_always(code=Code("4F7-2KQ"), minutes="15 minutes"),
    ),
    Kind(
        code="email_code",
        name="Code that proves an email",
        to="Whoever makes an account, or adds an email to it",
        when="At once, before all other mail",
        group=Group.ACCOUNTS,
        own=(CODE, MINUTES),
        sample=_always(code=Code("4F7-2KQ"), minutes="15 minutes"),
    ),
    Kind(
        code="password_reset",
        name="Link to a new password",
        to="Whoever has forgotten the password",
        when="At once, before all other mail",
        group=Group.ACCOUNTS,
        own=(
            Placeholder("button", "leads to the new password", is_required=True, is_block=True),
            MINUTES,
        ),
        sample=_always(button=Button("Choose a new password", EXAMPLE), minutes="60 minutes"),
    ),
    Kind(
        code="account_exists",
        name="There is an account already",
        to="Whoever wants to make an account with an email that has one",
        when="At once",
        group=Group.ACCOUNTS,
        own=(Placeholder("button", "leads to the log-in", is_required=True, is_block=True),),
        sample=_always(button=Button("Log in with a code", EXAMPLE)),
    ),
    Kind(
        code="account_unknown",
        name="There is no account",
        to="Whoever asks for a code with an email that has no account",
        when="At once",
        group=Group.ACCOUNTS,
        own=(
            Placeholder("button", "leads to the page to make one", is_required=True, is_block=True),
        ),
        sample=_always(button=Button("Make an account", EXAMPLE)),
    ),
    Kind(
        code="account_changed",
        name="An account was changed",
        to="Whose account it is",
        when="When an email, password or second factor is changed, or the clinic changes it",
        group=Group.ACCOUNTS,
        own=(
            Placeholder("who", "that the account was changed, and whether by the clinic"),
            Placeholder("change", "what was changed", is_required=True),
            Placeholder("tell_us", "whom to tell if it was not they", is_required=True),
        ),
        sample=_always(
            who="The account that you log in to with this email was changed:",
            change="Password set",
            tell_us=("If it was not you, please tell the clinic: ", Phone("604 555 0100"), "."),
        ),
    ),
    Kind(
        code="privacy_alert",
        name="Something for the privacy officer",
        to="The privacy officers or, while there is none, the administrators",
        when="When a file is opened with a reason, or an account is changed by another",
        group=Group.STAFF,
        own=(
            Placeholder("what_to_do", "where it can be read, and by whom", is_required=True),
            Placeholder("button", "leads to the list", is_required=True, is_block=True),
        ),
        sample=_always(
            what_to_do="Who, what and when is on the list, behind the log-in.",
            button=Button("The list", EXAMPLE),
        ),
    ),
    Kind(
        code="delivery_alert",
        name="Mail stands still",
        to="The administrators",
        when="When mail goes again after it stood still, or while a part of it stands still",
        group=Group.STAFF,
        own=(
            Placeholder("what_is_wrong", "in a few words: “Mail leaves again”"),
            Placeholder("what_happened", "since when, and what becomes of it", is_required=True),
            Placeholder("what_was_said", "what the mail server said; often nothing"),
            Placeholder("button", "leads to the messages", is_required=True, is_block=True),
        ),
        sample=_always(
            what_is_wrong="Mail leaves again",
            what_happened="No mail of the clinic could leave from Monday 2 March, 09:00, until "
            "Monday 2 March, 10:15. It leaves again; what waited is on its way, and nothing is "
            "lost.",
            what_was_said="What was said: connection refused",
            button=Button("The messages", EXAMPLE),
        ),
    ),
)
