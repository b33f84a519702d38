#!/usr/bin/env bash
# How long after its moment statement_timeout ends a long call, in TAP, by hand:
# each call is run once to its end, then cancelled at moments spread over it.
# Prints for each how long it takes whole and the longest answer, by the clock and
# by the backend's own processor time, which a busy machine does not lengthen.
#
#   CANCEL_TRIALS  moments a call (10)
#   CANCEL_MS      an answer that takes longer, by processor time, fails (100)
#   CANCEL_CLAIMS  how large the large groups are (1000000)
#   CANCEL_CALLS   a regular expression: only these
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
trials=${CANCEL_TRIALS:-10}
limit=${CANCEL_MS:-100}
claims=${CANCEL_CLAIMS:-1000000}
only=${CANCEL_CALLS:-.}
export PGCLIENTENCODING=UTF8 PGDATABASE=medaid_cancel
main=postgres
work=$(mktemp -d)
chmod 777 "$work"
finish() {
	exec 3>&- 4<&-
	psql -qXd $main -c 'DROP DATABASE IF EXISTS medaid_cancel WITH (FORCE)' >/dev/null 2>&1
	rm -rf "$work"
}
trap finish EXIT
psql -qXd $main -c 'DROP DATABASE IF EXISTS medaid_cancel WITH (FORCE)' 2>/dev/null
psql -qXd $main -v ON_ERROR_STOP=1 -c "CREATE DATABASE medaid_cancel ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0" || exit 1
echo "# making what is large" >&2
psql -qX -o /dev/null -v ON_ERROR_STOP=1 -v claims="$claims" -f cancel.sql || exit 1

# one session, which answers 'done N' after each statement
mkfifo "$work/in" "$work/out"
psql -qXAt <"$work/in" >"$work/out" 2>&1 &
exec 3>"$work/in" 4<"$work/out"
number=0
answer=
ask() {	# statements; leaves what was printed in $answer
	local line
	number=$((number + 1))
	answer=
	printf '%s\n\\echo done %s\n' "$1" $number >&3
	while read -r line <&4 && [ "$line" != "done $number" ]; do answer+=$line$'\n'; done
}
ask 'SELECT pg_backend_pid();'
pid=${answer%$'\n'}
cpu() { read -r used _ <"/proc/$pid/schedstat"; echo $((used / 1000)); }	# microseconds
now() { echo "${EPOCHREALTIME/[.,]/}"; }
ask "SET client_min_messages = error; SET jit = off; SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'; SET search_path = public, large;"

n=0
failed=0
declare -A own=()
# name, statement, what PostgreSQL alone needs for such a value and cannot be cancelled in, what is done before
call() {
	local started whole at by_clock=0 by_cpu=0 took used ended=0 wrong=
	[[ $1 =~ $only ]] || return 0
	n=$((n + 1))
	started=$(now)
	ask "SET statement_timeout = '20s'; BEGIN; ${4:-}; $2; ROLLBACK;"
	whole=$((($(now) - started) / 1000))
	[ -z "$answer" ] || [[ $answer == *'statement timeout'* ]] || { [[ $answer != *ERROR* ]] || wrong=$answer; }
	for ((trial = 1; trial <= trials; trial++)); do
		[ -z "$wrong" ] || break
		at=$((whole * trial / (trials + 1)))
		[ $at -gt 0 ] || at=1
		# twice: where the call ended, its moment may come while it is taken back
		ask "ROLLBACK; ROLLBACK; SET statement_timeout = 0; BEGIN; ${4:-}; SET LOCAL statement_timeout = $at;"
		# the processor time used when it is to answer
		{ sleep "$((at / 1000)).$(printf '%03d' $((at % 1000)))"; cpu >"$work/used"; } &
		started=$(now)
		ask "$2;"
		took=$((($(now) - started) / 1000 - at))
		used=$(cpu)
		wait $!
		if [[ $answer != *'statement timeout'* ]]; then
			ended=$((ended + 1))
			[[ $answer != *ERROR* ]] || wrong=$answer
			continue
		fi
		used=$(((used - $(<"$work/used")) / 1000))
		[ $took -le $by_clock ] || by_clock=$took
		[ $used -le $by_cpu ] || by_cpu=$used
	done
	ask 'ROLLBACK; ROLLBACK; SET statement_timeout = 0;'
	if [[ $1 =~ ^PostgreSQL:\ (.*) ]]; then
		own[${BASH_REMATCH[1]}]=$by_cpu
		echo "ok $n - $1: answers within $by_clock ms, $by_cpu of the processor; whole $whole ms"
	elif [ -z "$wrong" ] && [ $by_cpu -le $((limit + ${own[${3:-none}]:-0})) ]; then
		echo "ok $n - $1: answers within $by_clock ms, $by_cpu of the processor; whole $whole ms, $ended of $trials ended before"
	else
		failed=$((failed + 1))
		echo "not ok $n - $1: answers within $by_clock ms, $by_cpu of the processor; whole $whole ms, $ended of $trials ended before"
		[ -z "$wrong" ] || sed 's/^/# /' <<<"$wrong" | head -5
	fi
}

zibo="(SELECT medaid_policy('zibo-2023', '2024-01-01'))"
# what is no work of medaid's: reading such values, and writing them as text
call 'PostgreSQL: text' "SELECT length(bytes::text) FROM bytes"
call 'PostgreSQL: array' 'SELECT cardinality(s) FROM settled'
call 'PostgreSQL: sent' "COPY bytes TO '$work/bytes' (FORMAT binary)"
call 'PostgreSQL: received' "COPY received FROM '$work/bytes' (FORMAT binary)" '' "COPY bytes TO '$work/bytes' (FORMAT binary); CREATE TEMP TABLE received (LIKE bytes INCLUDING STORAGE)"
call 'PostgreSQL: word' "SELECT length(w || 'x') FROM word"
call 'collect' 'SELECT medaid_claim_count(medaid_collect(claim)) FROM claims'
call 'collect, sorted before' 'SELECT medaid_claim_count(medaid_collect(claim ORDER BY claim)) FROM claims'
call 'settle_all' "SELECT cardinality(medaid_settle_all(claim, $zibo)) FROM claims"
call 'settle_all of a set' "SELECT cardinality(medaid_settle_all(claims, $zibo)) FROM sets"
call 'try_settle_all of a set' "SELECT cardinality(medaid_try_settle_all(claims, $zibo)) FROM sets"
call 'settle_ytd' "SELECT count(*) FROM (SELECT medaid_settle_ytd(claim, $zibo) OVER (ORDER BY n) FROM claims) AS s"
call 'set to text' 'SELECT length(claims::text) FROM sets' text
call 'set from text' 'SELECT medaid_claim_count(claims::medaid_claim_set) FROM texts' text
call 'set sent' "COPY sets TO '$work/sets' (FORMAT binary)" sent
call 'set received' "COPY received FROM '$work/sets' (FORMAT binary)" received "COPY sets TO '$work/sets' (FORMAT binary); CREATE TEMP TABLE received (LIKE sets INCLUDING STORAGE)"
call 'sets compared' 'SELECT a.claims < b.claims FROM sets AS a, sets_too AS b'
call 'set hashed' 'SELECT medaid_claim_set_hash(claims) FROM sets'
call 'set counted' 'SELECT medaid_claim_count(claims) FROM sets'
call 'set unpacked' 'SELECT count(*) FROM sets, LATERAL medaid_unpack(claims)'
call 'outcome of settlements' 'SELECT medaid_outcome(s) FROM settled' array
call 'outcome again' 'SELECT medaid_outcome(s) FROM settled, generate_series(1, 20)' array
call 'ytd of settlements' 'SELECT medaid_ytd(x) FROM settled, LATERAL unnest(s) AS x' array
call 'ytd of many pools' 'SELECT cardinality(medaid_ytd(s)) FROM many_pools'
call 'a settlement of many limits' 'SELECT medaid_ytd(s) FROM many_limits'
call 'settlements compared' 'SELECT medaid_same(a.s, b.s) FROM many_limits AS a, many_limits AS b'
call 'outcomes of a set, many scenarios' 'SELECT medaid_outcomes(claims, scenarios) FROM sets, scenarios'
call 'outcomes of a set, scenarios marked' 'SELECT medaid_outcomes(claims, medaid_scenarios(scenarios)) FROM sets, scenarios'
call 'outcomes of a claim, many scenarios' 'SELECT length(medaid_outcomes(claim, scenarios)::text) FROM one, many_scenarios'
call 'outcomes merged' 'SELECT cardinality(medaid_outcomes_merge(outcomes)) FROM outcomes, generate_series(1, 100)'
call 'outcomes unpacked' 'SELECT count(*) FROM outcomes, LATERAL medaid_outcomes_unpack(outcomes)'
call 'outcomes to text and back' 'SELECT length((outcomes::text::medaid_person_outcomes)::text) FROM outcomes'
call 'policies of 200 years' "SELECT cardinality(medaid_policies('zibo-2023', '1900-01-01', '2099-12-31'))"
call 'settle under 200 years' 'SELECT medaid_settle(claim, policies) FROM one, years'
call 'settle under a huge policy' 'SELECT medaid_settle(claim, policy) FROM one, huge'
call 'explain under a huge policy' 'SELECT count(*) FROM one, huge, LATERAL medaid_explain(claim, policy)'
call 'explain_text under a huge policy' 'SELECT medaid_explain_text(claim, policy) FROM one, huge'
call 'explain_text under 200 years' 'SELECT medaid_explain_text(claim, policies) FROM one, years'
call 'why_not under a huge policy' 'SELECT count(*) FROM one, huge, LATERAL medaid_why_not(claim, policy)'
call 'why_not under 200 years' 'SELECT count(*) FROM one, years, LATERAL medaid_why_not(claim, policies)'
call 'check under a huge policy' 'SELECT medaid_check(medaid_uncompact(claim), policy) FROM one, huge'
call 'findings with many accumulators' 'SELECT count(*) FROM one, years, accumulators, LATERAL medaid_findings(medaid_uncompact(claim), policies, used)'
call 'settle with many accumulators' 'SELECT medaid_settle(claim, policies, used) FROM one, years, accumulators'
call 'a claim of many identities' 'SELECT medaid_check(claim, policy) FROM many_identities, huge'
call 'compared with many identities' 'SELECT count(*) FROM many_identities, huge, LATERAL medaid_findings(claim, policy)'
call 'critical illness under a huge policy' 'SELECT medaid_critical_illness(claim, policy) FROM one, huge'
call 'a claim of a million categories' "SELECT medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => array_fill('dibao'::text, ARRAY[1000000]), total => 10, in_scope => 10)::medaid_compact_claim IS NULL"
call 'a claim of a million unknown words' "SELECT medaid_check(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => array_fill('nobody knows it'::text, ARRAY[1000000]), total => 10, in_scope => 10), policy) FROM huge"
for field in claim_id service place; do
	call "$field of 100 MB" "SELECT medaid_check(medaid_claim($field => w, discharged_on => '2024-06-01', categories => '{dibao}', total => 10, in_scope => 10), policy) FROM word, huge" word
done
call 'a category of 100 MB' "SELECT medaid_check(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => ARRAY[w], total => 10, in_scope => 10), policy) FROM word, huge" word
call 'numbers of 100,000 digits' "SELECT medaid_check(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => '2024-06-01', categories => '{dibao}', total => n, in_scope => n), policy) FROM huge, CAST(repeat('9', 100000) AS numeric) AS n, generate_series(1, 100)"
call 'premium of many categories' "SELECT medaid_premium(medaid_policy('zibo-2023', '2024-01-01'), array_fill('dibao'::text, ARRAY[100000]), 'resident', 400, 670, daterange '[2024-01-01,2025-01-01)', array_fill(date '2023-05-01', ARRAY[100000]), NULL)"
call 'categories of a policy' "SELECT count(*) FROM (SELECT medaid_categories_of(medaid_policy('zibo-2023', '2024-01-01'), array_fill('dibao'::text, ARRAY[1000000]))) AS x"
call 'days of a hundred years' "SELECT count(*) FROM generate_series(1, 20), LATERAL medaid_due_days(medaid_policy('zibo-2023', '2024-01-01'), '2024-01-01', '2123-12-31', daterange '[2024-01-01,2124-01-01)')"
call 'warnings by day' "SELECT count(*) FROM settled_some, LATERAL medaid_warnings(ARRAY[policy], (SELECT array_agg(medaid_uncompact(claim)) FROM (SELECT claim FROM claims LIMIT 30000) AS c), s)"
call 'collect in parts' 'SELECT medaid_claim_count(medaid_collect(claim)) FROM parted' '' 'SET LOCAL enable_partitionwise_aggregate = on'
call 'settle_all in parts' "SELECT cardinality(medaid_settle_all(claim, $zibo)) FROM parted" '' 'SET LOCAL enable_partitionwise_aggregate = on'
call 'identities' "SELECT cardinality((medaid_identities('dibao', date '2023-01-01', NULL, NULL, NULL)).categories) FROM generate_series(1, 20000)"
for what in policy_with policy_digest policy_validate policy_table policy_paths policy_review policy_named policy_diff; do
	case $what in
	policy_with) arguments="'inpatient-dibao.rate', 0.8" ;;
	policy_named) arguments="'x'" ;;
	policy_diff) arguments='' ;;
	*) arguments= ;;
	esac
	for large in years huge; do
		value=$([ $large = years ] && echo policies || echo policy)
		second=${arguments:+, $arguments}
		[ $what != policy_diff ] || second=", $([ $large = years ] && echo "medaid_policy_with(policies, 'inpatient-dibao.rate', 0.8)" || echo 'policy_too')"
		case $what in
		policy_digest) call "$what of $large" "SELECT medaid_$what($value) FROM $large" ;;
		policy_with | policy_validate | policy_named) call "$what of $large" "SELECT length(medaid_$what($value$second)::text) FROM $large" ;;
		*) call "$what of $large" "SELECT count(*) FROM $large, LATERAL medaid_$what($value$second)" ;;
		esac
	done
done
call 'warnings' "SELECT count(*) FROM settled_some, LATERAL medaid_warnings(policy, '{dibao}', 'resident', s)"
call 'rules exported' 'SELECT length(medaid_rules_export()::text)'
call 'rules imported' 'SELECT medaid_rules_import(rules) FROM exported'
call 'rules digest' 'SELECT medaid_rules_digest()'
call 'rules of a moment' 'SELECT count(*) FROM medaid_rules_at(now())'
call 'history findings' 'SELECT count(*) FROM medaid_history_findings()'
call 'a regulation copied' "SELECT medaid_copy_regulation('zibo-2023', (SELECT min(first_day) FROM medaid_regulation WHERE code = 'zibo-2023'), 'copied', '2024-01-01', 'copied', 'copied')"
call 'ledger: posted' "SELECT medaid_post('county', ARRAY(SELECT DISTINCT person FROM county.claim))"
call 'ledger: verified' "SELECT count(*) FROM medaid_ledger_verify('posted')"
call 'ledger: compared' "SELECT count(*) FROM medaid_ledger_diff('posted', NULL, (SELECT policies FROM years), 'county.claim')"
call 'ledger: warnings' "SELECT count(*) FROM medaid_ledger_warnings('posted', '2024-06-01')"
call 'ledger: as of' "SELECT count(*) FROM medaid_ledger_as_of('posted', '2024-06-01')"
call 'ledger: a month closed' "SELECT medaid_close_month('posted', '2024-06-01')"
call 'ledger: premiums posted' "SELECT medaid_post_premiums('posted', 2024, 'premiums')"
call 'platform: view' "SELECT sum((claim).total) FROM platform_claims"
call 'platform: report' "SELECT count(*) FROM medaid_platform_report('setl_d', NULL, NULL)"
echo "1..$n"
[ $failed = 0 ]
