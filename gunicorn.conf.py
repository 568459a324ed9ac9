"""How gunicorn serves the clinic; `WEB_PROCESSES` and `WEB_THREADS` fit it to the machine."""

import gc
import os
import time

from gunicorn.glogging import Logger

from clinic.logs import UtcFormatter, without_links


def on_starting(server):
    """Refuse to show the demo, which has no real log-ins, to another machine."""
    outside = [host for host, _ in server.cfg.address if host not in ("127.0.0.1", "localhost")]
    if os.environ.get("STANCE_DEMO") and outside:
        raise SystemExit(f"The demo serves 127.0.0.1, not {outside[0]}.")


class UtcLogger(Logger):
    """Writes its lines as every other process does, never by the machine's own zone file."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(
                UtcFormatter("{asctime} {levelname} {name} {process} {message}", style="{")
            )

    def now(self):
        return time.strftime("[%d/%b/%Y:%H:%M:%S +0000]", time.gmtime())

    def atoms(self, resp, req, environ, request_time):
        """Return what an access log may hold; it would hold links that stand in for a log-in."""
        atoms = super().atoms(resp, req, environ, request_time)
        return {
            name: without_links(value) if isinstance(value, str) else value
            for name, value in atoms.items()
        }


logger_class = UtcLogger
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 30
graceful_timeout = 30
keepalive = 5


def post_worker_init(worker):
    """Spare the garbage collector the application itself, whose objects stay until the end."""
    gc.collect()
    gc.freeze()
