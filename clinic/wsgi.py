"""The web process: the only one whose database connections are pooled."""

import os

import django

from clinic.handlers import PlainHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", os.environ.get("WEB_THREADS", "4"))

django.setup(set_prefix=False)
application = PlainHandler()
