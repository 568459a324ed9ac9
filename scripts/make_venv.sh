#!/bin/sh
# Makes .venv with the Python named first, or says in one line what is missing.
set -eu
python=$1

if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    exit 0
fi

if ! command -v "$python" >/dev/null; then
    echo "Stance needs Python 3.11 or newer, and there is no $python. Try: make PYTHON=python3.11" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Stance needs Python 3.11 or newer; this is $("$python" --version). Try: make PYTHON=python3.11" >&2
    exit 1
fi

# Debian keeps these two modules in a package of their own.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=python3-venv
    [ "$python" = python3 ] || package="$(basename "$python")-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..."
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes "$package" >/dev/null
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv is missing. Install it, for instance: sudo apt install $package" >&2
        exit 1
    fi
fi

echo "Making .venv ..."
"$python" -m venv --clear .venv
