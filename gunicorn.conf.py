"""How gunicorn serves the clinic; `WEB_PROCESSES` and `WEB_THREADS` fit it to the machine."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 30
keepalive = 5
