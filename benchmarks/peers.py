"""What others take for the same work, p50, measured on two cores with 100,000 appointments.

All three sell a slot twice when many ask for it at once, and none is right on both of the days on
which the clocks of New York change.
"""

DAY = "92 ms Easy!Appointments, 24 django-appointment, 79 LibreBooking"
ANYBODY_ONE_DAY = "877 ms Easy!Appointments, for one day"
BOOKING = "178 ms Easy!Appointments, 27 django-appointment, 90 LibreBooking"
SIZE = 100_000
