"""Changes are kept by the database, so that nothing which bypasses the ORM escapes."""

import pytest
from django.db import connection

from bookings.models import Appointment
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def test_a_change_by_plain_sql_leaves_an_event():
    visit = AppointmentFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_appointment SET notes = 'by hand' WHERE id = %s", [visit.pk]
        )

    events = Appointment.pgh_event_model.objects.filter(pgh_obj=visit).order_by("pgh_id")

    assert list(events.values_list("pgh_label", "notes")) == [("insert", ""), ("update", "by hand")]
