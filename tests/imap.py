"""A real IMAP server for the tests: Debian's dovecot, over TLS, with one mailbox."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

DOVECOT = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
USER, PASSWORD = "returned@clinic.example", "opens-the-mailbox"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/fullchain.pem
ssl_key = <{folder}/privkey.pem
disable_plaintext_auth = yes
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  {chroot}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u
}}
"""


class Mailbox:
    """What a test puts into the mailbox, and finds there."""

    def __init__(self, folder, port, plain_port):
        self.port, self.plain_port, self.ca_file = port, plain_port, str(folder / "fullchain.pem")

    @contextmanager
    def opened(self):
        trusts = ssl.create_default_context(cafile=self.ca_file)
        with imaplib.IMAP4_SSL("localhost", self.port, ssl_context=trusts) as mailbox:
            mailbox.login(USER, PASSWORD)
            mailbox.select()
            yield mailbox

    def put(self, *mails):
        with self.opened() as mailbox:
            for mail in mails:
                answer, said = mailbox.append("INBOX", "", None, mail)
                assert answer == "OK", said

    def unseen(self):
        """Return how many mails nobody has read."""
        with self.opened() as mailbox:
            return len(mailbox.search(None, "UNSEEN")[1][0].split())

    def empty(self):
        with self.opened() as mailbox:
            for number in mailbox.search(None, "ALL")[1][0].split():
                mailbox.store(number, "+FLAGS", r"(\Deleted)")
            mailbox.expunge()


@contextmanager
def imap_server():
    """Run dovecot on free ports of the loopback address, in a folder that its users may enter."""
    with tempfile.TemporaryDirectory(prefix="imap-") as name:
        folder = Path(name)
        _certify(folder)
        port, plain_port = _free_ports(2)
        (folder / "mail").mkdir()
        for each in (folder, folder / "mail"):
            each.chmod(0o777)
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=folder, port=port, plain_port=plain_port, password=PASSWORD, **_users()
            )
        )
        server = subprocess.Popen([DOVECOT, "-F", "-c", configuration])
        try:
            yield Mailbox(folder, port, plain_port)
        finally:
            server.terminate()
            server.wait()


def _users():
    """Return by whom dovecot runs: by its own users, or all by whoever runs the tests."""
    if os.getuid() == 0:
        return {
            "internal": "dovecot",
            "login": "dovenull",
            "owner": "mail",
            "group": "mail",
            "chroot": "",
        }
    own, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    return {"internal": own, "login": own, "owner": own, "group": group, "chroot": "chroot ="}


def _certify(folder):
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run([*command, *files], check=True, capture_output=True)


def _free_ports(count):
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
