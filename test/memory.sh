#!/usr/bin/env bash
# The memory of a backend does not grow with the calls, in TAP: the calls of
# test/failing again and again in one session.  test/fuzz/memory.sh does it by hand
# with every function of the catalog, and longer.
#
#   MEMORY_CALLS   of each (300)
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
calls=${MEMORY_CALLS:-300}
database=medaid_memory_short
main=${PGDATABASE:-postgres}
export PGCLIENTENCODING=UTF8
trap 'psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" >/dev/null 2>&1' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$database" "$@"; }
psql -qXd "$main" -c "DROP DATABASE IF EXISTS $database" 2>/dev/null
psql -qXd "$main" -v ON_ERROR_STOP=1 -c "CREATE DATABASE $database ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
sql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -c 'CREATE SCHEMA failing' -f failing/values.sql >/dev/null || exit 1
grown=$(sql -v calls="$calls" 2>&1 <<-'SQL'
	SET jit = off; SET max_parallel_workers_per_gather = 0; SET client_min_messages = error; SET search_path = public, failing;
	CREATE TABLE failing.call (name text, query text, before text);
	\copy failing.call FROM PROGRAM 'awk -F "\t" -v OFS="\t" "{ print \$1, \$2, \$3 }" failing/calls'
	CREATE TABLE failing.used (name text, before bigint, after bigint);
	CREATE PROCEDURE failing.repeat(calls integer) LANGUAGE plpgsql AS $$
	DECLARE
		c record;
		used CONSTANT text := 'SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts';
		before bigint;
		after bigint;
	BEGIN
		FOR c IN SELECT * FROM failing.call AS f WHERE f.before IS NULL OR f.before = '' LOOP
			-- in the first tenth caches take their size
			FOR i IN 0 .. calls LOOP
				IF i = calls / 10 THEN
					COMMIT;
					EXECUTE used INTO before;
				END IF;
				EXECUTE c.query USING i;
			END LOOP;
			COMMIT;
			EXECUTE used INTO after;
			INSERT INTO failing.used VALUES (c.name, before, after);
		END LOOP;
	END $$;
	CALL failing.repeat(:calls);
	-- what planning takes does not wait for the end of the transaction
	DO $$
	DECLARE
		used CONSTANT text := 'SELECT sum(used_bytes)::bigint FROM pg_backend_memory_contexts';
		before bigint;
		after bigint;
	BEGIN
		FOR i IN 1 .. 12 LOOP
			DISCARD PLANS;
			PERFORM medaid_resolve_policy('zibo-2023', '2024-03-10');
			IF i = 2 THEN
				EXECUTE used INTO before;
			END IF;
		END LOOP;
		EXECUTE used INTO after;
		-- PL/pgSQL keeps what evaluates medaid_regulation_on(), 170 kB, until the transaction ends
		INSERT INTO failing.used VALUES ('a policy resolved where plans are discarded', before, after - 10 * 200000);
	END $$;
	-- a value kept of each call would show
	SELECT format('%s: %s bytes more', name, after - before) FROM failing.used WHERE after - before > 50000 + :calls * 8;
	SELECT format('%s calls of %s kinds', count(*) * :calls, count(*)) FROM failing.used;
SQL
)
echo 1..1
if [ "$(wc -l <<<"$grown")" = 1 ] && [[ $grown == *' kinds' ]]; then
	echo "ok 1 - memory does not grow: $grown"
else
	echo 'not ok 1 - memory does not grow'
	head -n 20 <<<"$grown" | sed 's/^/# /'
fi
