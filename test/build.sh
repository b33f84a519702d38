#!/usr/bin/env bash
# The build from another folder than the sources' (VPATH), into a DESTDIR, and
# with a script from one version to the next, in TAP.
set -euo pipefail
pg_config=${PG_CONFIG:-pg_config}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$0")/.."
mkdir "$work/source" "$work/build"
cp -r Makefile medaid.control sql src expected test .gitignore "$work/source"
cd "$work/source"
# of an earlier build, some of files that are no more
find src sql \( -name '*.o' -o -name '*.bc' \) -delete
rm -f sql/medaid--*.sql
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" medaid.control)
make() { env -u MAKEFLAGS -u MAKELEVEL make -s PG_CONFIG="$pg_config" with_llvm=no "$@"; }
echo 1..10
n=0
ok() { n=$((n + 1)); if eval "$1"; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }

step=sql/released/medaid--0.0.1--0.0.2.sql
echo 'SET LOCAL search_path = pg_catalog, pg_temp;' >"$step"
made=$(basename sql/upgrade/*--"$version".sql)
made=medaid--$made
make clean
ok '[ -f "$step" ]' 'make clean leaves the scripts of versions released'
ok '! find . -name "*.o" | grep -q .' 'and no object file'
make -f "$work/source/Makefile" clean
ok '[ -d expected ]' 'make clean with the path of the Makefile leaves expected/'
if command -v git >/dev/null; then
	git init -q .
	ok '! git check-ignore -q "$step"' 'git tracks it'
	ok 'git check-ignore -q "sql/medaid--$version.sql" && git check-ignore -q "sql/$made"' 'but not the scripts of this one, which are made'
else
	n=5
	echo 'ok 4 # SKIP no git'
	echo 'ok 5 # SKIP no git'
fi

cd "$work/build"
make -f "$work/source/Makefile" -j2 PG_CFLAGS=-O0 all install DESTDIR="$work/root" >"$work/log" 2>&1 || sed 's/^/# /' "$work/log"
ok '[ -f "$work/root$("$pg_config" --pkglibdir)/medaid.so" ]' 'built in another folder: the library is installed'
extension=$work/root$("$pg_config" --sharedir)/extension
ok '[ -s "$extension/medaid--$version.sql" ] && [ -f "$extension/medaid.control" ]' 'the install script and the control file, too'
ok '[ -f "$extension/$(basename "$step")" ] && [ -s "$extension/$made" ]' 'and those from one version to the next, released and made'
ok '! find "$work/source" -name "*.o" -o -name "medaid--$version.sql" -o -name "$made" | grep -q .' 'nothing is written where the sources are'
# PGXS of a server that was built where its sources are has no VPATH
mkdir "$work/other"
cp -r "$(dirname "$("$pg_config" --pgxs)")/../.." "$work/pgxs"
sed -i '/^VPATH = /d' "$work/pgxs/src/Makefile.global"
cd "$work/other"
make -n -f "$work/source/Makefile" PGXS="$work/pgxs/src/makefiles/pgxs.mk" all >"$work/log" 2>&1 && status=0 || { status=1 && sed 's/^/# /' "$work/log"; }
ok '[ $status = 0 ]' 'built so with PGXS of any server'
