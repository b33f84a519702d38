-- The month: closing it writes what the fund owes, and opens the next.

-- Under REPEATABLE READ and above the snapshot may be older than the lock on the
-- book: entries that were posted between the two are there and not seen.
CREATE FUNCTION @extschema@.medaid_ledger_unseen(entries regclass, month date) RETURNS boolean
	LANGUAGE c STRICT AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.medaid_ledger_unseen(regclass, date) IS
	'Whether a month has entries that the transaction''s snapshot does not see; entries: a table of entries';

-- month: the one to be closed, so that a second call closes no second month;
-- NULL: the open one.  Returns it.
-- Errors: 22004 ledger NULL, 3F000 no ledger, 55000 another month is open, the
-- month has not begun, or the ledger is of another version; 40001 entries that the
-- snapshot does not see, or the book was changed since.
CREATE FUNCTION @extschema@.medaid_close_month(ledger text, month date DEFAULT NULL) RETURNS date
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
	book record;
BEGIN
	IF @extschema@.medaid_ledger_distributed(schema) THEN
		IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
			RAISE EXCEPTION 'the month of a distributed ledger is closed under READ COMMITTED' USING ERRCODE = 'feature_not_supported';
		END IF;
		-- each node's row: FOR UPDATE would take Citus's own lock only, which a transaction that is prepared on a worker need not hold
		EXECUTE format('UPDATE %s.book SET one = true', schema);
	END IF;
	-- waits for who is posting into the month; who comes later posts into the next
	EXECUTE format('SELECT b.month, b.version FROM %s.book AS b FOR UPDATE', schema) INTO book;
	PERFORM @extschema@.medaid_ledger_book_check(schema, book.version, 0);
	IF book.month <> date_trunc('month', month::timestamp) THEN
		RAISE EXCEPTION 'month % is not open: % is', CASE WHEN isfinite(month) THEN to_char(month, 'YYYY-MM') ELSE month::text END, to_char(book.month, 'YYYY-MM') USING
			ERRCODE = 'object_not_in_prerequisite_state',
			HINT = 'Months are closed in their order, each once.';
	ELSIF book.month > current_date THEN
		RAISE EXCEPTION 'month % has not begun', to_char(book.month, 'YYYY-MM') USING ERRCODE = 'object_not_in_prerequisite_state';
	ELSIF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
		IF @extschema@.medaid_ledger_unseen(format('%s.entry', schema)::regclass, book.month) THEN
			RAISE EXCEPTION 'entries were posted while month % was being closed', to_char(book.month, 'YYYY-MM') USING
				ERRCODE = 'serialization_failure',
				HINT = 'Close it again, in a new transaction.';
		END IF;
	END IF;
	EXECUTE format('INSERT INTO %1$s.statement (month, payee, channel, pay_when, claims, assistance, top_up, tilted, off_catalog, amount, brought_forward, due, carried_forward)
		SELECT o.month, o.payee, o.channel, o.pay_when, o.claims, o.assistance, o.top_up, o.tilted, o.off_catalog, o.amount, o.brought_forward, o.due, o.carried_forward
		FROM %1$s.owed AS o', schema);
	EXECUTE format('UPDATE %s.book AS b SET month = (b.month + interval ''1 month'')::date', schema);
	RETURN book.month;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_close_month(text, date) IS
	'Closes the open month, and returns it: writes its statements (对账单) and opens the next. month: the one to be closed, so that a call repeated closes no second one (NULL: the open one); another month is open, or it has not begun: 55000; entries that a REPEATABLE READ snapshot does not see: 40001';

-- Statements against the entries that they are made of, what each pays, and each
-- carried amount against the month before.
CREATE FUNCTION @extschema@.medaid_ledger_verify_statements(ledger text, OUT month date, OUT payee text, OUT channel text, OUT pay_when text, OUT fault text) RETURNS SETOF record
	LANGUAGE plpgsql STABLE ROWS 10 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema text := @extschema@.medaid_ledger_schema(ledger);
BEGIN
	RETURN QUERY EXECUTE format($sql$
		WITH lines AS (
			SELECT p.month, p.payee, p.channel, p.pay_when, sum(p.assistance) AS assistance, sum(p.top_up) AS top_up, sum(p.tilted) AS tilted, sum(p.off_catalog) AS off_catalog,
				sum(p.amount) AS amount
			FROM %1$s.payable AS p
			WHERE p.month < (SELECT b.month FROM %1$s.book AS b)
			GROUP BY p.month, p.payee, p.channel, p.pay_when
		), waiting AS (
			-- of each December, as the view owed has it: claims of later years
			SELECT make_date(y.year, 12, 1) AS month, p.payee, p.channel, p.pay_when, sum(p.amount) AS amount
			FROM (
				SELECT p.month, p.benefit_year, p.payee, p.channel, p.pay_when, sum(p.amount) AS amount
				FROM %1$s.payable AS p
				WHERE p.month < (SELECT b.month FROM %1$s.book AS b) AND p.month > '0001-01-01' AND p.pay_when = 'year_end' AND p.benefit_year > extract(year FROM p.month)
				GROUP BY p.month, p.benefit_year, p.payee, p.channel, p.pay_when
			) AS p
			-- what was forged waits for no thousands of years; over sums, because Citus joins no function to shards
			CROSS JOIN LATERAL generate_series(extract(year FROM p.month)::integer, least(p.benefit_year - 1, extract(year FROM p.month) + 100)::integer) AS y (year)
			GROUP BY 1, p.payee, p.channel, p.pay_when
		), payment AS (
			SELECT s.month, s.payee, s.channel, s.pay_when, s.due,
				CASE WHEN s.pay_when = 'year_end' AND extract(month FROM s.month) < 12 THEN 0
					ELSE greatest(s.amount + s.brought_forward - greatest(coalesce(w.amount, 0), 0), 0) END AS should
			FROM %1$s.statement AS s
			LEFT JOIN waiting AS w ON (w.month, w.payee, w.channel, w.pay_when) = (s.month, s.payee, s.channel, s.pay_when)
		)
		SELECT coalesce(s.month, l.month), coalesce(s.payee, l.payee), coalesce(s.channel, l.channel), coalesce(s.pay_when, l.pay_when),
			format('the statement has %%s, its lines %%s', coalesce(s.amount, 0), coalesce(l.amount, 0))
		FROM %1$s.statement AS s
		FULL JOIN lines AS l ON (l.month, l.payee, l.channel, l.pay_when) = (s.month, s.payee, s.channel, s.pay_when)
		WHERE (coalesce(s.assistance, 0), coalesce(s.top_up, 0), coalesce(s.tilted, 0), coalesce(s.off_catalog, 0), coalesce(s.amount, 0))
			<> (coalesce(l.assistance, 0), coalesce(l.top_up, 0), coalesce(l.tilted, 0), coalesce(l.off_catalog, 0), coalesce(l.amount, 0))
		UNION ALL
		SELECT coalesce(s.month, (p.month + interval '1 month')::date), coalesce(s.payee, p.payee), coalesce(s.channel, p.channel), coalesce(s.pay_when, p.pay_when),
			format('%%s is brought forward, and %%s was carried', coalesce(s.brought_forward, 0), coalesce(p.carried_forward, 0))
		FROM %1$s.statement AS s
		FULL JOIN (
			SELECT p.* FROM %1$s.statement AS p WHERE p.month < (SELECT b.month - interval '1 month' FROM %1$s.book AS b)
		) AS p ON (p.payee, p.channel, p.pay_when) = (s.payee, s.channel, s.pay_when) AND (p.month + interval '1 month')::date = s.month
		WHERE coalesce(s.brought_forward, 0) <> coalesce(p.carried_forward, 0)
		UNION ALL
		SELECT p.month, p.payee, p.channel, p.pay_when, format('the statement pays %%s, and %%s was due', p.due, p.should)
		FROM payment AS p
		WHERE p.due IS DISTINCT FROM p.should
		UNION ALL
		SELECT s.month, s.payee, s.channel, s.pay_when, 'the month is not closed'
		FROM %1$s.statement AS s
		WHERE s.month >= (SELECT b.month FROM %1$s.book AS b)
	$sql$, schema);
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_ledger_verify_statements(text) IS
	'Statements that are not what their lines add up to, that pay what was not due, or that do not bring forward what was carried; no rows where all is well';
