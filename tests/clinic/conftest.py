import pytest
from celery import Celery

from clinic import celery_app, outbox
from tests.smtp import smtp_server


@pytest.fixture
def mailbox(settings):
    """A mail server that this process sends to."""
    with smtp_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


@pytest.fixture
def broker(monkeypatch):
    """Let this process publish to a broker of the test's choice."""
    monkeypatch.setattr(outbox._broker, "left_alone_until", 0.0)

    def use(url, **options):
        application = Celery("clinic of a test", set_as_current=True)
        application.config_from_object("django.conf:settings", namespace="CELERY")
        application.conf.update(broker_url=url, broker_transport_options=options)

    yield use
    celery_app.set_current()


def queue_in(folder):
    """Return what keeps a queue of files, and kombu's notes about it, in `folder`."""
    return {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
    }


@pytest.fixture
def queue(broker, tmp_path):
    """A queue of files, which can be counted."""
    broker("filesystem://", **queue_in(tmp_path))
    return tmp_path
