"""The web process: it alone keeps its database connections, and calls tasks from a thread."""

import os

import django

from clinic.handlers import PlainHandler
from clinic.serving import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
os.environ.setdefault("KEEP_DATABASE_CONNECTIONS", "on")
os.environ.setdefault("CALL_TASKS_FROM_A_THREAD", "on")

django.setup(set_prefix=False)
refuse_unsafe_start()
application = PlainHandler()
