"""Who books, and on what terms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bookings.models import AppointmentSource
from clinic.models import User


@dataclass(frozen=True)
class Booker:
    """Who books; by default a guest on our own pages. Notice, horizon and limits bind no staff.

    `hold` is the token of the hold by which the session `holder` keeps the time. The notice is
    counted from `notice_from`, if the clinic offered the time, or else from when it was held.
    Unless it `tells_patient`, no confirmation is mailed: they know of the visit already.
    """

    source: AppointmentSource = AppointmentSource.ONLINE
    user: User | None = None
    holder: UUID | None = None
    hold: UUID | None = None
    notice_from: datetime | None = None
    accepts_policy: bool = False
    tells_patient: bool = True

    @property
    def by_staff(self) -> bool:
        return self.source == AppointmentSource.DESK


GUEST = Booker()
