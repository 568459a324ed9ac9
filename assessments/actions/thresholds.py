"""Set the clinic's thresholds: what is judged from then on; what was judged stays."""

from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from assessments.exceptions import ThresholdsChanged
from assessments.judging import thresholds
from assessments.models import RuleSetting
from clinic.models import User


@transaction.atomic
def set_thresholds(*, values: dict[str, Decimal], mark: str, by: User, now: datetime) -> list[str]:
    """Store the values that differ from those in force and return their codes.

    `mark` is that of the values the page began with: raises ThresholdsChanged where others are in
    force by now. A default that is chosen again is stored, so that the history tells of it.
    """
    with connection.cursor() as cursor:  # one writer at a time, a first row too; readers go on
        cursor.execute("LOCK TABLE assessments_rulesetting IN SHARE ROW EXCLUSIVE MODE")
    in_force = RuleSetting.objects.current()
    if thresholds.settings_mark(in_force) != mark:
        raise ThresholdsChanged
    changed = [code for code, value in values.items() if value != in_force[code]]
    for code in changed:
        RuleSetting.objects.update_or_create(
            code=code, defaults={"value": values[code], "changed_at": now, "changed_by": by}
        )
    return changed
