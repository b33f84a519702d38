#!/usr/bin/env bash
# The calls of test/failing answer the same where PostgreSQL discards its caches
# wherever it could (debug_discard_caches), in TAP.  Only a server with assertions
# can: .ci/own-server asserts bash test/discarded_caches.sh; elsewhere
# test/asserts.sh forgets them where medaid asks for some.
#
# What resolves policies runs thousands of queries, each planned with nothing
# cached: those calls take hours, and are left out.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
# shellcheck source=test/tap.bash
. ./tap.bash
resolving='medaid_polic(y|ies)\('
database=medaid_discarded
main=${PGDATABASE:-postgres}
export PGCLIENTENCODING=UTF8
if [ "$(psql -qXAt -d "$main" -c "SELECT max_val FROM pg_settings WHERE name = 'debug_discard_caches'")" = 0 ]; then
	echo '1..0 # SKIP a server without assertions does not discard its caches'
	exit 0
fi
trap 'psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1' EXIT
# planning a join asks for the equality of policies, whose types are asked for again and again
sql() { PGOPTIONS='-c search_path=public,failing -c jit=off -c max_parallel_workers_per_gather=0 -c enable_memoize=off' psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }
psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -c 'CREATE SCHEMA failing' -f failing/values.sql >/dev/null || exit 1
while IFS=$'\t' read -r name query before; do
	[[ -z $before && ! $query =~ $resolving ]] || continue
	query=${query//\$1/5}
	same "$(sql -c 'SET debug_discard_caches = 1' -c "$query" 2>&1)" "$(sql -c "$query" 2>&1)" "$name"
done <failing/calls
done_testing
