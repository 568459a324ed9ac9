"""The practice itself: what every other app stands on."""

import zoneinfo

# Zone rules come from the pinned PyPI package alone: a machine with an old zone file would book
# every winter visit in British Columbia an hour wrong. The cache is emptied for zones already read.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()

from clinic.celery import app as celery_app  # noqa: E402  (shared tasks find their application)

__all__ = ["celery_app"]
