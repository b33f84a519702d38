# Sourced by test/citus/*.sh: a Citus cluster of a coordinator and two workers on this machine, loopback only,
# in a folder that goes away with the script.  Node 0 is the coordinator.
set -u
export PGCLIENTENCODING=UTF8 PGDATABASE=province PGHOST=127.0.0.1 PGUSER=postgres PGOPTIONS='-c client_min_messages=error'
: "${PG_CONFIG:=pg_config}"
bindir=$("$PG_CONFIG" --bindir)
cluster=$(mktemp -d)
chmod 755 "$cluster"
port0=$((20000 + RANDOM % 20000))
as=()
if [ "$(id -u)" = 0 ]; then
	as=(runuser -u postgres --)
	chown postgres "$cluster"
fi
. "$(dirname "${BASH_SOURCE[0]}")/../tap.bash"

has() {	# text, what is in it, what
	case $1 in
	*"$2"*) is in in "$3" ;;
	*) is "$1" "…$2…" "$3" ;;
	esac
}
lacks() {	# text, what is not in it, what
	case $1 in
	*"$2"*) is "$1" "nothing of: $2" "$3" ;;
	*) is out out "$3" ;;
	esac
}

start() {	# node
	"${as[@]}" "$bindir/pg_ctl" -D "$cluster/$1" -l "$cluster/$1.log" -w -t 60 start >/dev/null || { tail -20 "$cluster/$1.log" >&2; exit 1; }
}
# As a machine that loses power: postmaster and backends at once
crash() {	# node
	local pid
	pid=$(head -1 "$cluster/$1/postmaster.pid")
	kill -9 "$pid" $(ps -o pid= --ppid "$pid") 2>/dev/null
	while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
	# shared memory goes when its last process has
	sleep 1
	rm -f "$cluster/$1/postmaster.pid"
}
# CPU of the nodes, in hundredths: postmasters with what they have reaped, and the processes that live
cpu() {
	local node pid sum=0
	for node in 0 1 2; do
		pid=$(head -1 "$cluster/$node/postmaster.pid")
		sum=$((sum + $(awk '{ sub(/^.*\) /, ""); print $12 + $13 + $14 + $15 }' "/proc/$pid/stat")))
		for pid in $(ps -o pid= --ppid "$pid"); do sum=$((sum + $(awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat" 2>/dev/null || echo 0))); done
	done
	echo $sum
}
make_node() {	# node
	local pgdata=$cluster/$1
	"${as[@]}" "$bindir/initdb" -D "$pgdata" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null || exit 1
	"${as[@]}" tee -a "$pgdata/postgresql.conf" >/dev/null <<-CONF
		port = $((port0 + $1))
		listen_addresses = '127.0.0.1'
		unix_socket_directories = ''
		shared_preload_libraries = 'citus'
		citus.node_conninfo = 'sslmode=prefer'
		citus.enable_statistics_collection = off
		citus.shard_count = 4
		citus.max_adaptive_executor_pool_size = 2
		citus.recover_2pc_interval = -1
		fsync = off
		shared_buffers = 64MB
		max_connections = 60
		jit = off
	CONF
	start "$1"
	PGDATABASE=postgres on "$1" 'CREATE DATABASE province'
	on "$1" 'CREATE EXTENSION citus'
}
on() {	# node, SQL: rows, or the error
	local node=$1
	shift
	psql -qXAt -p $((port0 + node)) "${@/#/-c}" 2>&1
}
sql() { on 0 "$@"; }	# at the coordinator
worker() { on "$@"; }
wait_for() {	# answer, command
	local want=$1 i
	shift
	for i in $(seq 300); do
		[ "$("$@")" = "$want" ] && return
		sleep 0.1
	done
	echo "# in vain: $*"
	exit 1
}

finish() {
	local node
	for node in "$cluster"/[0-9]; do
		[ -d "$node" ] && "${as[@]}" "$bindir/pg_ctl" -D "$node" -m immediate stop >/dev/null 2>&1
	done
	rm -rf "$cluster"
}
trap finish EXIT

done_testing() {
	echo "1..$n"
	[ "$failed" = 0 ]
}

if [ ! -e "$("$PG_CONFIG" --pkglibdir)/citus.so" ]; then
	echo '1..0 # SKIP Citus is not installed for this PostgreSQL (install it from its packages: https://docs.citusdata.com)'
	exit 0
fi
for node in 0 1 2; do make_node $node; done
sql "SELECT citus_set_coordinator_host('127.0.0.1', $port0)" \
	"SELECT citus_add_node('127.0.0.1', $((port0 + 1)))" "SELECT citus_add_node('127.0.0.1', $((port0 + 2)))" >/dev/null
