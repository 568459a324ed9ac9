"""What PostgreSQL ends to resolve a deadlock is run again, from the outermost transaction only."""

from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from bookings.actions import book_appointment
from bookings.exceptions import SlotUnavailable
from bookings.locks import retry_deadlocks
from bookings.models import Appointment
from tests.factories import NINE, PatientFactory, bookable

pytestmark = pytest.mark.django_db(transaction=True)


class UseCase:
    """Fails with the errors in turn, then succeeds; `runs` has the arguments of each run."""

    def __init__(self, *errors):
        self.errors, self.runs = list(errors), []

    def __call__(self, **arguments):
        self.runs.append(arguments)
        if self.errors:
            raise self.errors.pop(0)
        return "booked"


def failure(cause):
    """Return the error that Django makes of PostgreSQL's."""
    error = OperationalError()
    error.__cause__ = cause
    return error


def run(use_case, **arguments):
    return retry_deadlocks(use_case)(**arguments)


@pytest.mark.parametrize("deadlocks", [0, 1, 2])
def test_retry_deadlocks_runs_the_use_case_again_until_it_succeeds(deadlocks):
    use_case = UseCase(*[failure(DeadlockDetected()) for _ in range(deadlocks)])

    outcome = run(use_case, patient="Ada")

    assert outcome == "booked"
    assert use_case.runs == [{"patient": "Ada"}] * (deadlocks + 1)


def test_retry_deadlocks_gives_up_after_three_runs():
    deadlocks = [failure(DeadlockDetected()) for _ in range(3)]
    use_case = UseCase(*deadlocks)

    with pytest.raises(OperationalError) as raised:
        run(use_case)

    assert raised.value is deadlocks[-1]
    assert len(use_case.runs) == 3


@pytest.mark.parametrize(
    "error", [failure(LockNotAvailable()), OperationalError(), SlotUnavailable()]
)
def test_retry_deadlocks_runs_once_when_the_error_is_another(error):
    use_case = UseCase(error)

    with pytest.raises(type(error)) as raised:
        run(use_case)

    assert raised.value is error
    assert len(use_case.runs) == 1


def test_retry_deadlocks_runs_once_inside_a_transaction():
    use_case = UseCase(failure(DeadlockDetected()))

    with transaction.atomic(), pytest.raises(OperationalError):
        run(use_case)

    assert len(use_case.runs) == 1


def answer(query, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def book_on_a_connection_of_its_own(pids, **wish):
    try:
        pids.put(answer("SELECT pg_backend_pid()"))
        return book_appointment(**wish)
    finally:
        connection.close()


def wait_until(question, *parameters):
    for _ in range(500):
        if answer(question, *parameters):
            return
        sleep(0.01)
    pytest.fail(f"Never true: {question}")


def lock_row(row):
    type(row).objects.select_for_update(no_key=True).get(pk=row.pk)


@pytest.mark.usefixtures("clock", "reminder_rules")
def test_a_booking_that_ends_a_deadlock_is_made_in_its_second_run():
    service, [practitioner] = bookable()
    patient = PatientFactory()
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before, pids = answer(deadlocks), Queue()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_row(patient)
            booking = pool.submit(
                book_on_a_connection_of_its_own,
                pids,
                service=service,
                practitioner=practitioner,
                patient=patient,
                starts_at=NINE,
            )
            # It has the practitioner and waits for the patient. The first to have waited for
            # `deadlock_timeout` looks for a deadlock and ends it with itself: the booking.
            wait_until("SELECT pg_backend_pid() = ANY(pg_blocking_pids(%s))", pids.get(timeout=10))
            lock_row(practitioner)
        made = booking.result(timeout=10)

    assert list(Appointment.objects.all()) == [made]
    wait_until(f"SELECT ({deadlocks}) = %s", before + 1)
