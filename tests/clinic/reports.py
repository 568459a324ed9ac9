"""Reports of mail servers about mail that they could not deliver, as such servers write them."""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: returned@clinic.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4Qx1.1606147200/mx.example.net"

This is a MIME-encapsulated message.

--4Qx1.1606147200/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4Qx1.1606147200/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4Qx1
Arrival-Date: Mon, 23 Nov 2026 16:00:00 +0000 (UTC)

Final-Recipient: rfc822; {final}
Original-Recipient: rfc822;{original}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <{final}>: Recipient address rejected

--4Qx1.1606147200/mx.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Received: from clinic.example by mx.example.net
Message-ID: {message_id}
Subject: A note
From: clinic@stance.example
To: {original}

--4Qx1.1606147200/mx.example.net--
"""

EXCHANGE = """\
From: postmaster@outlook.example
To: returned@clinic.example
Subject: Undeliverable: A note
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1_exchange"

--b1_exchange
Content-Type: multipart/alternative; boundary="b2_exchange"

--b2_exchange
Content-Type: text/plain; charset="us-ascii"

Delivery has failed to these recipients.
--b2_exchange--

--b1_exchange
Content-Type: message/delivery-status

Reporting-MTA: dns;outlook.example

Final-Recipient: RFC822;{final}
Action: {action}
Status: {status} (bad destination mailbox address)

--b1_exchange
Content-Type: message/rfc822

From: clinic@stance.example
To: {original}
Message-ID: {message_id}
Subject: A note
Content-Type: text/plain

Hello
--b1_exchange--
"""


def report(
    message, *, form=POSTFIX, final="", original="", action="failed", status="5.1.1", message_id=""
):
    """Return a report about a message of ours, or one that says so."""
    final = final or message.recipient_email
    text = form.format(
        final=final,
        original=original or final,
        action=action,
        status=status,
        message_id=message_id or f"<{message.reference}@stance.example>",
    )
    return text.replace("\n", "\r\n").encode()
