#!/bin/bash
# IMMUTABLE says: the same text whatever the session's settings, the database's
# locale and encoding.  Every such function is called under each of them.
# Uses the running server of PGHOST, PGPORT, PGDATABASE.  Prints TAP.
set -u
cd "$(dirname "$(readlink -f "$0")")" || exit 1

n=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"; for db in $made; do psql -qXd "$PGDATABASE" -c "DROP DATABASE IF EXISTS $db"; done' EXIT
made=
export PGCLIENTENCODING=UTF8

report() {	# status, what, file of remarks
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		sed 's/^/#   /' <(head -c 3000 "$3" && echo)
	fi
}

calls() {	# name, database, PGOPTIONS
	PGOPTIONS="-c client_min_messages=error $3" psql -qX -d "$2" -f immutable.sql >"$work/$1" 2>"$work/$1.err"
	report $? "$1: every function is called" "$work/$1.err"
}

same() {	# name [sed script for what may differ]
	diff -U0 <(sed -E "${2:-}" "$work/plain") <(sed -E "${2:-}" "$work/$1") >"$work/$1.diff"
	report $? "$1: the same text" "$work/$1.diff"
}

database() {	# name, options of CREATE DATABASE
	psql -qXd "$PGDATABASE" -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE template0 $2" 2>"$work/$1.err" &&
		made="$made $1" && psql -qXd "$1" -c "CREATE EXTENSION medaid" 2>"$work/$1.err"
}

calls plain "$PGDATABASE" "-c datestyle=ISO,YMD -c timezone=UTC"
report "$(! grep -q 'no sample of type' "$work/plain"; echo $?)" 'every type of an argument has a sample' <(grep 'no sample of type' "$work/plain")
report "$([ "$(grep -c . "$work/plain")" -gt 1500 ]; echo $?)" 'many calls' <(wc -l "$work/plain")

calls german "$PGDATABASE" "-c datestyle=German -c timezone=Asia/Shanghai -c intervalstyle=sql_standard"
same german
calls dmy "$PGDATABASE" "-c datestyle=SQL,DMY -c timezone=America/New_York -c extra_float_digits=-15 -c bytea_output=escape"
same dmy
calls mdy "$PGDATABASE" "-c datestyle=Postgres,MDY -c timezone=Pacific/Kiritimati -c search_path=pg_temp,pg_catalog,public -c lc_numeric=C -c lc_time=C"
same mdy

# what reads the tables is STABLE; its order and its words are the same, too
reads() {	# name, database, PGOPTIONS
	PGOPTIONS="-c client_min_messages=error $3" psql -qXAt -d "$2" -v ON_ERROR_STOP=1 >"$work/$1" 2>"$work/$1.err" <<'SQL'
BEGIN;
INSERT INTO medaid_rule_critical_illness (regulation, first_day, code, services, deductible, cap, pool, article)
	SELECT r, '2023-01-01', code, '{outpatient}', 1, 2, 'zibo-' || code, 'test' FROM unnest('{a,B,_}'::text[]) AS code, unnest('{zibo-2023,nowhere}'::text[]) AS r;
SELECT f.finding, f.rule, f.category, f.expected, f.found FROM medaid_policy_review(medaid_policies('zibo-2023', '2023-01-01', '2023-12-31')) AS f;
SELECT f.finding, f.rule, f.category, f.expected, f.found FROM medaid_policy_review(medaid_policies('dianjiang-2023', '2023-01-01', '2023-12-31')) AS f;
SELECT f.table_name, f.rule, f.finding FROM medaid_rule_orphans() AS f;
SELECT f.path, f.first, f.second FROM medaid_policy_diff(medaid_policy('zibo-2023', '2023-06-01'), medaid_policy('pingshun-2023', '2023-06-01')) AS f;
CREATE FUNCTION pg_temp.message(asked text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN PERFORM medaid_policy(asked, '1999-06-01'); EXCEPTION WHEN invalid_parameter_value THEN RETURN sqlerrm; END $$;
SELECT pg_temp.message('pingshun-2023'), pg_temp.message('nowhere');
ROLLBACK;
SQL
	report $? "$1: what reads the tables" "$work/$1.err"
}
reads read "$PGDATABASE" "-c datestyle=ISO,YMD -c timezone=UTC"
reads read_dmy "$PGDATABASE" "-c datestyle=SQL,DMY -c timezone=America/New_York -c quote_all_identifiers=on -c standard_conforming_strings=off"
report "$(diff "$work/read" "$work/read_dmy" >"$work/read_dmy.diff"; echo $?)" 'read_dmy: the same text' "$work/read_dmy.diff"

# the mark of a scenario set is of bytes that hold the database's OIDs
other='s/x[0-9a-f]{32}/mark/g'
# a locale whose i becomes another letter in capitals, and whose order is not that of bytes
if database medaid_immutable_tr "LOCALE_PROVIDER icu ICU_LOCALE 'tr-u-kn' LOCALE 'C' ENCODING 'UTF8'"; then
	calls turkish medaid_immutable_tr "-c datestyle=ISO,DMY"
	same turkish "$other"
	reads read_turkish medaid_immutable_tr "-c datestyle=German"
	report "$(diff "$work/read" "$work/read_turkish" >"$work/read_turkish.diff"; echo $?)" 'read_turkish: the same text' "$work/read_turkish.diff"
else
	n=$((n + 1))
	echo "ok $n # SKIP no ICU locale: $(head -1 "$work/medaid_immutable_tr.err")"
fi
# another encoding of the server
if database medaid_immutable_euc "LOCALE 'C' ENCODING 'EUC_CN'"; then
	calls euc_cn medaid_immutable_euc "-c datestyle=ISO,DMY"
	# and compact claims hold names in the server's encoding
	same euc_cn "$other; /^medaid_(compact|collect|try_collect)/d"
else
	n=$((n + 1))
	echo "ok $n # SKIP medaid does not install in EUC_CN: $(head -1 "$work/medaid_immutable_euc.err")"
fi
echo "1..$n"
[ "$failed" = 0 ]
