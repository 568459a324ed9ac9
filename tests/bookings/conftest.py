from tests.clinic.conftest import broker, queue  # noqa: F401 - the broker of a test's choice
