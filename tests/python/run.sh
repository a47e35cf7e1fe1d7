#!/usr/bin/env bash
# The Python wheel: built as `pip install .` builds it, but unoptimised (and without
# symbols, since Spark carries it to its workers), and held
# against the command line. Installs what it needs into target/python.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  if [ -n "${CI:-}" ]; then
    echo "the Python wheel cannot be tested: $1" >&2
    exit 1
  fi
  printf '\n*** SKIPPED: the Python wheel was NOT tested: %s ***\n\n' "$1" >&2
  exit 0
}

if ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >/dev/null || true
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "it needs Python 3.10 or later"

# Spark runs on Java; without it its tests skip themselves, in CI they must run.
if ! command -v java >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless; } >/dev/null || true
fi

folder=target/python
wanted=$(cksum tests/python/requirements.txt)
if [ "$(cat "$folder/installed" 2>/dev/null)" != "$wanted" ]; then
  python3 -m venv --clear "$folder" || skip "no Python with venv (apt-get install python3-venv)"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-binary pyspark \
    -r tests/python/requirements.txt || skip "its packages could not be installed from PyPI"
  echo "$wanted" > "$folder/installed"
fi

cargo build --locked --quiet
target=${CARGO_TARGET_DIR:-target}
rm -rf "$folder/wheels"
"$folder/bin/maturin" build --quiet --locked --profile dev --strip --interpreter "$folder/bin/python" --out "$folder/wheels"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall \
  "$folder"/wheels/framelens-*.whl
FRAMELENS="$(cd "$target" && pwd)/debug/framelens" FRAMELENS_WHEELS="$PWD/$folder/wheels" exec "$folder/bin/python" -m pytest tests/python "$@"
