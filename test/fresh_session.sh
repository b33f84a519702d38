#!/bin/bash
# No form of a call depends on what its session did before: each in a connection of its own, once,
# again, and over parallel workers, which start with nothing.
# Uses the running server of PGHOST, PGPORT, PGDATABASE; leaves nothing behind.
# Prints TAP.
set -u

. "$(dirname "$(readlink -f "$0")")/tap.bash"
sql() { psql -XqAt -v ON_ERROR_STOP=1 "$@" 2>&1; }
clean() { sql -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS fresh_session, fresh_ledger CASCADE' >/dev/null; }
trap clean EXIT
clean

# Persons of 淄博.  claim: a stay of 10,000 in scope of 低保, for which 29,000 of the limit of 30,000
# are used: 1,000.00 is left.  costly: 20,000 in scope without a payment of 大病保险; the half of its
# deductible of 14,000 is used up by 10,000 of the year before it, so 65 % of all: 13,000.00.
# What else was used is of pools that the policy does not name.
sql >/dev/null <<'SQL'
CREATE SCHEMA fresh_session;
CREATE TABLE fresh_session.policy AS SELECT medaid_policy_with(medaid_policy_with(p, 'critical-illness.deductible', 14000), 'monitor-margin.line', 20000) AS one,
	medaid_policy_with(q, 'critical-illness.deductible', 14000) AS many
FROM medaid_policy('zibo-2023', '2024-06-01') AS p, medaid_policies('zibo-2023', '2023-06-01', '2025-06-01') AS q;
CREATE TABLE fresh_session.t AS
SELECT n, 'P' || n % 40 AS person,
	medaid_claim(claim_id => 'c' || n, service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 10000, in_scope => 10000, critical_illness_paid => 0) AS claim,
	ARRAY[(2024, 'zibo-other', 7, 7, 7, 7, NULL, NULL), (2024, 'zibo-main', 0, 0, 29000, NULL, NULL, NULL)]::medaid_accumulator[] AS used,
	medaid_claim(claim_id => 'd' || n, service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}',
		total => 20000, in_scope => 20000) AS costly,
	ARRAY[(2024, 'x', 1, 0, 1, NULL, NULL, NULL), (2024, 'zibo-critical-illness', 10000, 0, 0, NULL, NULL, NULL)]::medaid_accumulator[] AS cost
FROM generate_series(1, 400) AS n;
SELECT medaid_create_ledger('fresh_ledger', month => '2024-06-01');
CREATE TABLE fresh_session.dated AS SELECT date '2024-01-01' AS month;
CREATE TABLE fresh_session.stored AS SELECT t.person, t.n, medaid_settle(t.claim, p.one) AS s FROM fresh_session.t, fresh_session.policy AS p;
CREATE TABLE fresh_session.grouped AS SELECT t.person, medaid_collect(t.claim) AS claims,
	medaid_settle_all(t.claim, (SELECT one FROM fresh_session.policy)) AS a FROM fresh_session.t GROUP BY person;
CREATE TABLE fresh_session.outcomes AS SELECT person, medaid_outcomes(claims, (SELECT many FROM fresh_session.policy)) AS o FROM fresh_session.grouped;
ALTER TABLE fresh_session.t SET (parallel_workers = 2);
ALTER TABLE fresh_session.stored SET (parallel_workers = 2);
ALTER TABLE fresh_session.grouped SET (parallel_workers = 2);
ALTER TABLE fresh_session.outcomes SET (parallel_workers = 2);
ANALYZE fresh_session.t, fresh_session.stored, fresh_session.grouped, fresh_session.outcomes;
SQL

# what | what every row gives ('same': only the same everywhere) | expression | of
one="medaid_policy('zibo-2023', '2024-06-01')"
many="medaid_policies('zibo-2023', '2023-06-01', '2025-06-01')"
p='(SELECT one FROM policy)'
q='(SELECT many FROM policy)'
forms="
settle, ytd|1000.00|(medaid_settle(claim, $one, used)).assistance|t
settle, ytd, array|1000.00|(medaid_settle(claim, $many, used)).assistance|t
settle, ytd, sub-select|1000.00|(medaid_settle(claim, (SELECT $one), used)).assistance|t
settle, ytd, stored policy|1000.00|(medaid_settle(claim, $p, used)).assistance|t
settle, ytd, joined array|1000.00|(medaid_settle(claim, policy.many, used)).assistance|t, policy
settle, nothing used|7500.00|(medaid_settle(claim, $one)).assistance|t
settle, nothing used, array|7500.00|(medaid_settle(claim, $q)).assistance|t
explain, ytd|1000.00|(SELECT amount FROM medaid_explain(claim, $one, used) WHERE item = 'assistance')|t
explain, ytd, array|1000.00|(SELECT amount FROM medaid_explain(claim, $q, used) WHERE item = 'assistance')|t
explain, ytd, in the target list|1000.00|(medaid_explain(claim, $p, used)).amount|t|r = 1000
explain, nothing used|7500.00|(SELECT amount FROM medaid_explain(claim, $p) WHERE item = 'assistance')|t
explain_text, ytd|true|medaid_explain_text(claim, $p, used) LIKE '%1000.00%'|t
explain_text, ytd, array|same|medaid_explain_text(claim, $q, used)|t
explain_text, nothing used|same|medaid_explain_text(claim, $p)|t
why_not, ytd|1000.00|(SELECT max(would_pay) FROM medaid_why_not(claim, $p, used) WHERE stage = 'benefit')|t
why_not, ytd, array|1000.00|(SELECT max(would_pay) FROM medaid_why_not(claim, $q, used) WHERE stage = 'benefit')|t
why_not, nothing used|same|(SELECT string_agg(w::text, ' ') FROM medaid_why_not(claim, $p) AS w)|t
critical_illness, ytd|13000.00|medaid_critical_illness(costly, $p, cost)|t
critical_illness, ytd, array|13000.00|medaid_critical_illness(costly, $q, cost)|t
critical_illness, nothing used|8450.00|medaid_critical_illness(costly, $p)|t
critical_illness, nothing used, array|8450.00|medaid_critical_illness(costly, $q)|t
settle, critical illness after others|13000.00|(medaid_settle(costly, $p, cost)).critical_illness_paid|t
check|{}|medaid_check(claim, $p)|t
check, array|{}|medaid_check(claim, $q)|t
check, ytd|{}|medaid_check(claim, $p, used)|t
findings|0|(SELECT count(*) FROM medaid_findings(claim, $p))|t
findings, ytd, array|0|(SELECT count(*) FROM medaid_findings(claim, $q, used))|t
try_settle, ytd|1000.00|(medaid_try_settle(claim, $one, used)).assistance|t
try_settle, ytd, array|1000.00|(medaid_try_settle(claim, $q, used)).assistance|t
try_settle, nothing used|7500.00|(medaid_try_settle(claim, $p)).assistance|t
try_settle_ytd|same|(medaid_try_settle_ytd(claim, $p) OVER (PARTITION BY person ORDER BY n)).pool_paid|t
try_settle_all|same|medaid_try_settle_all(claim, $p)|t GROUP BY person
try_settle_all, array|same|medaid_try_settle_all(claim, $many)|t GROUP BY person
try_collect|same|medaid_try_collect(claim)|t GROUP BY person
try_settle_all of a collection|same|medaid_try_settle_all(claims, $q)|grouped
smallint|32767|medaid_smallint(n + 100000)|t
same|true|medaid_same(s, s)|stored
same, fields|true|medaid_same(s, s, ARRAY['aid', 'pool'])|stored
fault_field|total|medaid_fault_field(medaid_claim(claim_id => n::text, service => 'inpatient', discharged_on => '2024-06-01'))|t
uncompact|same|medaid_uncompact(claim)::text|t
settle_ytd|same|(medaid_settle_ytd(claim, $p) OVER (PARTITION BY person ORDER BY n)).pool_paid|t
settle_ytd, array|same|(medaid_settle_ytd(claim, $many) OVER (PARTITION BY person ORDER BY n)).pool_paid|t
settle_all|same|medaid_settle_all(claim, $p)|t GROUP BY person
settle_all, array|same|medaid_settle_all(claim, $many)|t GROUP BY person
collect|same|medaid_collect(claim)|t GROUP BY person
settle_all of a collection|same|medaid_settle_all(claims, $one)|grouped
settle_all of a collection, array|same|medaid_settle_all(claims, $q)|grouped
unpack|same|(SELECT string_agg(u::text, ' ') FROM medaid_unpack(claims) AS u)|grouped
claim_count|10|medaid_claim_count(claims)|grouped
ytd|true|medaid_ytd(s)::text LIKE '{\"(2024,zibo-critical-illness,100000.00,0.00,0.00,%(2024,zibo-main,100000.00,0.00,75000.00,%(2024,zibo-tilted,25000.00,0.00,0.00,%'|stored GROUP BY person
settle after ytd|0.00|(medaid_settle(claim, $one, (SELECT medaid_ytd(s) FROM stored WHERE stored.person = t.person))).assistance|t WHERE n <= 40
outcome|same|medaid_outcome(s)|stored GROUP BY person
outcome of arrays|same|medaid_outcome(a)|grouped GROUP BY person
outcome of arrays, income|same|medaid_outcome(a, 1000)|grouped GROUP BY person
outcomes|same|medaid_outcomes(claim, $q)|t GROUP BY person
outcomes of a collection|same|medaid_outcomes(claims, $many)|grouped
outcomes of a collection, marked|same|medaid_outcomes(claims, (SELECT medaid_scenarios($many)))|grouped
outcomes_unpack|same|(SELECT string_agg(u::text, ' ') FROM medaid_outcomes_unpack(o) AS u)|outcomes
outcomes_merge|same|medaid_outcomes_merge(o)|outcomes
outcomes_merge, income|same|medaid_outcomes_merge(o, 1000)|outcomes
warnings|same|(SELECT string_agg(w::text, ' ') FROM medaid_warnings($p, '{dibao_margin}', 'resident', a) AS w)|grouped
ledger_schema|fresh_ledger|medaid_ledger_schema('fresh_ledger')|grouped
ledger_run|2024-06-01|substr(medaid_ledger_run('book', 'fresh_ledger', NULL, '{P1}')::text, 2, 10)|grouped
ledger_unseen|false|medaid_ledger_unseen('dated', '2024-01-01')|dated
premium|same|medaid_premium($one, '{dibao}', 'resident', 400, 670)|grouped
monitor|same|medaid_monitor($p, '{dibao_margin}', 'resident', 100000)|grouped
deposit_waived|same|medaid_deposit_waived($one, '{dibao}', 'county', true, true)|grouped
policy_with|same|md5(medaid_policy_with($one, 'inpatient-dibao.rate', 0.5)::text)|grouped
policy_named|same|md5(medaid_policy_named($many, 'a')::text)|grouped
policy_validate|same|md5(medaid_policy_validate($one)::text)|grouped
policy|same|md5($one::text)|grouped
policies|same|md5($many::text)|grouped
shipping|false|medaid_shipping()|grouped
library_version|same|medaid_library_version()|grouped
category|dibao|medaid_category('低保')|grouped
service|inpatient|medaid_service('21')|grouped
"

here="SET search_path = fresh_session, public; SET jit = off"
workers="SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2; SET parallel_leader_participation = off"
serial='SET max_parallel_workers_per_gather = 0'

tested=
while IFS='|' read -r what want expression of kept; do
	[ -n "$what" ] || continue
	tested="$tested $expression"
	# OFFSET 0: what is computed stays in the sub-query, and with it in the workers
	query="SELECT r FROM (SELECT $expression AS r FROM $of OFFSET 0) AS x ${kept:+WHERE $kept}"
	if [ "$want" = same ]; then
		query="SELECT md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM ($query) AS y"
	else
		query="SELECT string_agg(DISTINCT r::text, ' ') FROM ($query) AS y"
	fi
	in_turn=$(sql -c "$here; $serial" -c "$query" -c "$query" | tr '\n' '#')
	first=${in_turn%%#*}
	if [ "$want" = same ]; then
		is "$([[ $first =~ ^[0-9a-f]{32}$ ]] && echo good)" good "$what"
	else
		is "$first" "$want" "$what"
	fi
	is "$in_turn" "$first#$first#" "$what: again"
	is "$(sql -c "$here; $workers" -c "$query")" "$first" "$what: over workers"
done <<<"$forms"

# where the workers do the work, so that the above means something
is "$(sql -c "$here; $workers" -c "EXPLAIN (VERBOSE, COSTS off) SELECT (medaid_settle(claim, $one, used)).assistance FROM t" |
	sed -n '/Gather/,$p' | grep -c 'medaid_settle(' | sed 's/[1-9].*/some/')" some 'the plan of a scalar form: below Gather'

# every function in C that a query can call is among the forms
is "$(for f in $(sql -c "SELECT DISTINCT p.proname FROM pg_proc AS p
	JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'medaid'
	LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
	LEFT JOIN pg_language AS l ON l.oid = p.prolang
	WHERE (l.lanname = 'c' OR a.aggfnoid IS NOT NULL) AND p.prorettype NOT IN ('trigger'::regtype, 'cstring'::regtype, 'internal'::regtype)
		AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype::oid, 'cstring'::regtype::oid]
		AND NOT EXISTS (SELECT FROM pg_operator AS o WHERE o.oprcode = p.oid) AND NOT EXISTS (SELECT FROM pg_amproc AS m WHERE m.amproc = p.oid)
		AND NOT EXISTS (SELECT FROM pg_aggregate AS g WHERE p.oid IN (g.aggtransfn, g.aggcombinefn, g.aggfinalfn))
		AND p.proname !~ '_(send|recv|combine|final)\$' AND p.proname <> 'medaid_identities' ORDER BY 1"); do
	# inlined away or called by the planner: these stand for a cast; and what is an error in every query
	case $f in medaid_compact | medaid_compact_fields | medaid_post_may_commit) continue ;; esac
	case $tested in *"$f("*) ;; *) echo "$f" ;; esac
done)" '' 'no function is missing here'

done_testing
