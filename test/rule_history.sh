#!/bin/bash
# The history of rules survives dump and restore, once each, whatever the format,
# and editors of different rules do not wait for each other.  Needs a running
# server and the right to create databases; prints TAP.
set -eu
from=medaid_history_$$ to=medaid_told_$$ file=$(mktemp)
trap 'dropdb --if-exists $from 2>/dev/null; dropdb --if-exists $to 2>/dev/null; rm -f "$file"' EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
. "$(dirname "$(readlink -f "$0")")/tap.bash"
ok() { same "$2" "$3" "$1"; }	# name, have, want

createdb -T template0 $from
sql -d $from <<-SQL
	SET client_min_messages = warning;
	CREATE SCHEMA care; CREATE EXTENSION medaid SCHEMA care;
	SET search_path = care;
	SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'linzi-2025', '2025-01-01') \g /dev/null
	INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 2023, 41000.50);
	INSERT INTO medaid_category_name (name, category, rank) VALUES ('sailor', 'sailor', 900);
	CREATE TABLE public.paid AS SELECT clock_timestamp() AS at, medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')) AS digest;
	UPDATE medaid_rule_benefit SET rate = 0.8 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao';
	-- there, gone and there again, as it was
	DELETE FROM medaid_rule_tilt WHERE regulation = 'linzi-2025' AND code = 'tilt-low';
	INSERT INTO medaid_rule_tilt SELECT (jsonb_populate_record(t, '{"regulation": "linzi-2025", "first_day": "2025-01-01", "pool": "linzi-tilted", "shipped": false}')).*
		FROM medaid_rule_tilt AS t WHERE regulation = 'zibo-2023' AND code = 'tilt-low';
	DELETE FROM medaid_rule_gate WHERE regulation = 'linzi-2025';
SQL
told() { sql -d "$1" -c "SET search_path = care" -c "SELECT count(*), md5(string_agg((to_jsonb(h) - 'restored')::text, ',' ORDER BY (to_jsonb(h) - 'restored')::text)) FROM medaid_rule_history AS h"; }
rules() { sql -d "$1" -c "SET search_path = care" -c "SELECT medaid_rules_digest(), (SELECT md5(string_agg(r.content::text, ',' ORDER BY r.table_name, r.key)) FROM medaid_rules_at(now()) AS r)"; }
# the edits above: 53 rows of the copy and 2 others, 1 + 2 + 1 changes
ok 'every change is told once' "$(told $from | cut -d '|' -f 1)" 59

for format in plain custom 'custom, two jobs' 'data alone'; do
	createdb -T template0 $to
	case $format in
	plain) pg_dump $from >"$file"; sql -d $to -f "$file" >/dev/null ;;
	custom) pg_dump -Fc $from >"$file"; pg_restore --exit-on-error -d $to "$file" ;;
	'custom, two jobs') pg_dump -Fc $from >"$file"; pg_restore --exit-on-error -j 2 -d $to "$file" ;;
	'data alone')
		sql -d $to -c 'CREATE SCHEMA care' -c 'CREATE EXTENSION medaid SCHEMA care' -c 'CREATE TABLE public.paid (at timestamptz, digest text)'
		pg_dump -Fc $from >"$file"; pg_restore --exit-on-error --data-only -d $to "$file" ;;
	esac
	ok "$format: the rules come back" "$(rules $to)" "$(rules $from)"
	if [ "$format" = 'custom, two jobs' ]; then
		# a table loaded beside the history may be told of by both; what stood when is the same
		ok "$format: what stood when the payment was made" "$(sql -d $to -c "SET search_path = care" -c "SELECT count(*) FROM public.paid AS p, medaid_rules_at(p.at)")" 55
	else
		ok "$format: the history comes back, nothing twice" "$(told $to)" "$(told $from)"
	fi
	ok "$format: the digest of a payment is found again" "$(sql -d $to -c "SET search_path = care" \
		-c "SELECT medaid_policy_digest(medaid_policy_at('linzi-2025', '2025-06-01', p.at)) = p.digest, medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')) = p.digest FROM public.paid AS p")" 't|f'
	sql -d $to -c "UPDATE care.medaid_rule_benefit SET rate = 0.85 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao'" 2>/dev/null
	ok "$format: and goes on" "$(sql -d $to -c "SELECT h.old ->> 'rate', h.new ->> 'rate', h.restored FROM care.medaid_rule_history AS h ORDER BY h.at DESC LIMIT 1")" '0.8|0.85|f'
	dropdb $to
done

# One editor has changed a rule and not ended; another rule is changed meanwhile.
coproc first { psql -qXAt -d $from 2>/dev/null; }
# bash forgets it as soon as the editor ends
editor=$first_PID
echo "BEGIN; UPDATE care.medaid_rule_benefit SET rate = 0.81 WHERE regulation = 'linzi-2025' AND code = 'inpatient-dibao'; SELECT 'changed';" >&"${first[1]}"
read -r changed <&"${first[0]}"
ok 'an editor has not ended' "$changed" changed
ok 'another edits another rule' "$(PGOPTIONS='-c lock_timeout=5s -c client_min_messages=warning' sql -d $from -c "UPDATE care.medaid_rule_benefit SET rate = 0.82 WHERE regulation = 'linzi-2025' AND code = 'inpatient-tekun' RETURNING rate" 2>&1)" 0.82
echo 'ROLLBACK; \q' >&"${first[1]}"
wait "$editor" 2>/dev/null || true
ok 'what is rolled back is not told' "$(sql -d $from -c "SELECT string_agg(h.new ->> 'rate', ' ') FROM care.medaid_rule_history AS h WHERE h.operation = 'UPDATE'")" '0.8 0.82'
done_testing
