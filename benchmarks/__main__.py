"""Starts a database of its own, then measures the clinic in a process that knows its address.

    python -m benchmarks            ten minutes, with up to a million appointments
    python -m benchmarks --quick    fewer requests and rounds, for a first impression
    python -m benchmarks --reports  the reports alone
    python -m benchmarks --imports  lists that are brought in alone
    python -m benchmarks --mail     mail alone: ten thousand messages, and senders that are killed

The exit status says whether every bound is kept.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from benchmarks.environment import bench_environment
from launch import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "stance_bench"


def main() -> int:
    folder = Path(os.environ.get("STANCE_VAR", ROOT / "var")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    data_dir = folder / "postgres"
    with embedded_postgres.start(data_dir, "postgres", durable=True) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        with embedded_postgres.start(data_dir, DATABASE) as bench:
            return subprocess.run(
                [sys.executable, "-m", "benchmarks.run", *sys.argv[1:]],
                cwd=ROOT,
                env=os.environ | bench_environment(folder, bench.url),
            ).returncode


if __name__ == "__main__":
    sys.exit(main())
