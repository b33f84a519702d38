-- Which refund takes back what: rooted has, for each row of settled whose visit or day holds
-- more than plain settlements, the settlement that it belongs to.
CREATE FUNCTION @extschema@.medaid_platform_refunds(fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN replace(E'linked AS (
		-- a refund stands with the settlement that it points at, a supplement in the visit of its original
		SELECT t.*, coalesce(max(t.mdtrt_id) FILTER (WHERE t.setl_id = t.link) OVER l, t.mdtrt_id, t.link) AS visit,
			t.refund AND t.validity = ''live'' AND NOT bool_or(NOT t.refund) OVER l AS loose,
			NOT t.refund AND NOT bool_or(t.refund) OVER l AS open
		FROM (SELECT s.*, CASE WHEN s.refund OR s.supplement THEN coalesce(s.init_setl_id, s.setl_id) ELSE s.setl_id END AS link FROM settled AS s) AS t
		WINDOW l AS (PARTITION BY t.person, t.link)
	), touched AS (
		-- the others are plain settlements
		SELECT t.* FROM (
			SELECT t.*, bool_or(t.validity <> ''live'' OR t.flagged OR t.refund OR t.supplement OR t.interim) OVER (PARTITION BY t.person, t.visit) AS odd_visit,
				bool_or(t.loose) OVER (PARTITION BY t.person, t.enddate, abs(t.total)) AS odd_day
			FROM linked AS t
		) AS t
		WHERE t.odd_visit OR t.odd_day
	), numbered AS (
		-- a refund without link: the nth of an amount in a visit takes back the nth settlement of that amount
		SELECT t.*, CASE WHEN t.loose OR t.open THEN row_number() OVER (
			PARTITION BY t.person, t.visit, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.refund, t.loose OR t.open
			ORDER BY (t.flagged OR t.validity <> ''live'') DESC, t.settled_at, t.setl_id) END AS nth
		FROM touched AS t
	), in_visit AS (
		SELECT t.*, max(t.setl_id) FILTER (WHERE NOT t.refund) OVER w AS twin, bool_or(t.refund) OVER w AND t.nth IS NOT NULL AS taken
		FROM numbered AS t
		WINDOW w AS (PARTITION BY t.person, t.visit, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.nth)
	), renumbered AS (
		-- then, without a visit either, the nth of an amount on a day
		SELECT t.*, CASE WHEN t.loose AND t.twin IS NULL OR t.open AND NOT t.taken THEN row_number() OVER (
			PARTITION BY t.person, t.enddate, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.refund, t.loose AND t.twin IS NULL OR t.open AND NOT t.taken
			ORDER BY (t.flagged OR t.validity <> ''live'') DESC, t.settled_at, t.setl_id) END AS nth_of_day
		FROM in_visit AS t
	), on_day AS (
		SELECT t.*, max(t.setl_id) FILTER (WHERE NOT t.refund) OVER w AS twin_of_day,
			-- part of a visit is refunded: of its largest settlement
			first_value(CASE WHEN NOT t.refund THEN t.setl_id END) OVER (PARTITION BY t.person, t.visit ORDER BY t.refund, t.validity <> ''live'', t.total DESC, t.setl_id) AS largest
		FROM renumbered AS t
		WINDOW w AS (PARTITION BY t.person, t.enddate, abs(t.total), abs(t.in_scope), abs(t.basic_paid), t.nth_of_day)
	), rooted AS (
		SELECT t.*, CASE WHEN NOT t.refund THEN t.setl_id WHEN NOT t.loose THEN t.link
			WHEN t.nth IS NOT NULL AND t.twin IS NOT NULL THEN t.twin WHEN t.nth_of_day IS NOT NULL AND t.twin_of_day IS NOT NULL THEN t.twin_of_day
			ELSE t.largest END AS root
		FROM on_day AS t
	)',
		', abs(t.basic_paid)', CASE WHEN 'basic_paid' = ANY (fields) THEN ', abs(t.basic_paid)' ELSE '' END);
COMMENT ON FUNCTION @extschema@.medaid_platform_refunds(text[]) IS 'SQL: which refund takes back what';

-- Which rows make one claim, and what each counts.
CREATE FUNCTION @extschema@.medaid_platform_netting(fields text[]) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN @extschema@.medaid_platform_refunds(fields) || E', judged AS (
		SELECT t.*, max(t.visit) FILTER (WHERE NOT t.refund) OVER r AS stay, bool_or(NOT t.refund AND t.supplement) OVER r AS of_supplement,
			-- taken back whole
			bool_or(t.refund AND t.validity = ''live'') OVER r AND sum(t.total * t.sign) FILTER (WHERE t.validity = ''live'') OVER r = 0 AS gone,
			CASE WHEN t.validity <> ''live'' THEN t.validity
				WHEN t.root IS NULL OR NOT bool_or(NOT t.refund) OVER r THEN ''refund_unlinked''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''void'') OVER r THEN ''refund_of_void''
				WHEN t.refund AND bool_or(NOT t.refund AND t.validity = ''pending'') OVER r THEN ''pending''
				-- flagged as refunded, and the negated row is not in the table
				WHEN NOT t.refund AND t.flagged AND NOT bool_or(t.refund AND t.validity = ''live'') OVER r THEN ''refunded''
				ELSE ''counts'' END AS fate
		FROM rooted AS t
		WINDOW r AS (PARTITION BY t.person, t.root)
	), parts AS (
		-- supplements, interim bills and stays across New Year: one claim a visit
		SELECT t.*, bool_or(t.fate = ''counts'' AND NOT t.gone AND (t.of_supplement OR t.interim)) OVER (PARTITION BY t.person, t.stay) AS whole_stay
		FROM judged AS t
	), units AS (
		SELECT t.*, sum(t.total) FILTER (WHERE NOT t.of_supplement AND NOT t.refund) OVER u AS billed, row_number() OVER (u ORDER BY t.refund, t.gone, t.of_supplement, t.settled_at, t.setl_id) = 1 AS first,
			bool_or(t.refund) OVER u AS has_refund, count(*) OVER u AS rows_of_unit, count(t.total) OVER u = count(*) OVER u AND count(t.in_scope) OVER u = count(*) OVER u AS readable,
			coalesce(min(t.begndate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement) OVER u, t.begndate) AS first_day,
			coalesce(max(t.enddate) FILTER (WHERE NOT t.refund AND NOT t.gone AND NOT t.of_supplement) OVER u, t.enddate) AS last_day
		FROM parts AS t
		WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.root END)
	), counted AS (
		-- a supplement that repeats the bill adds what it pays, not the bill
		SELECT t.person, t.setl_id, t.fate, t.first, t.refund, t.of_supplement AS supplement, t.interim, t.whole_stay, t.has_refund, t.rows_of_unit, t.readable, t.first_day, t.last_day, t.stay, t.root,
			t.of_supplement AND t.total <> 0 AND abs(t.total) = t.billed AS repeats,
			' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope', 'out_of_catalog')
				THEN E'CASE WHEN t.fate <> ''counts'' OR t.of_supplement AND t.total <> 0 AND abs(t.total) = t.billed THEN 0 ELSE t.sign * t.%1$s END AS %1$s'
				ELSE E'CASE WHEN t.fate = ''counts'' THEN t.sign * t.%1$s ELSE 0 END AS %1$s' END, f), E',\n\t\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E'
		FROM units AS t
	)
	SELECT t.person, t.setl_id, t.refund, t.supplement, t.interim, t.repeats, t.first_day, t.last_day,
		-- what the row counts by itself, and its claim as a whole
		' || (SELECT string_agg(format('t.%1$s AS own_%1$s', f), ', ' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		' || (SELECT string_agg(format(CASE WHEN f IN ('total', 'in_scope') THEN 'CASE WHEN t.readable THEN sum(t.%1$s) OVER u END AS %1$s' ELSE 'sum(t.%1$s) OVER u AS %1$s' END, f), E',\n\t\t' ORDER BY n) FROM unnest(fields) WITH ORDINALITY AS u (f, n)) || E',
		CASE WHEN t.fate <> ''counts'' THEN t.fate
			WHEN t.has_refund AND sum(t.total) OVER u = 0 THEN ''netted''
			WHEN t.has_refund AND sum(t.total) OVER u < 0 THEN ''refund_exceeds''
			WHEN t.rows_of_unit > 1 THEN ''merged'' ELSE ''claim'' END AS fate,
		t.fate = ''counts'' AND t.first AND NOT (t.has_refund AND sum(t.total) OVER u <= 0) AS is_claim
	FROM counted AS t
	WINDOW u AS (PARTITION BY t.person, t.fate = ''counts'', t.whole_stay, CASE WHEN t.whole_stay THEN t.stay ELSE t.root END)';
COMMENT ON FUNCTION @extschema@.medaid_platform_netting(text[]) IS 'SQL: which refund takes back what, which rows make one claim';

