#!/usr/bin/env bash
# pg_upgrade of a cluster with medaid, users' rules and their history, stored
# values, views and a ledger, from one version of PostgreSQL to a later one, in
# TAP.  Skips where medaid is not installed for two versions; make
# check-pg-upgrade prepares them.
set -euo pipefail
export LC_ALL=C.UTF-8 PGCLIENTENCODING=UTF8
here=$(cd "$(dirname "$0")" && pwd)
versions=$(for bin in /usr/lib/postgresql/*/bin; do
	version=$(basename "$(dirname "$bin")")
	[ ! -x "$bin/pg_upgrade" ] || [ ! -r "$("$bin/pg_config" --sharedir)/extension/medaid.control" ] || echo "$version"
done | sort -n)
if [ "$(wc -l <<<"$versions")" -lt 2 ]; then
	echo '1..0 # SKIP medaid is installed for one version of PostgreSQL only; make check-pg-upgrade prepares two'
	exit 0
fi
old=$(head -1 <<<"$versions")
new=$(tail -1 <<<"$versions")
work=$(mktemp -d)
chmod 755 "$work"
run() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" -ne 0 ] || chown postgres "$work"
cp -r "$here/users" "$here/members" "$work"
bin() { echo "/usr/lib/postgresql/$1/bin"; }
stop() { run "$(bin "$1")/pg_ctl" -D "$work/$1" -m fast stop >/dev/null 2>&1 || true; }
trap 'stop $old; stop $new; rm -rf "$work"' EXIT
# a port of its own on a socket of its own
start() { run "$(bin "$1")/pg_ctl" -w -D "$work/$1" -l "$work/log.$1" -o "-k $work -p 54321 -c listen_addresses= -c fsync=off" start >/dev/null || { cat "$work/log.$1"; exit 1; }; }
sql() { run psql -h "$work" -p 54321 -U postgres -d county -qXAt -v ON_ERROR_STOP=1 "$@" 2>&1; }
. "$(dirname "$(readlink -f "$0")")/tap.bash"
ok() { same "$2" "$3" "$1"; }	# name, have, want

# from 18 on initdb takes checksums unless told not to, and pg_upgrade wants the same in both
for version in $old $new; do
	run "$(bin "$version")/initdb" -k -D "$work/$version" -U postgres -E UTF8 --locale=C.UTF-8 -N >"$work/initdb" 2>&1 || { cat "$work/initdb"; exit 1; }
done
start "$old"
run createdb -h "$work" -p 54321 -U postgres county
sql -v schema=care -f "$work/users/make.sql" >"$work/made" || { cat "$work/made"; echo 'Bail out! no database to carry'; exit 1; }
before=$(sql -v schema=care -f "$work/users/state.sql")
members=$(sql -v whole=false -f "$work/members/describe.sql")
sql -c VACUUM >/dev/null
stop "$old"
upgrade() { (cd "$work" && run "$(bin "$new")/pg_upgrade" -U postgres -b "$(bin "$old")" -B "$(bin "$new")" -d "$work/$old" -D "$work/$new" -s "$work" "$@" 2>&1); }
ok "pg_upgrade --check from $old to $new" "$(upgrade --check | tee "$work/check" | grep -c 'Clusters are compatible')" 1
ok 'pg_upgrade' "$(upgrade | tee "$work/upgrade" | grep -c 'Upgrade Complete')" 1
[ $failed = 0 ] || sed 's/^/# /' "$work/check" "$work/upgrade"
start "$new"
ok "the server is $new" "$(sql -c 'SHOW server_version_num' | cut -c1-2)" "$new"
ok 'rules, their history, settlements, claim sets, views and ledger are as before, and settle as before' "$(sql -v schema=care -f "$work/users/state.sql")" "$before"
ok 'every member is as before' "$(sql -v whole=false -f "$work/members/describe.sql")" "$members"
ok 'the ledger verifies and posts on' "$(sql <<-SQL
	SET client_min_messages = error; SET search_path = care;
	SELECT count(*) FROM medaid_ledger_verify('assist');
	INSERT INTO public.claims VALUES ('P1', 'later', '2024-11-01', 100, '2024-11-02');
	CALL medaid_post_all('assist');
	SELECT e.version, (e.settlement).aid FROM assist.entry AS e WHERE e.claim_id = 'later';
	SELECT count(*) FROM medaid_ledger_verify('assist');
	REFRESH MATERIALIZED VIEW public.sets; REFRESH MATERIALIZED VIEW public.years;
	SELECT count(*) FROM public.years;
SQL
)" $'0\n1|75.00\n0\n30'
ok 'the guard of shipped rows is there' "$(sql -c 'DELETE FROM care.medaid_rule_benefit WHERE shipped' 2>&1 | grep -c 'cannot be changed')" 1
done_testing
