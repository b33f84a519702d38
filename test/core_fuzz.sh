#!/usr/bin/env bash
# The core alone, without a server: random persons settled under random
# regulations, explained, and asked why not; what must hold is in
# test/fuzz/core/check.c.  Under AddressSanitizer and UndefinedBehaviorSanitizer,
# fewer by valgrind, and for some seconds by libFuzzer, which looks for ways
# through the code.  TAP.
#
#   CORE_TRIALS    persons drawn at random, each under two regulations (20000)
#   CORE_SEED      of the first (1); one alone: CORE_TRIALS=1 CORE_SEED=…
#   CORE_VALGRIND  of them by valgrind (1000)
#   CORE_SECONDS   libFuzzer alone, for so long (all, and 5); needs clang with its
#                  runtime (libclang-rt-14-dev)
#   CORE_CORPUS    where libFuzzer keeps what it found (nowhere)
#   CORE_COVERAGE  1: prints which part of src/core the corpus reaches (llvm-cov)
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
# shellcheck source=test/tap.bash
. test/tap.bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trials=${CORE_TRIALS:-20000}
seed=${CORE_SEED:-1}
corpus=${CORE_CORPUS:-$work/corpus}
common=(-std=c99 -O1 -g -fno-omit-frame-pointer -Isrc -Itest/fuzz/core)
checked=(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
sources=(test/fuzz/core/*.c src/core/*.c)
mkdir -p "$corpus"

# build COMPILER PROGRAM FLAGS…: two files at a time
build() {
	local compiler=$1 program=$2
	shift 2
	mkdir -p "$program.o"
	printf '%s\n' "${sources[@]}" | xargs -P 2 -I{} sh -c 'out=$1/$(echo "$2" | tr / _).o; shift; file=$1; shift; exec "$@" -c "$file" -o "$out"' build "$program.o" {} "$compiler" "${common[@]}" "$@" &&
		"$compiler" "$@" "$program.o"/*.o -o "$program"
}
runs() { echo 'int main(void) { return 0; }' >"$work/try.c" && "$@" "$work/try.c" -o "$work/try" 2>"$work/err"; }
# told STATUS WHAT: what is in the log besides, where it failed
told() { test_line "$1" "$2" < <(tr '\r' '\n' <"$work/log" | tail -n 40); }
skip() { test_line 0 "$1 # SKIP $2" </dev/null; }

random_persons() {
	local flags=("${checked[@]}") status=0
	runs gcc "${flags[@]}" || flags=()
	build gcc "$work/random" -DOWN_MAIN "${flags[@]}" || exit 1
	"$work/random" "$trials" "$seed" >"$work/log" 2>&1 || status=$?
	told $status "$trials random persons from seed $seed, settled by the core under random regulations$([ ${#flags[@]} -gt 0 ] || echo ', without sanitizers')"
}

by_valgrind() {
	local persons=${CORE_VALGRIND:-1000} status=0
	[ "$persons" -le "$trials" ] || persons=$trials
	command -v valgrind >/dev/null || { skip 'by valgrind' 'valgrind is not installed'; return; }
	build gcc "$work/plain" -DOWN_MAIN || exit 1
	valgrind --quiet --leak-check=full --error-exitcode=99 "$work/plain" "$persons" "$seed" >"$work/log" 2>&1 || status=$?
	told $status "$persons of them by valgrind"
}

by_libfuzzer() {	# seconds
	local clang status=0
	clang=$(command -v clang || command -v clang-14) || { skip 'by libFuzzer' 'no clang here'; return; }
	echo 'int LLVMFuzzerTestOneInput(const char *data, unsigned long size) { return 0; }' >"$work/entry.c"
	"$clang" -fsanitize=fuzzer,address,undefined "$work/entry.c" -o "$work/entry" 2>/dev/null ||
		{ skip 'by libFuzzer' 'clang has no runtime for libFuzzer here (Debian: libclang-rt-14-dev)'; return; }
	build "$clang" "$work/fuzzer" -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined || exit 1
	"$work/fuzzer" -max_total_time="$1" -seed="$seed" -max_len=8192 -len_control=0 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$work/" "$corpus" >"$work/log" 2>&1 || status=$?
	told $status "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log") persons by libFuzzer in $1 s, $(find "$corpus" -type f | wc -l) kept"
	for found in "$work"/crash-* "$work"/timeout-* "$work"/oom-*; do
		[ ! -e "$found" ] || { cp "$found" "${CORE_CORPUS:-.}"; echo "# kept: $(basename "$found")"; }
	done
	if [ -n "${CORE_COVERAGE:-}" ]; then
		build "$clang" "$work/covered" -DOWN_MAIN -fprofile-instr-generate -fcoverage-mapping &&
			LLVM_PROFILE_FILE=$work/raw "$work/covered" --inputs "$corpus" 2>/dev/null
		llvm-profdata merge "$work/raw" -o "$work/profile" &&
			llvm-cov report "$work/covered" -instr-profile="$work/profile" src/core/*.c | cut -c1-200 | sed 's/^/# /'
		[ "$CORE_COVERAGE" = 1 ] || llvm-cov show "$work/covered" -instr-profile="$work/profile" src/core/*.c >"$CORE_COVERAGE"
	fi
}

if [ -n "${CORE_SECONDS:-}" ]; then
	by_libfuzzer "$CORE_SECONDS"
else
	random_persons
	by_valgrind
	by_libfuzzer 5
fi
done_testing
