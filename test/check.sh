#!/usr/bin/env bash
# Every test, against the server that PGHOST and PGPORT name, where medaid and
# pgTAP are installed; 'make check' starts one.  Ends with the count.
#
#   MODEL_PERSONS  random persons a place for the model (1500: 9,700 claims; more by hand)
#   MODEL_SEED     the first person's seed
#   MODEL_JOBS     comparisons at a time
#   CHECK          only these parts: pgtap, scripts, regress, model
set -euo pipefail
self=$(readlink -f "$0")
cd "$(dirname "$self")/.."

persons=${MODEL_PERSONS:-1500}
seed=${MODEL_SEED:-1}
jobs=${MODEL_JOBS:-2}
tap_db=medaid_check_tap
model_db=medaid_check_model
export PGCLIENTENCODING=UTF8 PGDATABASE=postgres
say() { printf '==> %s\n' "$*"; }
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }

# test/check.sh --compare FUNCTION PLACE: one line, 'ok' or 'not ok' first
if [ "${1:-}" = --compare ]; then
	function=$2 place=$3
	case $function in
	# a formula costs more to work out than a claim to settle
	compare_explained | compare_why_not) persons=$(((persons + 4) / 5)) ;;
	# faulty persons are settled claim by claim
	compare_try) persons=$(((persons + 7) / 8)) ;;
	# the model that reads rows takes its time
	compare_generic | compare_random) persons=$(((persons + 4) / 5)) ;;
	# several policies for each claim; each claim told in several ways
	compare_scenarios | compare_told) persons=$(((persons + 14) / 15)) ;;
	esac
	start=$SECONDS
	if ! row=$(sql -F '|' -d "$model_db" -c "SELECT claims, differing, first_difference FROM model.$function('$place', $persons, $seed)" 2>&1); then
		printf 'not ok - %s %s: %s\n' "$place" "$function" "$row"
		exit 0
	fi
	IFS='|' read -r claims differing difference <<<"${row//$'\n'/ ; }"
	if [ "$claims" -gt 0 ] && [ "$differing" = 0 ]; then
		printf 'ok - %s %s: %s claims, none differs (%s s)\n' "$place" "$function" "$claims" $((SECONDS - start))
	else
		printf 'not ok - %s %s: %s of %s claims differ; the first: %s\n' "$place" "$function" "$differing" "$claims" "$difference"
	fi
	exit 0
fi

passed=0
failed=0
finished=
wanted() { [[ " ${CHECK:-pgtap scripts regress model} " = *" $1 "* ]]; }
log=$(mktemp)
# what failed is said again at the end: it may stand thousands of lines above
failures=$(mktemp)
finish() {
	rm -f "$log" "$failures"
	if [ -z "$finished" ]; then
		printf '\n%s passed, %s failed, and the rest did not run\n' $passed $((failed + 1))
	fi
}
trap finish EXIT

# Adds what pg_prove printed into $log.
count_tap() {
	sed -n '/^Test Summary Report/,/^Files=/{/^Test Summary Report/d;/^-*$/d;/^Files=/d;p}' "$log" >>"$failures"
	grep '^# ' "$log" >>"$failures" || true
	local tests not broken
	tests=$(sed -n 's/^Files=[0-9]*, Tests=\([0-9]*\),.*/\1/p' "$log")
	not=$(sed -n 's/^.*(Wstat: .* Failed: \([0-9]*\)).*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
	# a file that stopped half-way, or whose plan is wrong
	broken=$(grep -cE '^.*\(Wstat: .* Failed: 0\)' "$log" || true)
	passed=$((passed + ${tests:-0} - not))
	failed=$((failed + not + broken))
	[ -n "$tests" ] || failed=$((failed + 1))
}

create() {
	# a test that crashed the server leaves it to recover
	for _ in $(seq 30); do
		sql -c 'SELECT 1' >/dev/null 2>&1 && break
		sleep 1
	done
	sql -c "DROP DATABASE IF EXISTS $1" 2>/dev/null
	# the tests' words are Chinese, whatever the server's locale
	sql -c "CREATE DATABASE $1 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
	sql -d "$1" -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION medaid'
}

create $tap_db
if wanted pgtap; then
	say 'Cases worked by hand from the articles (pgTAP)'
	pg_prove -d $tap_db test/pgtap/*.sql test/places/*.sql 2>&1 | tee "$log" || true
	count_tap
fi

# tests with several sessions print TAP of their own
mapfile -t scripts < <(ls test/*.sh | grep -vx test/check.sh)
if wanted scripts; then
	say 'Several sessions'
	PGDATABASE=$tap_db prove -e bash "${scripts[@]}" 2>&1 | tee "$log" || true
	count_tap
fi

if wanted regress && grep -qE '^REGRESS *[:+?]*= *[^ ]' <<<"$(make -pnq 2>/dev/null)"; then
	say 'Installation, plans and errors (pg_regress)'
	status=0
	make -s --no-print-directory installcheck 2>&1 | tee "$log" || status=$?
	regress_failed=$(grep -cE '\.\.\. FAILED|^not ok ' "$log" || true)
	passed=$((passed + $(grep -cE '\.\.\. ok |^ok ' "$log" || true)))
	[ $status -eq 0 ] || [ "$regress_failed" -gt 0 ] || regress_failed=1
	failed=$((failed + regress_failed))
	[ "$regress_failed" -eq 0 ] || cat regression.diffs 2>/dev/null | tee -a "$failures" || true
fi

if wanted model; then
	say "The independent model, $persons random persons a place, from seed $seed"
	create $model_db
	for part in common panzhihua dianjiang pingshun ankang zibo settle random_claims compare explain why_not generic_rules generic random_policies compare_random; do
		sql -d $model_db -f "test/model/$part.sql"
	done
	sql -d $model_db -o /dev/null -c 'SELECT model.load_references(), model.load_settings()' \
		-c "INSERT INTO medaid_reference (area, indicator, year, value, published_on, source)
			SELECT area, indicator, year, value, published_on, 'test' FROM model.reference" \
		-c 'SELECT model.make_random_policies(1, 40)'
	forms=(compare_one_by_one)
	if [ "$(sql -d $model_db -c "SELECT count(*) FROM pg_proc WHERE proname = 'medaid_settle_all'")" -gt 0 ]; then
		forms+=(compare compare_explained compare_why_not compare_generic compare_random compare_told compare_scenarios)
		[ "$(sql -d $model_db -c "SELECT count(*) FROM pg_proc WHERE proname = 'medaid_try_settle_all'")" -eq 0 ] || forms+=(compare_try)
	else
		say 'skipped: whole years of persons (no medaid_settle_all here)'
	fi
	for form in "${forms[@]}"; do
		places=(dianjiang-2023 pingshun-2023 panzhihua-2023 zibo-2023 ankang-2023)
		case $form in
		compare_random | compare_told) places=(random-{1-8,9-16,17-24,25-32,33-40}) ;;
		compare_scenarios) places=(random-{1-5,9-13,17-21,25-29,33-37}) ;;
		esac
		for place in "${places[@]}"; do
			printf '%s %s\n' "$form" "$place"
		done
	done | MODEL_PERSONS=$persons MODEL_SEED=$seed xargs -P "$jobs" -L 1 "$self" --compare | tee "$log"
	passed=$((passed + $(grep -c '^ok' "$log" || true)))
	failed=$((failed + $(grep -c '^not ok' "$log" || true)))
	grep '^not ok' "$log" >>"$failures" || true
	# a comparison that died without a word
	[ "$(grep -cE '^(not )?ok' "$log")" -eq $((5 * ${#forms[@]})) ] || failed=$((failed + 1))

	say 'Real encounters (Synthea)'
	if [ -r ../shared/data/synthea/encounters.csv ]; then
		pg_prove -d $model_db --set synthea=../shared/data/synthea test/synthea.sql 2>&1 | tee "$log" || true
		count_tap
	else
		say 'skipped: no ../shared/data/synthea here'
	fi
fi
sql -c "DROP DATABASE $tap_db" -c "DROP DATABASE IF EXISTS $model_db"
finished=yes
# not what tests that passed have remarked
[ $failed -eq 0 ] || { say 'What failed' && cat "$failures"; }
printf '\n%s passed, %s failed\n' $passed $failed
[ $failed -eq 0 ]
