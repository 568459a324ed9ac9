import pytest

from clinic.roles import needs


def test_needs_refuses_a_permission_that_no_role_has():
    with pytest.raises(ValueError, match=r"^No role has bookings\.move_appointment\.$"):
        needs("bookings.move_appointment")
