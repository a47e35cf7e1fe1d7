#!/usr/bin/env bash
# The page in a real browser. Installs Playwright into target/, and Chromium as root where it is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  if [ -n "${CI:-}" ]; then
    echo "the page cannot be tested in a browser: $1" >&2
    exit 1
  fi
  printf '\n*** SKIPPED: the page was NOT tested in a browser: %s ***\n\n' "$1" >&2
  exit 0
}

find_browser() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then command -v "$name"; return; fi
  done
}

installs() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

browser=$(find_browser)
if [ -z "$browser" ] && installs; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core; } >/dev/null || true
  browser=$(find_browser)
fi
[ -n "$browser" ] || skip "no Chromium (apt-get install chromium, or set CHROMIUM)"

if ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1 && installs; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null || true
fi
python=target/browser/bin/python
if ! "$python" -c 'import playwright' >/dev/null 2>&1; then
  python3 -m venv target/browser || skip "no Python with venv (apt-get install python3-venv)"
  "$python" -m pip install --quiet --disable-pip-version-check -r tests/browser/requirements.txt \
    || skip "Playwright could not be installed from PyPI"
fi

cargo build --locked --quiet
binary=${CARGO_TARGET_DIR:-target}/debug/framelens
CHROMIUM="$browser" exec "$python" tests/browser/page.py "$binary"
