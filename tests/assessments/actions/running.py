"""A run as somebody says it, and as a watch has recorded it."""

from datetime import date
from decimal import Decimal

from assessments.actions.running import Recorded, RunSaid
from tests.assessments.watch_files import MORNING

SAID = RunSaid(
    ran_on=date(2026, 11, 22), distance_km=Decimal("10.20"), duration_s=3000, nprs_during_max=2
)
RECORDED = Recorded(
    file_sha256="a" * 64, leg=0, started_at=MORNING, moving_s=2940, step_rate_spm=Decimal("169.0")
)
