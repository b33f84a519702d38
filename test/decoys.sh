#!/usr/bin/env bash
# The extension made in a schema full of decoys, in TAP: objects of a stranger
# that stand in for what its scripts and functions name. See decoys.sql.
set -euo pipefail
db=medaid_decoys
here=$(dirname "$0")
sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
trap 'sql -d postgres -c "DROP DATABASE IF EXISTS $db" >&2' EXIT
sql -d postgres -c "DROP DATABASE IF EXISTS $db" 2>/dev/null
sql -d postgres -c "CREATE DATABASE $db ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
sql -d $db -f "$here/decoys.sql"
