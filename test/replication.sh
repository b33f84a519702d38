#!/usr/bin/env bash
# Replication, in TAP, with servers of its own: a hot standby answers and writes
# nothing; logical replication carries claims, users' rules and a ledger to a
# server that takes over.
set -euo pipefail
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8
here=$(cd "$(dirname "$0")" && pwd)
bindir=$("$("$here/../.ci/setup" --pg-config)" --bindir)
if [ "$("$bindir/postgres" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')" -lt 15 ]; then
	echo '1..0 # SKIP publications with WHERE are from PostgreSQL 15 on'
	exit 0
fi
work=$(mktemp -d)
chmod 755 "$work"
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$work"
finish() {
	for server in subscriber standby primary; do as "$bindir/pg_ctl" -D "$work/$server" -m immediate stop >/dev/null 2>&1 || true; done
	rm -rf "$work"
}
trap finish EXIT
declare -A port=([primary]=54331 [standby]=54332 [subscriber]=54333)
start() {
	as "$bindir/pg_ctl" -w -D "$work/$1" -l "$work/$1.log" start >/dev/null 2>&1 \
		-o "-p ${port[$1]} -k $work -c listen_addresses= -c fsync=off -c wal_level=logical -c jit=off -c max_wal_senders=20 -c max_replication_slots=20 -c max_worker_processes=20 -c max_logical_replication_workers=12 -c max_sync_workers_per_subscription=8 -c wal_retrieve_retry_interval=200ms" ||
		{ sed 's/^/# /' "$work/$1.log"; echo "Bail out! no $1"; exit 1; }
}
on() { as psql -h "$work" -p "${port[$1]}" -U postgres -d county -qXAt -v ON_ERROR_STOP=1 "${@:2}" 2>&1; }
. "$(dirname "$(readlink -f "$0")")/tap.bash"
wait_for() {	# server, query that gives t
	for _ in $(seq 900); do
		[ "$(on "$1" -c "$2")" != t ] || return 0
		sleep 0.1
	done
	echo "# waited in vain on $1: $2"
	sed 's/^/# /' "$work/$1.log" | tail -5
}
cp -r "$here/users" "$work"

as "$bindir/initdb" -D "$work/primary" -E UTF8 --locale=C.UTF-8 -A trust -U postgres -N >/dev/null 2>&1
start primary
as "$bindir/createdb" -h "$work" -p "${port[primary]}" -U postgres county
on primary -v schema=care -f "$work/users/make.sql" >"$work/made" || { cat "$work/made"; echo 'Bail out! nothing to replicate'; exit 1; }
on primary -c 'ALTER DATABASE county SET search_path = care, public' -c 'ALTER DATABASE county SET client_min_messages = error'
before=$(on primary -v schema=care -f "$work/users/state.sql")

# --- a hot standby

as "$bindir/pg_basebackup" -h "$work" -p "${port[primary]}" -U postgres -D "$work/standby" -R -c fast -N >/dev/null 2>&1
start standby
replayed() { wait_for standby "SELECT pg_last_wal_replay_lsn() >= '$(on primary -c 'SELECT pg_current_wal_lsn()')'"; }
replayed
same "$(on standby -v schema=care -f "$work/users/state.sql")" "$before" 'a standby resolves, settles, reads settlements, claim sets and ledger as the primary'
questions="
SELECT md5(medaid_policy('mine', '2024-06-01')::text), md5(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')::text), medaid_rules_digest();
SELECT md5(string_agg(e::text, '' ORDER BY e.n)) FROM (SELECT * FROM assist.claim WHERE person = 'P3') AS c, medaid_explain(c.claim, medaid_policy('zibo-2023', '2024-06-01')) WITH ORDINALITY AS e (step, n);
SELECT md5(string_agg(y::text, '' ORDER BY y::text)) FROM (SELECT medaid_ytd(s) AS y FROM (SELECT person, unnest(settlements) AS s FROM years) AS x GROUP BY person) AS z;
SELECT md5(string_agg(w::text, '' ORDER BY w::text)) FROM (SELECT medaid_why_not(claim, medaid_policy('zibo-2023', '2024-06-01')) AS w FROM assist.claim) AS x;
SELECT md5(string_agg(f::text, '' ORDER BY f::text)) FROM medaid_policy_review(medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) AS f;
SELECT sum((s).aid) FROM (SELECT medaid_settle_ytd(claim, medaid_policy('zibo-2023', '2024-06-01')) OVER (PARTITION BY person ORDER BY claim_id ROWS UNBOUNDED PRECEDING) AS s FROM assist.claim) AS x;
SELECT (medaid_outcome(s)).aid FROM (SELECT unnest(settlements) AS s FROM years) AS x;
SELECT count(*) FROM medaid_ledger_verify('assist');
SELECT count(*) > 0, sum((l.settlement).aid) FROM medaid_ledger_as_of('assist', '2024-07-01') AS l;
SELECT count(*) FROM medaid_guard_findings();"
answers=$(on primary -c "$questions" || true)
same "$(on standby -c "$questions")" "$answers" 'and explains, counts, reviews, verifies'
case $answers in *ERROR*) echo "# $answers" ;; esac
same "$(on standby -c '\set VERBOSITY verbose' -c "CALL medaid_post_all('assist')" | grep -oE '^ERROR: +25006' | tr -s ' ')" 'ERROR: 25006' 'posting there is refused as a read-only transaction'
same "$(on standby -c '\set VERBOSITY verbose' -c "UPDATE medaid_rule_benefit SET rate = 0.1 WHERE regulation = 'mine'" | grep -oE '^ERROR: +25006' | tr -s ' ')" 'ERROR: 25006' 'and a change of rules'
# a session of the standby's that has the policy already: replayed while it is open
{
	echo "SELECT (medaid_policy('mine', '2024-06-01')).benefits[1].rate;"
	echo "\\! psql -h $work -p ${port[primary]} -U postgres -d county -qX -c \"UPDATE medaid_rule_benefit SET rate = 0.65 WHERE regulation = 'mine'\""
	echo "SELECT pg_sleep(0.1) FROM generate_series(1, 50) WHERE (medaid_policy('mine', '2024-06-01')).benefits[1].rate <> 0.65 \\g /dev/null"
	echo "SELECT (medaid_policy('mine', '2024-06-01')).benefits[1].rate;"
} >"$work/session.sql"
same "$(on standby -f "$work/session.sql")" $'0.6\n0.65' 'an open session there sees what the primary has changed'
as "$bindir/pg_ctl" -D "$work/standby" -m immediate stop >/dev/null 2>&1

# --- logical replication

as "$bindir/initdb" -D "$work/subscriber" -E UTF8 --locale=C.UTF-8 -A trust -U postgres -N >/dev/null 2>&1
start subscriber
as "$bindir/createdb" -h "$work" -p "${port[subscriber]}" -U postgres county
# medaid with its own shipped rows, the ledger's tables, the users' tables and views
as "$bindir/pg_dump" -h "$work" -p "${port[primary]}" -U postgres --schema-only county >"$work/schema.sql"
on subscriber -f "$work/schema.sql" >/dev/null
on subscriber -c 'ALTER DATABASE county SET search_path = care, public' -c 'ALTER DATABASE county SET client_min_messages = error'
# the users' rows of the policy tables, by a filter that their keys hold; not the history, which each server writes itself
on primary -f - <<'SQL'
ALTER TABLE claims REPLICA IDENTITY FULL;
SELECT format('CREATE PUBLICATION county FOR TABLE public.claims, %s, %s WITH (publish_via_partition_root = true)',
	(SELECT string_agg(format('%s%s', t.relation, CASE WHEN t.table_name <> 'medaid_reference' THEN ' WHERE (NOT shipped)' ELSE '' END), ', ') FROM medaid_rule_tables AS t),
	(SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class AS c WHERE c.relnamespace = 'assist'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition)) \gexec
SQL
on subscriber -c "CREATE SUBSCRIPTION county CONNECTION 'host=$work port=${port[primary]} user=postgres dbname=county' PUBLICATION county" >/dev/null
wait_for subscriber "SELECT count(*) > 0 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel"
caught_up() { wait_for primary "SELECT bool_and(confirmed_flush_lsn >= '$(on primary -c 'SELECT pg_current_wal_lsn()')') FROM pg_replication_slots WHERE slot_name = 'county'"; }
caught_up
state() { on "$1" -v schema=care -f "$work/users/state.sql" | sed 1d; }
on subscriber -c 'REFRESH MATERIALIZED VIEW sets' -c 'REFRESH MATERIALIZED VIEW years' >/dev/null
same "$(state subscriber)" "$(state primary)" 'logical replication: the first copy brings rules, claims and ledger'
same "$(on subscriber -c "SELECT (medaid_policy('mine', '2024-06-01')).benefits[1].rate" -c "SELECT count(*) FROM medaid_ledger_verify('assist')" -c 'SELECT medaid_rules_digest()')" "$(printf '0.65\n0\n%s' "$(on primary -c 'SELECT medaid_rules_digest()')")" 'the subscriber resolves by them, its ledger verifies'
{
	echo "SELECT (medaid_policy('mine', '2024-06-01')).benefits[1].rate;"
	echo "\\! psql -h $work -p ${port[primary]} -U postgres -d county -qX -c \"UPDATE medaid_rule_benefit SET rate = 0.7 WHERE regulation = 'mine'\" -c \"INSERT INTO medaid_rule_note (regulation, first_day, code, text, article) VALUES ('mine', '2023-01-01', 'come', 'come', '1')\" -c \"INSERT INTO claims VALUES ('P1', 'next', '2024-11-01', 100, '2024-11-02')\" -c \"CALL medaid_post_all('assist')\" -c \"DELETE FROM medaid_reference\""
	echo "SELECT pg_sleep(0.1) FROM generate_series(1, 100) WHERE (medaid_policy('mine', '2024-06-01')).benefits[1].rate <> 0.7 OR EXISTS (SELECT FROM medaid_reference) \\g /dev/null"
	echo "SELECT (medaid_policy('mine', '2024-06-01')).benefits[1].rate, cardinality((medaid_policy('mine', '2024-06-01')).notes);"
} >"$work/session.sql"
same "$(on subscriber -f "$work/session.sql")" $'0.65\n0.7|1' 'changes arrive in an open session'
caught_up
on subscriber -c 'REFRESH MATERIALIZED VIEW sets' -c 'REFRESH MATERIALIZED VIEW years' >/dev/null
on primary -c 'REFRESH MATERIALIZED VIEW sets' -c 'REFRESH MATERIALIZED VIEW years' >/dev/null
same "$(state subscriber)" "$(state primary)" 'and all of what was posted'
same "$(on subscriber -c "SELECT operation, old ->> 'rate', new ->> 'rate' FROM medaid_rule_history WHERE table_name = 'medaid_rule_benefit' ORDER BY at DESC LIMIT 1" -c "SELECT count(*) FROM medaid_rule_history WHERE table_name = 'medaid_reference' AND operation = 'DELETE'")" \
	$'UPDATE|0.65|0.7\n1' 'the history there tells what has arrived'
same "$(on subscriber -c '\set VERBOSITY verbose' -c "INSERT INTO medaid_rule_note (regulation, first_day, code, text, article, shipped) VALUES ('mine', '2023-01-01', 'x', 'x', '1', true)" | grep -oE '^ERROR: +[0-9A-Z]{5}' | tr -s ' ')" 'ERROR: 55000' 'its shipped rows are guarded'
# the switch: sequences are not replicated
on subscriber -c 'DROP SUBSCRIPTION county' >/dev/null
same "$(on subscriber -f - <<'SQL'
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %s), false)', pg_get_serial_sequence(a.attrelid::regclass::text, a.attname), a.attname, a.attrelid::regclass)
	FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = 'assist'::regnamespace AND a.attidentity <> '' \gexec
INSERT INTO claims VALUES ('P2', 'there', '2024-11-03', 100, '2024-11-04');
CALL medaid_post_all('assist');
SELECT e.version, (e.settlement).aid FROM assist.entry AS e WHERE e.claim_id = 'there';
SELECT count(*) FROM medaid_ledger_verify('assist');
SQL
)" $'1\n4\n1|75.00\n0' 'after the switch, with its sequences set, the ledger posts on there'
done_testing
