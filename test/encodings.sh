#!/usr/bin/env bash
# Databases of other encodings, in TAP. EUC_CN (GB 2312) and SQL_ASCII hold the
# words of the five regulations: everything reads as in UTF8. LATIN1 does not:
# CREATE EXTENSION says so and leaves nothing.
set -euo pipefail
export PGCLIENTENCODING=UTF8
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
work=$(mktemp -d)
drop() { for e in utf8 euc_cn sql_ascii latin1; do sql -d postgres -c "DROP DATABASE IF EXISTS medaid_encoding_$e" 2>/dev/null || true; done; }
trap 'drop; rm -rf "$work"' EXIT
drop
echo 1..7
n=0
ok() { n=$((n + 1)); if eval "$1"; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }

# What is read: labels of the library, of the rules and of both; words that go in.
cat >"$work/read.sql" <<'SQL'
INSERT INTO medaid_reference VALUES ('淄博市', 'income', 2022, 40000, NULL, '统计公报'), ('山东省', 'income', 2022, 40000, NULL, NULL),
	('攀枝花市', 'monitor_income', 2023, 8000, NULL, NULL), ('山西省', 'income', 2022, 30924, NULL, NULL), ('山西省', 'premium', 2023, 380, NULL, NULL);
CREATE TEMP TABLE given AS
SELECT p.code, c.n, medaid_policy_with(medaid_policy(p.code, '2023-06-01'), 'inpatient-dibao.rate', 0.7) AS policy,
	medaid_claim(claim_id => '张三' || c.n, service => c.service, discharged_on => '2023-06-01', categories => ARRAY[medaid_category(c.category)],
		total => c.total, in_scope => c.total - 1000, out_of_catalog => 1000, basic_paid => c.total * 0.5, critical_illness_paid => 100, commercial_paid => 50, inclusive_paid => 50, mutual_aid_paid => 20,
		charge_class => 1, designated => c.n <> 3, referral => 'compliant', recognised_on => ARRAY['2023-01-01'::date], applied_on => '2023-06-02') AS claim
FROM (VALUES ('panzhihua-2023'), ('ankang-2023'), ('pingshun-2023'), ('zibo-2023')) AS p (code),
	(VALUES (1, 'inpatient', '低保对象', 400000), (2, 'inpatient', '返贫致贫人口', 30000), (3, 'inpatient', '低保', 30000), (4, 'chronic', '特困人员', 2000), (5, 'inpatient', '脱贫人口', 9000)) AS c (n, service, category, total);
SELECT code, n, e.* FROM given, medaid_explain(claim, policy) AS e ORDER BY code, n, step;
SELECT code, n, medaid_explain_text(claim, policy), medaid_explain_text(claim, policy, 'en') FROM given ORDER BY code, n;
SELECT code, n, to_jsonb(w) FROM given, medaid_why_not(claim, policy) AS w ORDER BY code, n, convert_to(to_jsonb(w)::text, 'UTF8');
SELECT code, t FROM given, medaid_policy_table(policy) AS t WHERE n = 1 ORDER BY code, convert_to(t::text, 'UTF8');
SELECT code, r FROM given, medaid_policy_review(policy) AS r WHERE n = 1 ORDER BY code, convert_to(r::text, 'UTF8');
SELECT code, u FROM given, medaid_unpack((medaid_collect(claim) OVER (PARTITION BY code))::text::medaid_claim_set) AS u WHERE n = 1 ORDER BY code;
SELECT category, name FROM medaid_category_name ORDER BY convert_to(name, 'UTF8');
\set ON_ERROR_STOP off
SELECT medaid_category('皇亲');
SELECT medaid_settle(medaid_claim(claim_id => '李四', service => 'inpatient', discharged_on => '2023-06-01', categories => '{medical_poverty}', total => 10000, in_scope => 10000, critical_illness_paid => 0), medaid_policy('zibo-2023', '2023-06-01'));
SQL
for e in utf8 euc_cn sql_ascii latin1; do
	sql -d postgres -c "CREATE DATABASE medaid_encoding_$e ENCODING '$e' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
	sql -d medaid_encoding_$e -c 'CREATE EXTENSION medaid' >"$work/$e.made" 2>&1 || true
	[ $e = latin1 ] || PGOPTIONS='-c client_min_messages=warning' psql -qXAt -v VERBOSITY=verbose -d medaid_encoding_$e -f "$work/read.sql" 2>&1 |
		sed 's/^psql:[^ ]* //; /^LOCATION/d' >"$work/$e.read"
done
ok '[ ! -s "$work/utf8.made" ] && [ "$(wc -l <"$work/utf8.read")" -gt 300 ] && grep -q 医疗机构承担 "$work/utf8.read" && grep -q "申请之日" "$work/utf8.read"' 'UTF8: there is something to read'
ok '! grep -E "XX000|2202[12]|22P05" "$work"/*.read' 'no text that an encoding cannot have'
for e in euc_cn sql_ascii; do
	ok '[ ! -s "$work/$e.made" ]' "$e: the extension is made"
	ok 'diff "$work/utf8.read" "$work/$e.read" >"$work/$e.diff"' "$e: everything reads as in UTF8"
	head -20 "$work/$e.diff" | sed 's/^/# /'
done
ok '[ "$(sed "s/0x.. //g; s/0x..//g" "$work/latin1.made")" = "ERROR:  character with byte sequence in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"" ] &&
	[ "$(sql -d medaid_encoding_latin1 -c "SELECT count(*) FROM pg_class WHERE relname LIKE '"'medaid%'"'")" = 0 ]' 'latin1: refused in a sentence, and nothing is left'
