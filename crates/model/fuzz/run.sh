#!/bin/sh
# Runs one fuzz target for some seconds on stable Rust: libFuzzer with LLVM's coverage counters, without sanitizers (the crate has
# no unsafe code for them to watch). Usage: ./run.sh read_mps|read_lp|read_json|read_mof SECONDS [libFuzzer options]
set -eu
cd "$(dirname "$0")"
target=$1
seconds=$2
shift 2
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Clink-dead-code -Ccodegen-units=1"
# Naming the host as target keeps the flags away from build scripts.
cargo build --release --target "$host" --bin "$target"
mkdir -p "corpus/$target" "artifacts/$target"
exec "${CARGO_TARGET_DIR:-target}/$host/release/$target" "corpus/$target" -artifact_prefix="artifacts/$target/" \
    -dict="dictionaries/${target#read_}.dict" -max_total_time="$seconds" -rss_limit_mb=512 -timeout=120 -print_final_stats=1 "$@"
