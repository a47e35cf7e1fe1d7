#!/bin/sh
# Times whole processes side by side on a generated corpus. Run by hand.
#
#   benches/whole.sh [MB] [GENERATOR…]
#
# GENERATOR writes JSON lines to its standard output; without one,
# `make_corpus` of examples/ makes them. Prints the CPU time and the wall time
# of the quickest of RUNS runs (5), in seconds, and the peak memory in MiB.
# wc counts the same words in the same file: ratios to it travel between machines.
set -eu
cd "$(dirname "$0")/.."
megabytes=${1:-100}
[ $# -gt 0 ] && shift
runs=${RUNS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
corpus=$work/articles.jsonl

cargo build --release --quiet --bin framelens --example make_corpus
release=${CARGO_TARGET_DIR:-target}/release
if [ $# -gt 0 ]; then
    "$@" > "$corpus"
else
    "$release/examples/make_corpus" "$megabytes" 1 > "$corpus"
fi
printf 'One sentence about the occupation.\n' > "$work/short.txt"

# Quickest of some runs: label, then the command.
quickest() {
    label=$1
    shift
    n=0
    : > "$work/times"
    while [ $n -lt "$runs" ]; do
        LC_ALL=C.UTF-8 command time -a -o "$work/times" -f '%U %S %e %M' "$@" > "$work/out" 2> "$work/err" || {
            cat "$work/err" >&2
            exit 1
        }
        n=$((n + 1))
    done
    awk -v label="$label" '
        NF == 4 { cpu = $1 + $2
            if (!seen || cpu < best) best = cpu
            if (!seen || $3 < wall) wall = $3
            if ($4 > peak) peak = $4
            seen = 1 }
        END { printf "%-40s cpu %7.2f  wall %7.2f  peak %6d\n", label, best, wall, peak / 1024 }
    ' "$work/times"
}

framelens=$release/framelens
common="--quiet --charts none"
ls -l "$corpus" | awk '{ printf "%.1f MB\n", $5 / 1e6 }'
quickest "wc -w" wc -w "$corpus"
quickest "compare, 1 thread" "$framelens" compare "$corpus" $common --threads 1 --out "$work/report"
quickest "compare, 2 threads" "$framelens" compare "$corpus" $common --threads 2 --out "$work/report"
rm -rf "$work/cache"
quickest "lexicon score, nothing kept" "$framelens" lexicon score "$corpus" --quiet --threads 1 --cache none
"$framelens" lexicon score "$corpus" --quiet --cache "$work/cache" > /dev/null
sleep 3 # a file as young as its stamp is read again
"$framelens" lexicon score "$corpus" --quiet --cache "$work/cache" > /dev/null
quickest "lexicon score, tokens kept" "$framelens" lexicon score "$corpus" --quiet --cache "$work/cache"
quickest "compare, one sentence" "$framelens" compare "$work/short.txt" $common --out "$work/report"
