#!/usr/bin/env bash
# medaid's own assertions and those of PostgreSQL's headers in it, and
# UndefinedBehaviorSanitizer, in TAP: the short form of 'make check-asserts' and of
# a part of 'make check-sanitizers', on the server that there is.  medaid is built for
# them in a folder of its own, and the functions of a database of its own are pointed
# at that library, where pgTAP files run; some of them again with everything cached of
# the catalogs forgotten all the time.
#
#   ASSERTS_TAPS     the files: ASSERTS_TAPS='test/pgtap/*.sql'
#   ASSERTS_FORGET   those that run again
#   ASSERTS_TIMES    1: tells how long each takes
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
# shellcheck source=test/tap.bash
. test/tap.bash
taps=(test/pgtap/{bad_input,bands,compact_claim,critical_illness,explain,ledger_month,limits,outcome,outcome_state,panzhihua,policy_stored,rounding,same,why_not,zibo}.sql)
forgetting=(test/pgtap/{compact_claim,critical_illness}.sql)
# shellcheck disable=SC2206
[ -z "${ASSERTS_TAPS+set}" ] || taps=($ASSERTS_TAPS)
# shellcheck disable=SC2206
[ -z "${ASSERTS_FORGET+set}" ] || forgetting=($ASSERTS_FORGET)
pg_config=${PG_CONFIG:-$(.ci/setup --pg-config)}
database=medaid_asserts
main=${PGDATABASE:-postgres}
export PGCLIENTENCODING=UTF8
if ! command -v gcc >/dev/null || ! command -v make >/dev/null; then
	echo '1..0 # SKIP no compiler or no make'
	exit 0
fi
work=$(mktemp -d)
# the server writes there what it finds
chmod 777 "$work"
trap 'rm -rf "$work"; psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" >/dev/null 2>&1' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }
found() { cat "$work/found" 2>/dev/null; }

flags='-O0 -g0 -DUSE_ASSERT_CHECKING'
# without -fwrapv, which PostgreSQL is built with, an overflow is undefined
sanitize='-fsanitize=undefined -fno-sanitize=alignment -fno-wrapv'
# shellcheck disable=SC2086
echo 'int main(void) { return 0; }' | gcc $sanitize -x c - -o "$work/try" 2>/dev/null || sanitize=
mkdir "$work/medaid"
cp -r Makefile medaid.control sql src "$work/medaid"
# of another build
find "$work/medaid/src" -name '*.o' -delete
cp test/asserts/asserting.c "$work/medaid/src/pg"
wrapped=$(sed -nE 's/^WRAP\([^,]*, (\w+),.*/\1/p; s/^__wrap_(ExceptionalCondition)\(.*/\1/p' test/asserts/asserting.c | sed 's/^/-Wl,--wrap=/' | sort -u | tr '\n' ' ')
env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$work/medaid" PG_CONFIG="$pg_config" with_llvm=no PG_CFLAGS="$flags $sanitize -DFOUND='\"$work/found\"'" \
	SHLIB_LINK="$wrapped" medaid.so >"$work/log" 2>&1 || { sed 's/^/# /' "$work/log"; exit 1; }

psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database WITH (FORCE)" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
library=$work/medaid/medaid
sql -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION medaid' -c 'CREATE SCHEMA asserting' \
	-c "CREATE FUNCTION asserting.fails(boolean) RETURNS void LANGUAGE c AS '$library', 'asserting_fails'" \
	-c "CREATE FUNCTION asserting.overflows(integer) RETURNS integer LANGUAGE c AS '$library', 'asserting_overflows'" \
	-c "CREATE FUNCTION asserting.forgotten() RETURNS bigint LANGUAGE c AS '$library', 'asserting_forgotten'" \
	-c "UPDATE pg_proc SET probin = '$library' WHERE probin = '\$libdir/medaid'" >/dev/null || exit 1

is "$(sql -c 'SELECT asserting.fails(true)' -c 'SELECT asserting.fails(false)' 2>&1 | cut -d, -f1)" $'\nERROR:  assertion failed: holds' 'an assertion that fails is an error'
is "$(found | grep -c 'assertion failed')" 1 'and is kept'
rm -f "$work/found"
if [ -n "$sanitize" ]; then
	is "$(sql -c 'SELECT asserting.overflows(2147483646)' -c 'SELECT asserting.overflows(2147483647)' 2>&1 | cut -d, -f1; found | grep -c 'add_overflow')" \
		$'2147483647\nERROR:  undefined: add_overflow\n1' 'and so is an overflow'
	rm -f "$work/found"
else
	test_line 0 'and so is an overflow # SKIP no sanitizer here'
fi
settle="SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-03-10', categories => '{dibao}', total => 60000, in_scope => 50000, basic_paid => 8000, critical_illness_paid => 0), medaid_policy('zibo-2023', '2024-03-10'))).aid > 0, asserting.forgotten() > 10"
is "$(sql -c "$settle")$(PGOPTIONS='-c asserting.forget=on' sql -c "$settle")" 't|ft|t' 'and caches are forgotten where it is asked for'

run() {	# file, how
	local status=0 start=$SECONDS
	pg_prove -d "$database" "$1" >"$work/log" 2>&1 || status=1
	found >>"$work/log"
	[ -z "$(found)" ] || status=1
	rm -f "$work/found"
	report $status "$1, with assertions${sanitize:+ and the sanitizer}$2${ASSERTS_TIMES:+: $((SECONDS - start)) s}" "$work/log"
}
for tap in "${taps[@]}"; do
	run "$tap" ''
done
for tap in "${forgetting[@]}"; do
	PGOPTIONS='-c asserting.forget=on' run "$tap" ', caches forgotten'
done
is "$(sql -c "SELECT count(*) FILTER (WHERE probin = '$library') > 50, count(*) FILTER (WHERE probin = '\$libdir/medaid') FROM pg_proc")" 't|0' 'by that library alone'
done_testing
