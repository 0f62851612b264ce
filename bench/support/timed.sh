#!/bin/sh
# Runs the engine named by BENCH_ENGINE, then writes the CPU time of it and of what it started to BENCH_TIMES.
"$BENCH_ENGINE" "$@"
code=$?
times > "$BENCH_TIMES"
exit $code
