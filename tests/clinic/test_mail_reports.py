"""What reports of mail servers are read as; anything may lie in such a mailbox."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.mail_reports import Report, Told, read_report
from tests.clinic.reports import EXCHANGE, POSTFIX, report

MESSAGE = SimpleNamespace(
    reference=UUID("0b7e5f4f-dc0e-4b0a-b0f1-c4c1f1f0a8d2"), recipient_email="Ana@example.org"
)


@pytest.mark.parametrize("form", [POSTFIX, EXCHANGE])
def test_a_report_is_read_as_servers_write_it(form):
    assert read_report(report(MESSAGE, form=form)) == Report(
        MESSAGE.reference,
        (Told(action="failed", emails=frozenset({"ana@example.org"}), status="5.1.1"),),
    )


def test_a_report_names_where_mail_was_sent_and_where_it_ended():
    found = read_report(report(MESSAGE, final="else@where.example", original="ana@example.org"))

    assert found.told[0].emails == {"else@where.example", "ana@example.org"}


def test_a_report_that_was_cut_off_behind_the_headers_is_read():
    whole = report(MESSAGE)
    end = whole.index(b"Subject: A note")

    assert read_report(whole[:end]).reference == MESSAGE.reference


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 5000,
        b"Subject: Buy this\r\n\r\nNow",
        b"Subject: I am away\r\nAuto-Submitted: auto-replied\r\n\r\nUntil Monday",
        report(MESSAGE, message_id="<somebody@else.example>"),
        report(MESSAGE).replace(b"message/delivery-status", b"text/plain"),
        report(MESSAGE).replace(b"multipart/report", b"multipart/mixed"),
        b"Content-Type: multipart/report; boundary=x\r\n\r\n" + b"--x\r\n" * 3,
        b"Content-Type: multipart/report; boundary=\xff\r\n\r\n--\xff\r\n",
    ],
)
def test_what_is_no_report_about_a_mail_that_could_be_ours_is_none(content):
    assert read_report(content) is None


@given(st.integers(0, 2000), st.binary(max_size=60))
def test_no_mail_stops_the_reading(place, put_in):
    """Whatever stands in a report, wherever."""
    whole = report(MESSAGE)

    read_report(whole[:place] + put_in + whole[place:])


@pytest.mark.parametrize(
    ("status", "is_of_the_address", "in_words"),
    [
        ("5.1.1", True, "There is no such mailbox. (5.1.1)"),
        ("5.2.1", True, "The mailbox is closed. (5.2.1)"),
        ("5.2.2", True, "The mailbox is full. (5.2.2)"),
        ("5.4.4", True, "Nobody knows where mail for this address goes. (5.4.4)"),
        ("5.0.0", True, "Their mail server did not say why. (5.0.0)"),
        ("5.7.1", False, "Their mail server does not want our mail. (5.7.1)"),
        ("5.7.26", False, "Their mail server does not want our mail. (5.7.26)"),
        ("5.3.4", False, "The mail is too long for their mail server. (5.3.4)"),
        ("4.4.7", False, "It could not be delivered for days. (4.4.7)"),
        ("", False, "Their mail server did not say why."),
    ],
)
def test_a_status_says_in_words_what_it_is_about(status, is_of_the_address, in_words):
    told = Told(action="failed", emails=frozenset(), status=status)

    assert (told.is_of_the_address, told.in_words) == (is_of_the_address, in_words)
