#!/bin/sh
# Installs the system's parts that tests need, where it may; says how to get them where it may not.
# With CI=true a missing part fails; otherwise its tests are skipped.
set -eu

missing=
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v chromium >/dev/null || command -v chromium-headless-shell >/dev/null ||
    command -v google-chrome >/dev/null || missing="$missing chromium"
command -v ffmpeg >/dev/null || missing="$missing ffmpeg"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
command -v openssl >/dev/null || missing="$missing openssl"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing ..."
    # shellcheck disable=SC2086 # one word a package
    if apt-get -qq update &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes $missing >/dev/null; then
        exit 0
    fi
fi

echo "Tests that need$missing are skipped. Install with: sudo apt install$missing" >&2
[ "${CI:-}" != true ]
