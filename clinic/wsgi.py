"""The web process: the only one whose database connections are pooled."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", os.environ.get("WEB_THREADS", "4"))

application = get_wsgi_application()
