"""The broker of a machine without one: kombu's folder of files, where nobody meets half a file.

kombu gives a file its name before it writes it, and takes it by way of the shared temporary folder.
Whoever looks in between, or after a crash, reads nothing where a message should be, and ends. Here
a file is written under another name first, and whoever removes it has it.
"""

import logging
import os
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.transport.filesystem import LOCK_EX, exchange_queue_t, lock
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

# What reading a file raises that is no message: it cannot be opened, is cut off, lacks its parts.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)
SET_ASIDE = "unreadable"


class Channel(filesystem.Channel):
    """A channel to which a file is there as a whole, or not at all."""

    # --- Messages ---------------------------------------------------------------------------------

    def _put(self, queue, payload, **kwargs):
        """Add a message; the names sort by time."""
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue):
        """Take the earliest message. What is none is set aside, so that it is met once."""
        for path in self._waiting(queue):
            try:
                payload = loads(path.read_bytes())
                self.Message(payload, channel=self)
            except FileNotFoundError:  # another worker has it
                continue
            except UNREADABLE as error:
                set_aside(path, error)
                continue
            with suppress(FileNotFoundError):
                path.unlink()
                return payload
        raise Empty

    def _waiting(self, queue):
        names = sorted(os.listdir(self.data_folder_in))
        ours = [name for name in names if name.partition(".")[2] == f"{queue}.msg"]
        return [Path(self.data_folder_in) / name for name in ours]

    # --- Which queues an exchange reaches ---------------------------------------------------------

    def get_table(self, exchange):
        file = self._exchange_file(exchange)
        try:
            return [exchange_queue_t(*binding) for binding in loads(file.read_bytes())]
        except FileNotFoundError:
            return []
        except UNREADABLE as error:
            set_aside(file, error)
            return []

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as table:
            if binding not in table:
                table.insert(0, binding)

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        self._purge(queue)
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._changing(exchange) as table, suppress(ValueError):
            table.remove(binding)

    @contextmanager
    def _changing(self, exchange):
        """Give the table of an exchange to change, to one process at a time."""
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as gate:
            lock(gate, LOCK_EX)  # until it is closed
            table = self.get_table(exchange)
            yield table
            write_whole(self._exchange_file(exchange), dumps(table))


class Transport(filesystem.Transport):
    Channel = Channel


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there as a whole once it is there. Raises ChannelError."""
    unfinished = path.with_name(f".{uuid.uuid4()}.{path.name}")
    try:
        unfinished.write_text(text)
        unfinished.rename(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ChannelError(f"Cannot write {path}") from error


def set_aside(path: Path, error: Exception) -> None:
    """Move a file that nobody can read out of everybody's way, and say so."""
    folder = path.with_name(SET_ASIDE)
    folder.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):  # another process was first
        path.rename(folder / path.name)
        logger.error(
            "%s could not be read (%s) and was set aside in %s.",
            path.name,
            type(error).__name__,
            folder,
        )
