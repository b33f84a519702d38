#!/usr/bin/env bash
# A few short pgTAP files, of opaque values, limits and insurance, under settings that change how queries are run, in TAP: the short form of
# 'make check-settings', which takes all files.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
out=$(SETTINGS='work_mem|parallel|jit_above_cost=0$' .ci/with-settings test/pgtap/{compact_claim,limits,critical_illness}.sql 2>&1)
status=$?
n=0
while IFS= read -r line; do
	n=$((n + 1))
	printf 'ok %s - %s\n' $n "${line#==> }"
done < <(grep '^==> .*files passed' <<<"$out" | sed 's/, [0-9]* s$//')
n=$((n + 1))
if [ $status = 0 ] && [ $n -gt 4 ]; then
	printf 'ok %s - none differs\n1..%s\n' $n $n
else
	printf 'not ok %s - none differs\n1..%s\n' $n $n
	sed 's/^/# /' <<<"$out"
fi
[ $status = 0 ]
