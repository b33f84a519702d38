#!/usr/bin/env bash
# What a later version's script may do, in TAP: change shipped rows, which
# nobody else can, and leave the users' rows alone. The later version is made
# here and removed again; without the right to write the server's extension
# folder it is skipped.
set -euo pipefail
export LC_ALL=C.UTF-8
folder=$("${PG_CONFIG:-pg_config}" --sharedir)/extension
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" "$(dirname "$0")/../medaid.control")
script="$folder/medaid--$version--upgradetest.sql"
if ! [ -w "$folder" ] && ! command -v sudo >/dev/null; then
	echo '1..0 # SKIP the extension folder is not writable here'
	exit 0
fi
as_root() { if [ -w "$folder" ]; then "$@"; else sudo "$@"; fi; }
as_root tee "$script" >/dev/null <<'SQL'
\echo Use "ALTER EXTENSION medaid UPDATE" to load this file. \quit
SET LOCAL search_path = pg_catalog, pg_temp;
UPDATE @extschema@.medaid_rule_benefit SET rate = 0.72 WHERE regulation = 'panzhihua-2023' AND code IN ('inpatient-dibao', 'chronic-dibao') AND shipped;
INSERT INTO @extschema@.medaid_rule_note (regulation, first_day, code, text, article, shipped) VALUES ('panzhihua-2023', '2023-02-01', 'later', 'came later', 'none', true);
SQL
database=medaid_upgrade_$$
trap 'as_root rm -f "$script"; dropdb --if-exists "$database" >/dev/null 2>&1' EXIT
createdb "$database"
psql -qXAt -d "$database" -v ON_ERROR_STOP=1 <<'SQL'
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
