#!/usr/bin/env bash
# An editor of rules is killed (kill -9), again and again, in the middle of what he
# does: the server recovers, and rules, their history, digests and what a session
# settles by are those of a whole number of his transactions.  On a running server of
# this machine whose backends may be killed; prints TAP.
#
#   RULE_KILLS  how often (3)
set -uo pipefail
kills=${RULE_KILLS:-3}
db=medaid_rules_killed
work=$(mktemp -d)
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
trap 'rm -rf "$work"; dropdb --if-exists "$db" 2>/dev/null' EXIT
. "$(dirname "$(readlink -f "$0")")/tap.bash"
dropdb --if-exists "$db" 2>/dev/null
createdb -T template0 -E UTF8 --lc-collate C.UTF-8 --lc-ctype C.UTF-8 "$db" || exit 1
export PGDATABASE=$db
sql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION medaid' -c "SELECT medaid_copy_regulation('zibo-2023', '2023-01-01', 'linzi-2025', '2025-01-01')" \
	-c 'CREATE TABLE done (turn integer, digest text, rules text)' >/dev/null || exit 1
# a transaction sets every rate of a benefit to the same share, takes a rule away and
# puts it back, and writes down what is then resolved
cat >"$work/edit.sql" <<'SQL'
CREATE PROCEDURE edit(first integer) LANGUAGE plpgsql AS $$
BEGIN
	FOR turn IN first .. first + 100000 LOOP
		UPDATE medaid_rule_benefit SET rate = (turn % 9000) / 10000.0 WHERE regulation = 'linzi-2025' AND rate IS NOT NULL;
		DELETE FROM medaid_rule_tilt WHERE regulation = 'linzi-2025';
		INSERT INTO medaid_rule_tilt SELECT (jsonb_populate_record(t, '{"regulation": "linzi-2025", "first_day": "2025-01-01", "shipped": false}')).* FROM medaid_rule_tilt AS t WHERE regulation = 'zibo-2023';
		INSERT INTO medaid_reference (area, indicator, year, value) VALUES ('淄博市', 'income', 3000 + turn, turn);
		INSERT INTO done VALUES (turn, medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')), medaid_rules_digest());
		COMMIT;
	END LOOP;
END $$;
SQL
sql -c 'SET client_min_messages = error' -f "$work/edit.sql" || exit 1
for ((i = 1; i <= kills; i++)); do
	before=$(sql -c 'SELECT coalesce(max(turn), 0) FROM done')
	sql -c 'SET client_min_messages = error' -c "SET application_name = 'editor'" -c "CALL edit($((before + 1)))" >/dev/null 2>&1 &
	# when he has begun and ended some, and is in the middle of one
	while [ "$(sql -c 'SELECT coalesce(max(turn), 0) FROM done')" -lt $((before + 2)) ]; do sleep 0.1; done
	sleep "0.0$((RANDOM % 90 + 10))"
	kill -9 "$(sql -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'editor'")"
	wait $! 2>/dev/null
	for _ in $(seq 100); do sql -c 'SELECT 1' >/dev/null 2>&1 && break; sleep 0.2; done
	turn=$(sql -c 'SELECT max(turn) FROM done')
	is "$((turn > before + 1))" 1 "kill $i: some of his transactions are there"
	is "$(sql -c "SELECT string_agg(DISTINCT trim_scale(rate)::text, ' ') FROM medaid_rule_benefit WHERE regulation = 'linzi-2025' AND rate IS NOT NULL")" \
		"$(sql -c "SELECT trim_scale(($turn % 9000) / 10000.0)")" 'the last of them whole, the next not at all'
	is "$(sql -c "SELECT count(*) FROM medaid_rule_tilt AS l FULL JOIN (SELECT * FROM medaid_rule_tilt WHERE regulation = 'zibo-2023') AS z ON l.code = z.code AND l.regulation = 'linzi-2025' WHERE z.code IS NULL AND l.regulation = 'linzi-2025' OR l.code IS NULL")" 0 'no rule is missing'
	is "$(sql -c "SELECT concat_ws(' ', medaid_policy_digest(medaid_policy('linzi-2025', '2025-06-01')) = d.digest, medaid_rules_digest() = d.rules) FROM done AS d WHERE turn = $turn")" 't t' \
		'a session settles by what he had written then'
	is "$(sql -c 'SELECT count(*) FROM medaid_history_findings()')" 0 'every rule is as the history tells'
	is "$(sql -c "SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE operation = 'DELETE'), max((new ->> 'value')::integer)) FROM medaid_rule_history WHERE table_name = 'medaid_reference'")" "$turn 0 $turn" \
		'which tells of each transaction once'
	sql -c 'SET client_min_messages = error' -c "UPDATE medaid_rule_benefit SET rate = 0.95 WHERE regulation = 'linzi-2025' AND rate IS NOT NULL" 
	is "$(sql -c "SELECT trim_scale((b).rate) FROM unnest((medaid_policy('linzi-2025', '2025-06-01')).benefits) AS b WHERE (b).rate IS NOT NULL LIMIT 1")" 0.95 'and rules are edited as before'
done
is "$(sql -c "SELECT count(*) FROM (SELECT d.turn FROM done AS d, medaid_rule_history AS h WHERE h.table_name = 'medaid_reference' AND (h.new ->> 'value')::integer = d.turn GROUP BY d.turn HAVING count(*) <> 1) AS x")" 0 'over all kills'
done_testing
