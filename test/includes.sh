#!/usr/bin/env bash
# The rooms of src and which includes which: no arrow may run up.
# Prints the drawing; TAP.
set -euo pipefail
cd "$(dirname "$0")/../src"

rooms=(core pg claim policy settlement functions)
# what each room may include: itself, and what lies below it
declare -A below=(
	[core]='core'
	[pg]='core pg'
	[claim]='core pg claim'
	[policy]='core pg policy'
	[settlement]='core pg claim policy settlement'
	[functions]='core pg claim policy settlement'
)

echo 1..$((${#rooms[@]} + 1))
number=0
for room in "${rooms[@]}"; do
	number=$((number + 1))
	# file:room it includes
	includes=$(grep -oE '^#include "(core|pg|claim|policy|settlement|functions)/' "$room"/*.[ch] |
		sed -E 's/:#include "([a-z]+)\//:\1/' | sort -u)
	printf '# %-10s <-' "$room"
	sed 's/.*://' <<<"$includes" | sort -u | grep -vx "$room" | tr '\n' ' ' | sed 's/^/ /' || true
	echo
	wrong=$(while IFS=: read -r file included; do
		[[ " ${below[$room]} " == *" $included "* ]] || [ -z "$included" ] || echo "$file includes $included/"
	done <<<"$includes")
	if [ -z "$wrong" ]; then
		echo "ok $number - $room includes nothing above it"
	else
		echo "not ok $number - $room includes nothing above it"
		sed 's/^/# /' <<<"$wrong"
	fi
done
# the arithmetic knows no PostgreSQL: only its own headers and the C library's
number=$((number + 1))
foreign=$(grep -nE '^#include "' core/*.[ch] | grep -v '"core/' || true)
if [ -z "$foreign" ]; then
	echo "ok $number - core includes no PostgreSQL header"
else
	echo "not ok $number - core includes no PostgreSQL header"
	sed 's/^/# /' <<<"$foreign"
fi
