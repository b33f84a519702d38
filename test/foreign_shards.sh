#!/bin/bash
# Claims in foreign partitions by person (postgres_fdw, of contrib): which forms are sent whole, and that they settle as one server does.
# Two databases of the server that PGHOST and PGPORT name are the shards.  Prints TAP.
set -u
. "$(dirname "$(readlink -f "$0")")/tap.bash"
db=medaid_foreign
server=$(psql -qXAt -c "SELECT format('host %L, port %L', coalesce(nullif(split_part(current_setting('unix_socket_directories'), ',', 1), ''), 'localhost'), current_setting('port'))")
# not that of the system that the server runs as
user=$(psql -qXAt -c "SELECT format('%L', current_user)")
on() { PGDATABASE=$1 psql -qXAt -v ON_ERROR_STOP=1 "${@:2}" 2>&1; }
sql() { on ${db}_0 "${@/#/-c}"; }
clean() {
	local i
	for i in 0 1 2; do psql -qX -c "DROP DATABASE IF EXISTS ${db}_$i WITH (FORCE)" 2>/dev/null; done
}
trap clean EXIT
if [ "$(psql -qXAt -c "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'")" = 0 ]; then
	echo '1..0 # SKIP postgres_fdw is not installed'
	exit 0
fi
clean
for i in 0 1 2; do
	psql -qX -c "CREATE DATABASE ${db}_$i ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
	on ${db}_$i -c 'CREATE EXTENSION medaid'
	if [ $i = 0 ]; then columns='person text NOT NULL, claim_id text NOT NULL, discharged_on date NOT NULL, in_scope numeric NOT NULL'; fi
	# 500 persons; 1 to 9 claims each, from 1 to 8,000 yuan
	[ $i = 0 ] || on ${db}_$i -c "CREATE TABLE claim ($columns)" -c 'CREATE TABLE settlement (person text NOT NULL, s medaid_settlement)' -c 'CREATE TABLE collection (person text NOT NULL, claims medaid_claim_set)'
done
sql 'CREATE EXTENSION postgres_fdw' "CREATE TABLE claim_one ($columns)" \
	"INSERT INTO claim_one SELECT 'P' || p, 'C' || p || '-' || c, date '2023-02-01' + (p * 7 + c * 31) % 330, 1 + (p * 613 + c * 997) % 8000
		FROM generate_series(1, 500) AS p, LATERAL generate_series(1, 1 + p % 9) AS c" \
	"CREATE TABLE claim ($columns) PARTITION BY HASH (person)" \
	'CREATE TABLE settlement (person text NOT NULL, s medaid_settlement) PARTITION BY HASH (person)' \
	'CREATE TABLE collection (person text NOT NULL, claims medaid_claim_set) PARTITION BY HASH (person)'
for i in 1 2; do
	sql "CREATE SERVER shard_$i FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS ($server, dbname '${db}_$i', extensions 'medaid', async_capable 'true', fetch_size '10000', use_remote_estimate 'true')" \
		"CREATE USER MAPPING FOR CURRENT_USER SERVER shard_$i OPTIONS (user $user)"
	for table in claim settlement collection; do
		sql "CREATE FOREIGN TABLE ${table}_$i PARTITION OF $table FOR VALUES WITH (MODULUS 2, REMAINDER $((i - 1))) SERVER shard_$i OPTIONS (table_name '$table')"
	done
done
fields="claim_id => claim_id, service => 'inpatient', discharged_on => discharged_on, categories => '{dibao}', total => in_scope, in_scope => in_scope, critical_illness_paid => 0"
sql 'INSERT INTO claim TABLE claim_one' \
	"CREATE VIEW claims AS SELECT person, discharged_on, claim_id, medaid_claim($fields) AS claim FROM claim" \
	"CREATE VIEW claims_one AS SELECT person, discharged_on, claim_id, medaid_claim($fields) AS claim FROM claim_one" \
	"CREATE TABLE expected AS SELECT person, unnest(medaid_settle_all(claim, medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))) AS s FROM claims_one GROUP BY person" \
	'ANALYZE claim'
# the shards say what it costs
for i in 1 2; do on ${db}_$i -c ANALYZE; done
is "$(on ${db}_1 -c 'SELECT count(*) > 0 FROM claim') $(on ${db}_2 -c 'SELECT count(*) > 0 FROM claim') $(sql 'SELECT count(*) FROM claim')" "t t $(sql 'SELECT count(*) FROM expected')" 'claims on both shards'

export PGOPTIONS='-c enable_partitionwise_aggregate=on'
policies="(SELECT medaid_policies('zibo-2023', '2023-01-01', '2023-12-31'))"
# What is sent: the remote statements with function or aggregate in them; "whole" where all are
sent() {	# function, query
	local plan
	plan=$(sql "EXPLAIN (VERBOSE, COSTS off) $2")
	[ -z "${SHOW:-}" ] || cut -c1-250 <<<"$plan" >&2
	grep -q 'Remote SQL' <<<"$plan" || { echo "$plan"; return; }
	[ "$(grep -c 'Remote SQL' <<<"$plan")" = "$(grep 'Remote SQL' <<<"$plan" | grep -c "$1(")" ] && echo whole || echo rows
}
differ() {	# query of (person, s)
	sql "CREATE TEMP TABLE got AS $1" \
		'SELECT count(*) FROM ((TABLE got EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE got)) AS d'
}
# PostgreSQL counts array types among an extension's own since 17; before, nothing that gives or takes an array is sent
if [ "$(sql 'SHOW server_version_num')" -ge 170000 ]; then arrays=whole tasks=2; else arrays=rows tasks=0; fi
all="SELECT person, medaid_settle_all(claim, $policies) AS a FROM claims GROUP BY person"
is "$(sent medaid_settle_all "$all")" $arrays "settle_all by person, the policy as a sub-select: $arrays sent"
is "$(differ "SELECT person, unnest(a) AS s FROM ($all) AS x")" 0 'and settled as one server does'
is "$(sent medaid_settle_all "${all/$policies/${policies:8:-1}}")" rows 'a plain call of medaid_policies is resolved here, from rows that come here'
is "$(sql "PREPARE p (medaid_policy[]) AS ${all/$policies/\$1}" "EXPLAIN (VERBOSE, COSTS off) EXECUTE p (${policies:8:-1})" | grep 'Remote SQL' | grep -c 'medaid_settle_all(')" $tasks "the policies as a parameter: $arrays sent"
sql "INSERT INTO settlement SELECT person, unnest(a) FROM ($all) AS x" "INSERT INTO collection SELECT person, medaid_collect(claim) FROM claims GROUP BY person"
for i in 1 2; do on ${db}_$i -c ANALYZE; done
is "$(differ 'SELECT * FROM settlement')" 0 'stored on the shards (through here)'
is "$(sent medaid_collect 'SELECT person, medaid_collect(claim) FROM claims GROUP BY person')" whole 'medaid_collect: sent whole'
is "$(grep -c 'Async Foreign Scan' <<<"$(sql 'EXPLAIN (COSTS off) SELECT person, medaid_collect(claim) FROM claims GROUP BY person')")" 2 'to both at once'
collected="SELECT person, medaid_settle_all(claims, $policies) AS a FROM (SELECT person, medaid_collect(claim) AS claims FROM claims GROUP BY person) AS x"
is "$(sent medaid_collect "$collected")" whole 'settle_all of collections made there: only compact claims travel, in any version'
is "$(differ "SELECT person, unnest(a) AS s FROM ($collected) AS x")" 0 'and settled as one server does'
is "$(sent medaid_ytd 'SELECT person, medaid_ytd(s) FROM settlement GROUP BY person')" $arrays "medaid_ytd: $arrays sent"
is "$(sql "SELECT count(*) FROM (SELECT person, medaid_ytd(s)::text FROM settlement GROUP BY person EXCEPT ALL SELECT person, medaid_ytd(s)::text FROM expected GROUP BY person) AS d")" 0 'and right'
is "$(sent medaid_outcome 'SELECT person, medaid_outcome(s) FROM settlement GROUP BY person')" whole 'medaid_outcome by person: sent whole'
window="SELECT person, medaid_settle_ytd(claim, $policies) OVER (PARTITION BY person ORDER BY discharged_on, claim_id COLLATE \"C\") AS s FROM claims"
is "$(sent medaid_settle_ytd "$window")" rows 'the window is not sent: the rows come here'
is "$(differ "$window")" 0 'and are settled here'
# of few rows, whether the aggregate is sent is a matter of cost
is "$(sql "SELECT (SELECT medaid_ytd(s)::text FROM settlement WHERE person = 'P8') = (SELECT medaid_ytd(s)::text FROM expected WHERE person = 'P8')")" t "one person's year to date is right"
is "$(grep -c 'Foreign Scan' <<<"$(sql "EXPLAIN (COSTS off) SELECT medaid_ytd(s) FROM settlement WHERE person = 'P8'")")" 1 'to one shard'
# no silent danger: rules of a shard are never used
on ${db}_1 -c "INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
	VALUES ('zibo-2023', '2023-01-01', 'inpatient-dibao', 102, '{inpatient}', 'dibao', 0, 0.1, 30000, 'zibo-main', 'foreign_shards.sh')"
is "$(differ "SELECT person, unnest(a) AS s FROM ($all) AS x")" 0 'other rules on a shard change nothing: STABLE functions are not sent'
is "$(differ "SELECT person, unnest(medaid_settle_all(claim, ${policies:8:-1})) AS s FROM claims GROUP BY person")" 0 'in no form'
done_testing
