# Sourced by tests that are shell scripts: TAP, with the number of tests at the end.
# Starts nothing in the background: scripts wait for what is their own $!.
n=0
failed=0

test_line() {	# status, what; remarks on standard input
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		cut -c1-500 | sed -n '1,60s/^/#    /p'
	fi
}

report() {	# status, what, file of remarks
	test_line "$1" "$2" <"${3:-/dev/null}"
}

is() {	# have, want, what
	test_line "$([ "$1" = "$2" ]; echo $?)" "$3" <<<"have: $1"$'\n'"want: $2"
}

same() {	# have, want, what: several lines and not none, told by what differs
	test_line "$([ "$1" = "$2" ] && [ -n "$1" ]; echo $?)" "$3" \
		<<<"$(diff <(echo "$1") <(echo "$2") | sed -n 's/^< /have: /p; s/^> /want: /p')"
}

done_testing() {
	echo "1..$n"
	[ "$failed" = 0 ]
}
