"""Beat's schedule: kept in memory alone, so that it knows no clock but the present one."""

import logging
from datetime import timedelta

from celery.beat import Scheduler

logger = logging.getLogger(__name__)

LONG_AGO = timedelta(days=1)


class FreshScheduler(Scheduler):
    """Takes everything for due when it starts, and again when the clock was put back.

    Celery's own keeps the last runs in a file. One that lies in the future, since the clock was
    wrong when it was written, silences a task until then, however often beat is started again.
    Every task of ours may run twice with one result.
    """

    def setup_schedule(self):
        super().setup_schedule()
        self._start_afresh()

    def tick(self, *args, **kwargs):
        now = self.app.now()
        if any(entry.last_run_at > now for entry in self.schedule.values()):
            logger.warning("The clock was put back: every task is due now.")
            self._start_afresh()
        return super().tick(*args, **kwargs)

    def _start_afresh(self):
        for entry in self.schedule.values():
            entry.last_run_at = self.app.now() - LONG_AGO
        self._heap = None  # the next tick makes it anew
