-- Which refund takes back what: rooted has, for each row of settled whose visit or day holds
-- more than plain settlements, the settlement that it belongs to.
CREATE FUNCTION @extschema@.medaid_platform_refunds(fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN E'signed AS (
		-- a refund: negated, or flagged and pointing at what it takes back; what takes a refund back stands again,
		-- a flagged row, too, that points at a flagged row which points at a settlement (first_refund)
		SELECT t.*, coalesce(t.money < 0 OR t.marked AND t.init_setl_id IS NOT NULL AND NOT t.again, false) AS refund,
			CASE WHEN t.money > 0 AND t.marked AND t.init_setl_id IS NOT NULL AND NOT t.again THEN -1 ELSE 1 END AS sign, t.marked AND NOT t.again AS flagged
		FROM (
			SELECT s.*, coalesce(s.money > 0 AND s.init_setl_id = ANY (array_agg(s.setl_id) FILTER (WHERE s.first_refund) OVER (PARTITION BY s.person)), false) AS again
			FROM (
				SELECT s.*, s.money < 0 OR s.marked AND s.init_setl_id IS NOT NULL
					AND coalesce(s.init_setl_id <> ALL (array_agg(s.setl_id) FILTER (WHERE s.money < 0 OR s.marked AND s.init_setl_id IS NOT NULL) OVER (PARTITION BY s.person)), true) AS first_refund
				FROM (
					-- a row without a bill is known by what it pays
					SELECT s.*, CASE WHEN s.total <> 0 THEN s.total ELSE ' || coalesce((SELECT string_agg(format('coalesce(s.%s, 0)', f), ' + ' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)
						WHERE f NOT IN ('total', 'in_scope', 'out_of_catalog')), 's.total') || E' END AS money
					FROM settled AS s
				) AS s
			) AS s
		) AS t
	), linked AS (
		-- a refund stands with the settlement that it points at, a supplement in the visit of its original
		SELECT t.*, coalesce(max(t.mdtrt_id) FILTER (WHERE t.setl_id = t.origin) OVER o, t.mdtrt_id, t.origin) AS visit,
			t.refund AND t.validity = ''live'' AND NOT bool_or(NOT t.refund) OVER l AS loose,
			-- free: a refund that points at nothing, a settlement that none points at
			t.validity = ''live'' AND NOT bool_or(NOT t.refund) OVER l OR NOT t.refund AND NOT bool_or(t.refund AND t.validity = ''live'') OVER l AS free_1,
			NOT t.refund AND sum(t.total * t.sign) FILTER (WHERE t.validity = ''live'') OVER l = 0 AS spent
		FROM (
			SELECT s.*, CASE WHEN s.refund THEN coalesce(s.init_setl_id, s.setl_id) ELSE s.setl_id END AS link,
				CASE WHEN s.refund OR s.supplement THEN coalesce(s.init_setl_id, s.setl_id) ELSE s.setl_id END AS origin
			FROM signed AS s
		) AS t
		WINDOW l AS (PARTITION BY t.person, t.link), o AS (PARTITION BY t.person, t.origin)
	), paired_0 AS (
		-- the others are plain settlements
		SELECT t.* FROM (
			SELECT t.*, bool_or(t.validity <> ''live'' OR t.marked OR t.refund OR t.supplement OR t.interim OR t.again) OVER (PARTITION BY t.person, t.visit) AS odd_visit,
				bool_or(t.loose) OVER (PARTITION BY t.person, t.enddate, abs(t.total)) AS odd_day
			FROM linked AS t
		) AS t
		WHERE t.odd_visit OR t.odd_day
	), ' || (
		-- a refund without link: the nth of an amount takes back the nth free settlement of that amount, of its
		-- day in its visit, then of its visit, then, without a visit, of its day
		SELECT string_agg(format(E'paired_%1$s AS (
		SELECT t.*, CASE WHEN t.free_%1$s AND t.refund THEN (array_agg(t.setl_id) FILTER (WHERE NOT t.refund) OVER w)[row_number() OVER w - count(*) FILTER (WHERE NOT t.refund) OVER w] END AS twin_%1$s,
			t.free_%1$s AND row_number() OVER w > CASE WHEN t.refund THEN 2 * count(*) FILTER (WHERE NOT t.refund) OVER w ELSE count(*) FILTER (WHERE t.refund) OVER w END AS free_%2$s
		FROM paired_%3$s AS t
		WINDOW w AS (PARTITION BY t.person, %4$s, %5$s, t.free_%1$s
			ORDER BY t.refund, (t.flagged OR t.validity <> ''live'') DESC, t.settled_at, t.setl_id COLLATE "C" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
	)', r.n, r.n + 1, r.n - 1, r.key, concat_ws(', ', 'abs(t.total), abs(t.in_scope)', CASE WHEN 'basic_paid' = ANY (fields) THEN 'abs(t.basic_paid)' END)), ', ' ORDER BY r.n)
		FROM (VALUES (1, 't.visit, t.enddate'), (2, 't.visit'), (3, 't.enddate')) AS r (n, key)
	) || E', rooted AS (
		SELECT t.*, CASE WHEN NOT t.refund THEN t.setl_id WHEN NOT t.loose THEN t.link
			-- part of a visit is refunded: of its largest settlement that is not taken back already
			ELSE coalesce(t.twin_1, t.twin_2, t.twin_3, first_value(CASE WHEN NOT t.refund THEN t.setl_id END) OVER (PARTITION BY t.person, t.visit
				ORDER BY t.refund, t.validity <> ''live'', t.spent OR t.free_1 AND NOT t.free_4, t.total DESC, t.setl_id COLLATE "C")) END AS root
		FROM paired_3 AS t
	)';
COMMENT ON FUNCTION @extschema@.medaid_platform_refunds(text[]) IS 'SQL: which refund takes back what';

-- Which rows make one claim, and what each counts.
CREATE FUNCTION @extschema@.medaid_platform_netting(fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_platform_refunds(fields) || E', judged AS (
		SELECT t.*, max(t.visit) FILTER (WHERE NOT t.refund) OVER r AS stay, bool_or(NOT t.refund AND t.supplement) OVER r AS of_supplement,
			bool_or(t.refund AND t.validity = ''live'') OVER r AS taken,
			-- taken back whole
			bool_or(t.refund AND t.validity = ''live'') OVER r AND sum(t.total * t.sign) FILTER (WHERE t.validity = ''live'') OVER r = 0
				AND (bool_or(t.total <> 0) OVER r OR sum(t.money * t.sign) FILTER (WHERE t.validity = ''live'') OVER r = 0) AS gone,
			CASE WHEN t.validity <> ''live'' THEN t.validity
				-- what takes back a refund that never counted: what was refunded stands already
				WHEN t.again AND bool_or(NOT t.again AND t.validity = ''void'') OVER a THEN ''refund_of_void''
				WHEN t.again AND bool_or(NOT t.again AND t.validity = ''pending'') OVER a THEN ''pending''
				-- a refund taken back once more
				WHEN t.again AND sum(t.money) FILTER (WHERE t.again AND t.validity = ''live'') OVER (a ORDER BY t.again, t.settled_at, t.setl_id COLLATE "C" ROWS UNBOUNDED PRECEDING)
						> greatest(max(abs(t.money)) FILTER (WHERE NOT t.again) OVER a, t.money) THEN ''refund_exceeds''
				WHEN t.root IS NULL OR NOT bool_or(NOT t.refund) OVER r THEN ''refund_unlinked''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''void'') OVER r THEN ''refund_of_void''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''pending'') OVER r THEN ''pending''
				-- flagged as refunded, and the negated row is not in the table
				WHEN NOT t.refund AND t.flagged AND NOT bool_or(t.refund AND t.validity = ''live'') OVER r THEN ''refunded''
				ELSE ''counts'' END AS fate
		FROM rooted AS t
		WINDOW r AS (PARTITION BY t.person, t.root), a AS (PARTITION BY t.person, CASE WHEN t.again THEN t.init_setl_id ELSE t.setl_id END)
	), owned AS (
		-- what takes back the refund of a part belongs to what the refund left; of the whole, it stands by itself
		SELECT t.*, CASE WHEN t.again AND NOT t.gone THEN max(t.root) FILTER (WHERE NOT t.again AND NOT t.gone AND t.fate = ''counts'') OVER a END AS owner
		FROM judged AS t
		WINDOW a AS (PARTITION BY t.person, CASE WHEN t.again THEN t.init_setl_id ELSE t.setl_id END)
	), parts AS (
		-- supplements, interim bills and stays across New Year: one claim a visit
		SELECT t.*, coalesce(max(t.owner) OVER (PARTITION BY t.person, t.root), t.root) AS base,
			bool_or(t.fate = ''counts'' AND NOT t.gone AND (t.of_supplement OR t.interim)) OVER s AS whole_stay,
			-- a bill that was taken back is known to its supplements, whether it is void besides or not
			array_agg(t.total) FILTER (WHERE NOT t.of_supplement AND NOT t.refund AND (t.fate = ''counts'' OR t.taken)) OVER s
				|| sum(t.total) FILTER (WHERE NOT t.of_supplement AND NOT t.refund AND (t.fate = ''counts'' OR t.taken)) OVER s AS gross_bills
		FROM owned AS t
		WINDOW s AS (PARTITION BY t.person, t.stay)
	), units AS (
		SELECT t.*, t.gross_bills || sum(t.total * t.sign) FILTER (WHERE NOT t.of_supplement) OVER u AS bills,
			row_number() OVER (u ORDER BY t.refund, t.gone, t.of_supplement, t.owner IS NOT NULL, t.settled_at, t.setl_id COLLATE "C") = 1 AS first,
			bool_or(t.refund) OVER u AS has_refund, count(*) OVER u AS rows_of_unit, count(t.total) OVER u = count(*) OVER u AND count(t.in_scope) OVER u = count(*) OVER u AS readable,
			coalesce(min(t.begndate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement AND t.owner IS NULL) OVER u, t.begndate) AS first_day,
			coalesce(max(t.enddate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement AND t.owner IS NULL) OVER u, t.enddate) AS last_day
		FROM parts AS t
		WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.base END)
	), counted AS (
		-- a supplement that repeats a bill of its visit, or all, or what refunds left of them, adds what it pays, not the bill; nor does its refund take off a bill
		SELECT t.person, t.setl_id, t.fate, t.first, t.refund, t.of_supplement AS supplement, t.interim, t.whole_stay, t.rows_of_unit, t.readable, t.first_day, t.last_day, t.stay, t.base, t.repeats, t.has_refund OR bool_or(t.repeats) OVER (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.base END) AS less,
			' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope', 'out_of_catalog')
				THEN E'CASE WHEN t.fate <> ''counts'' OR t.repeats THEN 0 ELSE t.sign * t.%1$s END AS %1$s'
				ELSE E'CASE WHEN t.fate = ''counts'' THEN t.sign * t.%1$s ELSE 0 END AS %1$s' END, f), E',\n\t\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E'
		FROM (SELECT t.*, coalesce(bool_or(NOT t.refund AND t.of_supplement AND t.total <> 0 AND t.total = ANY (t.bills)) OVER (PARTITION BY t.person, t.root), false) AS repeats FROM units AS t) AS t
	)
	SELECT t.person, t.setl_id, t.refund, t.supplement, t.interim, t.repeats, t.first_day, t.last_day,
		-- what the row counts by itself, and its claim as a whole
		' || (SELECT string_agg(format('t.%1$s AS own_%1$s', f), ', ' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope') THEN 'CASE WHEN t.readable THEN sum(t.%1$s) OVER u END AS %1$s' ELSE 'sum(t.%1$s) OVER u AS %1$s' END, f), E',\n\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		CASE WHEN t.fate <> ''counts'' THEN t.fate
			WHEN t.less AND sum(t.total) OVER u = 0 THEN ''netted''
			WHEN t.less AND sum(t.total) OVER u < 0 THEN ''refund_exceeds''
			WHEN t.rows_of_unit > 1 THEN ''merged'' ELSE ''claim'' END AS fate,
		t.fate = ''counts'' AND t.first AND NOT (t.less AND sum(t.total) OVER u <= 0) AS is_claim
	FROM counted AS t
	WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.base END)';
COMMENT ON FUNCTION @extschema@.medaid_platform_netting(text[]) IS 'SQL: which refund takes back what, which rows make one claim';

