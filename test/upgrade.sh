#!/usr/bin/env bash
# Updates, in TAP.  From every version that was released (sql/released): the
# members afterwards are those of a fresh installation, and what users have made
# of them survives.  To a later version, made here and removed again: what its
# script may do, and what a session says whose library is not that of the
# database.  Needs the right to write the server's extension folder.
#
#   UPGRADE_TAPS  pgTAP files that are run on an updated database, none unless
#                 given; make check-upgrade: all
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$(readlink -f "$0")")/.."
folder=$("${PG_CONFIG:-pg_config}" --sharedir)/extension
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" medaid.control)
if ! [ -w "$folder" ] && ! command -v sudo >/dev/null; then
	echo '1..0 # SKIP the extension folder is not writable here'
	exit 0
fi
as_root() { if [ -w "$folder" ]; then "$@"; else sudo "$@"; fi; }
work=$(mktemp -d)
database=medaid_upgrade_$$
fresh=medaid_upgrade_fresh_$$
finish() {
	as_root rm -f "$folder/medaid--$version--upgradetest.sql" "$folder/medaid--$version--99.0.0.sql" "$folder/medaid--$version--0.0.1.sql" "$folder/medaid--$version--0.1.9999.sql"
	dropdb --if-exists "$database" >/dev/null 2>&1
	dropdb --if-exists "$fresh" >/dev/null 2>&1
	rm -rf "$work"
}
trap finish EXIT
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@" 2>&1; }
create() { createdb -T template0 -E UTF8 -l C.UTF-8 "$1"; }
stop() { sed 's/^/# /' "$1"; echo 'Bail out! The databases could not be prepared'; exit 1; }
. test/tap.bash

# --- from what was released

create "$fresh"
sql -d "$fresh" -c 'CREATE SCHEMA "its own"' -c 'CREATE EXTENSION medaid SCHEMA "its own"' >"$work/fresh" || stop "$work/fresh"
sql -d "$fresh" -v whole=true -f test/members/describe.sql >"$work/members.fresh"
# a ledger of this version
ledger() { pg_dump --schema-only -n posted "$1" | grep -vE '^(--|$|\\(un)?restrict )'; }
sql -d "$fresh" -c 'SET client_min_messages = warning' -c 'SET search_path = "its own"' -c "SELECT medaid_create_ledger('posted', month => '2024-06-01')" >"$work/fresh" || stop "$work/fresh"
ledger "$fresh" >"$work/ledger.fresh"
# what users have made of medaid; claims under 淄博 (六), 低保 75 % of what is in scope, and of regulations of their own
cat >"$work/users.sql" <<'SQL'
SET client_min_messages = warning;
CREATE SCHEMA "its own";
CREATE EXTENSION medaid SCHEMA "its own" VERSION :'old';
CREATE SCHEMA theirs;
SET search_path = "its own", theirs;
INSERT INTO medaid_reference (area, indicator, year, value, published_on, source) VALUES ('淄博市', 'income', 2022, 43000.50, '2023-02-10', 'test');
INSERT INTO medaid_category_name (name, category, rank) VALUES ('本县困境儿童', 'local_child', 500), ('local_child', 'local_child', 500);
INSERT INTO medaid_regulation (code, first_day, name, region) VALUES ('mine', '2023-01-01', 'mine', 'mine');
INSERT INTO medaid_rule_payer (regulation, first_day, code, payers, article) VALUES ('mine', '2023-01-01', 'payers', '{basic,critical_illness}', '1');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
	VALUES ('mine', '2023-01-01', 'inpatient-local_child', '{inpatient}', 'local_child', 0, 0.5, 1000, 'mine-main', '1');
UPDATE medaid_rule_benefit SET rate = 0.6 WHERE regulation = 'mine';
CREATE TABLE theirs.claims (person text, claim_id text, day date, amount numeric, position timestamptz, claim medaid_claim);
INSERT INTO theirs.claims SELECT 'P' || i % 7, 'c' || i, date '2024-01-01' + i, i * 100, '2024-05-01', medaid_claim(claim_id => 'c' || i, service => 'inpatient', discharged_on => date '2024-01-01' + i,
	categories => '{dibao,local_child}', total => i * 100, in_scope => i * 100, critical_illness_paid => 0) FROM generate_series(1, 60) AS i;
CREATE VIEW theirs.settled AS SELECT claim_id, (s).aid FROM (SELECT claim_id, medaid_settle(claim, medaid_policy('mine', day)) AS s FROM theirs.claims OFFSET 0) AS x;
CREATE VIEW theirs.wide AS SELECT c.claim_id, p.* FROM theirs.claims AS c, medaid_policy('zibo-2023', c.day) AS p;
CREATE VIEW theirs.rules AS SELECT * FROM medaid_effective_benefit;
CREATE MATERIALIZED VIEW theirs.sets AS SELECT person, medaid_collect(claim) AS claims FROM theirs.claims GROUP BY person;
CREATE MATERIALIZED VIEW theirs.years AS SELECT person, medaid_settle_all(claims, (SELECT medaid_policies('zibo-2023', '2024-01-01', '2024-12-31'))) AS settlements FROM theirs.sets;
CREATE TABLE theirs.kept (policy medaid_policy, used medaid_accumulator[], packed medaid_compact_claim UNIQUE);
INSERT INTO theirs.kept SELECT medaid_policy('mine', '2024-06-01'), (SELECT medaid_ytd(medaid_settle(c.claim, medaid_policy('mine', '2024-06-01'))) FROM theirs.claims AS c), claim FROM theirs.claims WHERE claim_id = 'c9';
CREATE FUNCTION theirs.aid(claim medaid_claim) RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC SELECT (medaid_settle(claim, medaid_policy('mine', '2024-06-01'))).aid; END;
CREATE INDEX ON theirs.claims ((claim::medaid_compact_claim));
SELECT medaid_create_ledger('posted', month => '2024-06-01') \g /dev/null
CREATE OR REPLACE VIEW posted.claim AS SELECT person, claim_id, position, 'H'::text AS payee, claim FROM theirs.claims;
SELECT medaid_adopt('posted', medaid_policies('zibo-2023', '2023-01-01', '2025-12-31')) \g /dev/null
CALL medaid_post_all('posted');
SQL
# what must be the same afterwards; names of columns count where a view has them
cat >"$work/state.sql" <<'SQL'
SET search_path = "its own", theirs;
SELECT 'settled', md5(string_agg(s::text, ',' ORDER BY s.claim_id)), sum(s.aid) FROM theirs.settled AS s;
SELECT 'wide', count(*), count(DISTINCT w.code) FROM theirs.wide AS w;
SELECT 'sets', md5(string_agg(s::text, ',' ORDER BY person)) FROM theirs.sets AS s;
SELECT 'years', sum(x.aid), sum(x.n) FROM theirs.years AS y, LATERAL (SELECT sum(s.aid), count(*) FROM unnest(y.settlements) AS s) AS x (aid, n);
SELECT 'kept', (policy).code, (policy).benefits[1].rate, cardinality(used), packed FROM theirs.kept;
SELECT 'function', sum(theirs.aid(claim)) FROM theirs.claims;
SELECT 'index', count(*) FROM theirs.claims AS c WHERE c.claim::medaid_compact_claim ~=~ (SELECT packed FROM theirs.kept);
SELECT 'rows', to_jsonb(b) ->> 'code', b.rate FROM medaid_rule_benefit AS b WHERE NOT b.shipped;
SELECT 'reference', r.value FROM medaid_reference AS r;
SELECT 'names', count(*) FROM medaid_category_name AS n WHERE NOT n.shipped;
SELECT 'history', count(*), md5(string_agg(h::text, ',' ORDER BY h.at, h.table_name, h.key::text)) FROM medaid_rule_history AS h;
SELECT 'ledger', count(*), sum((e.settlement).aid) FROM posted.entry AS e;
SELECT 'rights', has_table_privilege('public', 'medaid_rule_note', 'SELECT'), has_function_privilege('public', 'medaid_rules_export()', 'EXECUTE');
SQL
for script in sql/released/medaid--*.sql; do
	old=$(basename "$script" .sql)
	old=${old#medaid--}
	case $old in *--*) continue ;; esac
	create "$database"
	sql -d "$database" -v old="$old" -f "$work/users.sql" >"$work/users" || stop "$work/users"
	# what a DBA has taken away
	sql -d "$database" -c 'SET search_path = "its own"' -c 'REVOKE SELECT ON medaid_rule_note FROM PUBLIC' -c 'REVOKE EXECUTE ON FUNCTION medaid_rules_export() FROM PUBLIC' >/dev/null
	sql -d "$database" -f "$work/state.sql" >"$work/state.old" || true
	report "$(! grep -q ERROR "$work/state.old"; echo $?)" "from $old: the library serves the SQL of the version before" "$work/state.old"
	status=0
	sql -d "$database" -c "ALTER EXTENSION medaid UPDATE" >"$work/update" || status=$?
	report $status "from $old: the update" "$work/update"
	is "$(sql -d "$database" -c "SELECT extversion FROM pg_extension WHERE extname = 'medaid'")" "$version" "from $old: to the version of the control file"
	sql -d "$database" -f "$work/state.sql" >"$work/state.new" || true
	diff "$work/state.old" "$work/state.new" >"$work/state" && status=0 || status=$?
	report $status "from $old: views, stored settlements, claim sets, functions, rows, history and ledger of users are as before" "$work/state"
	# whose views are those of the version before
	is "$(sql -d "$database" -c 'SET search_path = "its own"' -c "SELECT medaid_close_month('posted')" 2>&1 | head -1)" 'ERROR:  ledger posted has version 1, and this release works on 2' "from $old: no month is closed by the ledger as it was"
	is "$(sql -d "$database" -c 'SET search_path = "its own"' -c 'SET client_min_messages = error' -c 'REFRESH MATERIALIZED VIEW theirs.years' -c "SELECT medaid_upgrade_ledger('posted') = medaid_ledger_version()" \
		-c "INSERT INTO theirs.claims SELECT person, claim_id || 'b', day + 1, amount, position, (medaid_claim(claim_id => claim_id || 'b', service => 'inpatient', discharged_on => day + 1, categories => '{dibao}', total => 100, in_scope => 100, critical_illness_paid => 0)) FROM theirs.claims WHERE claim_id = 'c1'" \
		-c "CALL medaid_post_all('posted')" -c 'SELECT count(*) FROM posted.entry WHERE claim_id = '"'c1b'" -c "SELECT count(*) FROM medaid_ledger_verify('posted')")" $'t\n1\n0' "from $old: the ledger is brought to this version, posts on, and verifies"
	# the view claim is the users'
	sql -d "$database" -c 'CREATE OR REPLACE VIEW posted.claim AS '"$(sql -d "$fresh" -c "SELECT pg_get_viewdef('posted.claim'::regclass)")" >"$work/ledger" || cat "$work/ledger"
	ledger "$database" >"$work/ledger.updated"
	diff "$work/ledger.fresh" "$work/ledger.updated" | sed -n 's/^< /a ledger of this version has: /p; s/^> /one brought to it has: /p' >"$work/ledger" || true
	echo 'medaid_upgrade_ledger (sql/ledger_upgrade.sql) alters the tables of ledgers, and medaid_ledger_version counts.' >>"$work/ledger"
	report "$([ "$(wc -l <"$work/ledger")" -eq 1 ] && [ "$(wc -l <"$work/ledger.updated")" -gt 100 ]; echo $?)" "from $old: the ledger is as one made by this version" "$work/ledger"
	# the users' rows and rights are not those of a fresh one
	sql -d "$database" -c 'SET search_path = "its own"' -c 'SET client_min_messages = error' -c 'GRANT SELECT ON medaid_rule_note TO PUBLIC' -c 'GRANT EXECUTE ON FUNCTION medaid_rules_export() TO PUBLIC' -c 'DELETE FROM medaid_reference' \
		-c 'DELETE FROM medaid_category_name WHERE NOT shipped' -c 'DELETE FROM medaid_rule_payer WHERE NOT shipped' -c 'DELETE FROM medaid_rule_benefit WHERE NOT shipped' \
		-c 'DELETE FROM medaid_regulation WHERE NOT shipped' -c 'ALTER TABLE medaid_rule_history DISABLE TRIGGER USER' -c 'DELETE FROM medaid_rule_history' -c 'ALTER TABLE medaid_rule_history ENABLE ALWAYS TRIGGER medaid_restore' >"$work/clean" || cat "$work/clean"
	sql -d "$database" -v whole=true -f test/members/describe.sql | sed 's/, rights: public execute//' >"$work/members.updated"
	{
		diff <(grep -v '^row of medaid_rules_received' "$work/members.fresh") "$work/members.updated" | sed -n 's/^< /a fresh installation has: /p; s/^> /an updated one has: /p' || true
		echo "sql/upgrade/*--$version.sql lacks a statement for these: ALTER TABLE … ADD COLUMN, ALTER TYPE … ADD ATTRIBUTE, INSERT, UPDATE or DELETE of shipped rows,"
		echo 'DROP FUNCTION. What is a function, view, trigger or comment needs none. See doc/developing.md, "What a change of sql/ needs".'
	} >"$work/members"
	report "$([ "$(wc -l <"$work/members")" -eq 2 ] && [ "$(wc -l <"$work/members.updated")" -gt 4000 ]; echo $?)" "from $old: every member is as in a fresh installation" "$work/members"
	dropdb "$database"
	if [ -n "${UPGRADE_TAPS:-}" ]; then
		create "$database"
		sql -d "$database" -c 'CREATE EXTENSION pgtap' -c "CREATE EXTENSION medaid VERSION '$old'" -c 'ALTER EXTENSION medaid UPDATE' >"$work/update"
		for tap in $UPGRADE_TAPS; do
			status=0
			pg_prove -d "$database" "$tap" >"$work/tap" 2>&1 || status=$?
			report $status "from $old: $tap, $(sed -n 's/^Files=1, Tests=\([0-9]*\),.*/\1/p' "$work/tap") tests" "$work/tap"
		done
		dropdb "$database"
	fi
done
report "$([ "$n" -ge 6 ]; echo $?)" 'a version has been released' /dev/null

# --- what a later version's script may do

as_root tee "$folder/medaid--$version--upgradetest.sql" >/dev/null <<'SQL'
\echo Use "ALTER EXTENSION medaid UPDATE" to load this file. \quit
SET LOCAL search_path = pg_catalog, pg_temp;
UPDATE @extschema@.medaid_rule_benefit SET rate = 0.72 WHERE regulation = 'panzhihua-2023' AND code IN ('inpatient-dibao', 'chronic-dibao') AND shipped;
INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, text, article, shipped) VALUES ('panzhihua-2023', '2023-02-01', 'later', 'came later', 'none', true);
SQL
create "$database"
sql -d "$database" <<'SQL' >"$work/later"
SET client_min_messages = warning;
CREATE SCHEMA "its own";
CREATE EXTENSION medaid SCHEMA "its own";
CREATE EXTENSION pgtap;
SET search_path = "its own", public;
SELECT plan(9);
-- a user's rows: one of its own, one in a shipped row's place
INSERT INTO medaid_reference VALUES ('攀枝花市', 'income', 2022, 36000, NULL, 'test'), ('攀枝花市', 'monitor_income', 2023, 8000, NULL, 'test');
INSERT INTO medaid_rule_benefit (regulation, first_day, code, services, category, deductible, rate, cap, pool, article)
VALUES ('panzhihua-2023', '2023-02-01', 'chronic-dibao', '{chronic}', 'dibao', 0, 0.8, 1000, 'panzhihua-main', 'own');
CREATE VIEW settled AS
SELECT service, (s).aid FROM (
	SELECT service, medaid_settle(medaid_claim(service => service, discharged_on => '2023-06-01', categories => '{dibao}', total => 100,
		in_scope => 100, critical_illness_paid => 0), medaid_policy('panzhihua-2023', '2023-06-01')) AS s
	FROM unnest('{inpatient,chronic}'::text[]) AS service OFFSET 0) AS x;
SELECT throws_ok('UPDATE medaid_rule_benefit SET rate = 0.9 WHERE shipped', '55000', NULL, 'shipped rows refuse change before');
SELECT is((SELECT aid FROM settled WHERE service = 'inpatient'), 70.00, 'the shipped rate before');
SELECT is((SELECT aid FROM settled WHERE service = 'chronic'), 80.00, 'the user''s rate before');
ALTER EXTENSION medaid UPDATE TO 'upgradetest';
SELECT is((SELECT aid FROM settled WHERE service = 'inpatient'), 72.00, 'the later version''s rate, in the same session');
SELECT is((SELECT aid FROM settled WHERE service = 'chronic'), 80.00, 'the user''s rate after');
SELECT is((SELECT count(*) FROM medaid_rule_benefit WHERE NOT shipped), 1::bigint, 'the user''s row is there');
SELECT is((SELECT count(*) FROM medaid_reference), 2::bigint, 'the reference values are there');
SELECT throws_ok('DELETE FROM medaid_rule_note WHERE code = ''later''', '55000', NULL, 'a row that came later refuses change, too');
SELECT is((SELECT extversion FROM pg_extension WHERE extname = 'medaid'), 'upgradetest', 'the version says so');
SELECT * FROM finish();
SQL
is "$(grep -cE '^ok ' "$work/later") $(grep -cE '^not ok ' "$work/later")" '9 0' 'a later version changes shipped rows and no others'
grep -E '^not ok |^#' "$work/later" || true
dropdb "$database"

# --- a library and a database of different versions

# a later version replaces functions, as all do
as_root tee "$folder/medaid--$version--99.0.0.sql" >/dev/null <<'SQL'
CREATE OR REPLACE FUNCTION @extschema@.medaid_english(label text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN label;
SQL
as_root tee "$folder/medaid--$version--0.0.1.sql" >/dev/null <<'SQL'
CREATE OR REPLACE FUNCTION @extschema@.medaid_english(label text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN label;
SQL
# one that is served has no such attribute yet
as_root tee "$folder/medaid--$version--0.1.9999.sql" >/dev/null <<'SQL'
ALTER TYPE @extschema@.medaid_settlement RENAME ATTRIBUTE reason TO not_yet;
SQL

told() { # version: what a session says that was there before the update to it
	create "$database"
	sql -d "$database" -c 'CREATE EXTENSION medaid' -c "CREATE TABLE claims AS SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}', total => 100, in_scope => 100, critical_illness_paid => 0) AS claim, medaid_policy('zibo-2023', '2024-06-01') AS policy" \
		-c 'CREATE TABLE sets AS SELECT medaid_collect(claim) AS claims, medaid_settle(claim, policy) AS s FROM claims GROUP BY claim, policy'
	psql -qXAt -d "$database" <<-SQL 2>&1 | sed 's/^psql:[^ ]* //'
		\set VERBOSITY verbose
		SET client_min_messages = warning;
		PREPARE settle AS SELECT (medaid_settle(claim, policy)).aid FROM claims;
		EXECUTE settle;
		\\! psql -qXd "$database" -c "ALTER EXTENSION medaid UPDATE TO '$1'"
		\\echo updated
		EXECUTE settle;
		SELECT (medaid_policy('zibo-2023', '2024-06-01')).code;
		SELECT medaid_settle_all(claims, (SELECT ARRAY[policy] FROM claims)) FROM sets;
		SELECT medaid_ytd(s) FROM sets;
		SELECT medaid_library_version(), claims = claims FROM sets;
	SQL
	dropdb "$database"
}
told 99.0.0 >"$work/told"
is "$(sed -n 1,2p "$work/told")" $'75.00\nupdated' 'a session settles'
is "$(grep -c "^ERROR:  55000: medaid in this database is of version 99.0.0, its library in this session of version $version" "$work/told") $(grep -c '^HINT:  Reconnect: this session loaded the library before medaid was updated.' "$work/told")" '4 4' \
	'after an update it says that it has the library of before, whatever would read rules, and not an amount'
is "$(tail -1 "$work/told")" "$version|t" 'what reads no rules goes on'
told 0.0.1 >"$work/told"
is "$(grep -c '^ERROR:  55000: medaid in this database is of version 0.0.1, which the library of version' "$work/told") $(grep -c '^HINT:  ALTER EXTENSION medaid UPDATE' "$work/told")" '4 4' \
	'a library that no longer serves the SQL of a database says so'
told 0.1.9999 >"$work/told"
is "$(grep -c '^ERROR:  42703: type medaid_settlement has no attribute "reason"' "$work/told") $(grep -c "^HINT:  medaid in this database is still of version 0.1.9999, its library of version $version: ALTER EXTENSION medaid UPDATE" "$work/told")" '3 3' \
	'and so does one that looks for what a version before had not'

done_testing
