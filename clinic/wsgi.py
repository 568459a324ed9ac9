"""The web process: it alone pools database connections, and calls tasks from a thread."""

import os

import django

from clinic.handlers import PlainHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", os.environ.get("WEB_THREADS", "4"))
os.environ.setdefault("CALL_TASKS_FROM_A_THREAD", "on")

django.setup(set_prefix=False)
application = PlainHandler()
