-- What the mapping did with the tables: read = came out + set aside, to the fen,
-- and what it found that somebody should look at.

CREATE FUNCTION @extschema@.medaid_platform_meaning(item text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN CASE item
		WHEN 'read' THEN 'rows of the table'
		WHEN 'came_out' THEN 'claims of the view, with what payers before assistance paid'
		WHEN 'difference' THEN 'read - came_out - set_aside: 0.00, or the mapping is at fault'
		WHEN 'duplicate' THEN 'setl_id stands more than once: the latest row counts'
		WHEN 'void' THEN 'vali_flag 0, or unknown: counts nothing'
		WHEN 'pending' THEN 'vali_flag 2, reversal pending (待冲正), with its refunds: option pending counts them'
		WHEN 'refunded' THEN 'refd_setl_flag 1 on a positive row, and no negated row: taken as refunded whole'
		WHEN 'refund_of_void' THEN 'takes back a void settlement, or a void refund: already taken back'
		WHEN 'refund_unlinked' THEN 'a refund that takes back nothing in the table: what it refunds may still be paid'
		WHEN 'refund_unsigned' THEN 'a refund with positive amounts: counted as negated'
		WHEN 'refund_exceeds' THEN 'more refunded than settled, or given back than refunded: no claim'
		WHEN 'unkeyed' THEN 'void, pending, a refund, a supplement or an interim bill without psn_no or setl_id'
		WHEN 'amount_missing' THEN 'a bill or its part in scope is NULL: with it the amounts of the claim that it belongs to, which is refused'
		WHEN 'netted' THEN 'settlements taken back whole, and their refunds'
		WHEN 'bill_repeated' THEN 'a supplement that repeats a bill of its visit: only what it pays counts'
		WHEN 'plain' THEN 'a row that is a claim by itself'
		WHEN 'merged' THEN 'rows that make a claim together: supplements, interim bills, stays across New Year, refunds of a part'
		WHEN 'supplement_alone' THEN 'a supplement (补充报销) whose visit has no settlement'
		WHEN 'service_unmapped' THEN 'med_type that medaid_service_name does not know: such claims are refused'
		WHEN 'service_none' THEN 'med_type that assistance never reaches'
		WHEN 'identity_unmapped' THEN 'psn_idet_type that medaid_category_name does not know: claims of its holders are refused'
		WHEN 'identity_no_category' THEN 'psn_idet_type that is no category of assistance'
		WHEN 'insurance_unmapped' THEN 'insutype that is neither 居民, 职工 nor 未参保: such claims are refused'
		WHEN 'level_unknown' THEN 'hosp_lv beyond 01 to 11: hospital_level is NULL'
		WHEN 'place_unknown' THEN 'no insu_admdvs or fix_blng_admdvs: place is NULL, taken as the home city'
		WHEN 'fund_pay_sumamt' THEN 'is not the sum of the funds; total: by how much'
		WHEN 'psn_pay' THEN 'is not the bill less funds and hospital; total: by how much'
		WHEN 'medfee_sumamt' THEN 'is not 全自费 + 超限价 + 先行自付 + 符合范围; total: by how much'
		WHEN 'opposite_sign' THEN 'a payment or the part in scope has not the sign of its bill: counted as it is written'
		WHEN 'not_taken' THEN 'a payment that the claim does not carry: what assistance paid so far, or a fund without a name'
		WHEN 'visit_missing' THEN 'mdtrt_id that the table of visits does not have'
		WHEN 'padded' THEN 'codes with blanks around them in a column that is read as it is: option padded'
		WHEN 'column_missing' THEN 'no such column: an amount counts 0, a code is unknown' END;
COMMENT ON FUNCTION @extschema@.medaid_platform_meaning(text) IS 'What an item of medaid_platform_report means';

-- Findings about single rows and claims, as SELECTs of (section, item, code, rows, total, in_scope, paid).
CREATE FUNCTION @extschema@.medaid_platform_findings(shapes jsonb) RETURNS text[]
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	setl jsonb := shapes -> 'setl';
	of_claims CONSTANT text := 'SELECT ''codes'', %L, %s, count(*), sum((v.claim).total), sum((v.claim).in_scope), sum(v.paid) FROM claims AS v%s WHERE %s GROUP BY 3';
	of_rows CONSTANT text := 'SELECT ''%s'', %L, %s, count(*), sum(%s), NULL::numeric, NULL::numeric FROM %s WHERE %s GROUP BY 3';
	found text[];
	sum_of_funds text := @extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['hifp_pay', 'hifmi_pay', 'hifob_pay', 'cvlserv_pay', 'hifes_pay', 'hifdm_pay', 'maf_pay', 'othfund_pay']);
	hospital text := coalesce(@extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['ownpay_hosp_part']), '0');
	total text := @extschema@.medaid_platform_value(setl, 's', 'medfee_sumamt');
	x text;
BEGIN
	found := ARRAY[
		format(of_claims, 'service_unmapped', '(v.claim).service', '', '(v.claim).service NOT IN (''outpatient'', ''chronic'', ''inpatient'', ''special_drug'', ''none'')'),
		format(of_claims, 'service_none', 's.med_type', format(' JOIN (SELECT %s AS setl_id, %s AS med_type FROM %s AS s) AS s ON s.setl_id = v.claim_id', @extschema@.medaid_platform_code(setl, 's', 'setl_id'),
			@extschema@.medaid_platform_code(setl, 's', 'med_type'), setl ->> 'rows'), '(v.claim).service = ''none'''),
		format(of_claims, 'insurance_unmapped', '(v.claim).insurance', '', '(v.claim).insurance NOT IN (''resident'', ''employee'', ''none'')'),
		format(of_claims, 'place_unknown', 'NULL', '', '(v.claim).place IS NULL')];
	IF setl ? 'hosp_lv' THEN
		found := found || format(of_claims, 'level_unknown', 's.hosp_lv', format(' JOIN (SELECT %s AS setl_id, %s AS hosp_lv FROM %s AS s) AS s ON s.setl_id = v.claim_id',
			@extschema@.medaid_platform_code(setl, 's', 'setl_id'), @extschema@.medaid_platform_code(setl, 's', 'hosp_lv'), setl ->> 'rows'), '(v.claim).hospital_level IS NULL');
	END IF;
	IF setl ? 'fund_pay_sumamt' AND sum_of_funds IS NOT NULL THEN
		x := format('(%s - (%s))', @extschema@.medaid_platform_value(setl, 's', 'fund_pay_sumamt'), sum_of_funds);
		found := found || format(of_rows, 'amounts', 'fund_pay_sumamt', 'NULL', x, (setl ->> 'table') || ' AS s', x || ' <> 0');
	END IF;
	IF setl ?& '{fund_pay_sumamt,psn_pay}' THEN
		x := format('(%s - (%s - %s - (%s)))', @extschema@.medaid_platform_value(setl, 's', 'psn_pay'), total, @extschema@.medaid_platform_value(setl, 's', 'fund_pay_sumamt'), hospital);
		found := found || format(of_rows, 'amounts', 'psn_pay', 'NULL', x, (setl ->> 'table') || ' AS s', x || ' <> 0');
	END IF;
	IF setl ?& '{fulamt_ownpay_amt,overlmt_selfpay,preselfpay_amt,inscp_amt}' THEN
		x := format('(%s - (%s))', total, @extschema@.medaid_platform_sum(setl, 's', VARIADIC ARRAY['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_amt']));
		found := found || format(of_rows, 'amounts', 'medfee_sumamt', 'NULL', x, (setl ->> 'table') || ' AS s', x || ' <> 0');
	END IF;
	SELECT string_agg(format('(%s) * %s < 0', a.expression, total), ' OR ' ORDER BY a.n) INTO x FROM @extschema@.medaid_platform_amounts(shapes, 's') AS a WHERE a.n > 1;
	found := found || format(of_rows, 'amounts', 'opposite_sign', 'NULL', total, (setl ->> 'table') || ' AS s' || @extschema@.medaid_platform_funds(shapes, 's'), x);
	FOREACH x IN ARRAY '{maf_pay,othfund_pay}'::text[] LOOP
		IF setl ? x THEN
			found := found || format(of_rows, 'amounts', 'not_taken', quote_literal(x), @extschema@.medaid_platform_value(setl, 's', x), (setl ->> 'table') || ' AS s', @extschema@.medaid_platform_value(setl, 's', x) || ' <> 0');
		END IF;
	END LOOP;
	IF shapes ? 'mdtrt' AND setl ? 'mdtrt_id' THEN
		found := found || format(of_rows, 'tables', 'visit_missing', 'NULL', total, (setl ->> 'rows') || ' AS s', format('%s AND %s NOT IN (SELECT %s FROM %s AS v WHERE %s)',
			@extschema@.medaid_platform_filled(setl, 's', 'mdtrt_id'), @extschema@.medaid_platform_code(setl, 's', 'mdtrt_id'), @extschema@.medaid_platform_code(shapes -> 'mdtrt', 'v', 'mdtrt_id'), shapes #>> '{mdtrt,table}',
			@extschema@.medaid_platform_filled(shapes -> 'mdtrt', 'v', 'mdtrt_id')));
	END IF;
	IF shapes ? 'identities' THEN
		found := found || format($q$SELECT 'codes', CASE WHEN c.name IS NULL THEN 'identity_unmapped' ELSE 'identity_no_category' END, i.code, sum(i.rows)::bigint, sum(p.total), sum(p.in_scope), sum(p.paid)
			FROM (SELECT %1$s AS person, %2$s AS code, count(*) AS rows FROM %3$s AS i GROUP BY 1, 2) AS i
			LEFT JOIN %4$s AS c ON c.name = i.code
			LEFT JOIN (SELECT v.person, sum((v.claim).total) AS total, sum((v.claim).in_scope) AS in_scope, sum(v.paid) AS paid FROM claims AS v GROUP BY 1) AS p ON p.person = i.person
			WHERE c.category IS NULL GROUP BY 2, 3$q$,
			@extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_no'), @extschema@.medaid_platform_code(shapes -> 'identities', 'i', 'psn_idet_type'), shapes #>> '{identities,table}',
			@extschema@.medaid_platform_names(shapes, 'medaid_category_name', 'category'));
	END IF;
	RETURN found || ARRAY(
		SELECT format('SELECT ''tables'', ''padded'', %L, count(*), NULL::numeric, NULL::numeric, NULL::numeric FROM %s AS s WHERE s.%s <> btrim(s.%s) HAVING count(*) > 0',
			p.part || '.' || f.key, shapes #>> ARRAY[p.part, 'table'], f.value ->> 'name', f.value ->> 'name')
		FROM unnest('{setl,mdtrt,identities,funds}'::text[]) AS p (part), jsonb_each(shapes -> p.part) AS f
		WHERE f.value ->> 'type' = 'text' AND f.value ->> 'kind' = 'code' ORDER BY p.part COLLATE "C", f.key COLLATE "C")
	|| ARRAY(
		SELECT format('SELECT ''tables'', ''column_missing'', %L, NULL::bigint, NULL::numeric, NULL::numeric, NULL::numeric', f.part || '.' || f.field)
		FROM @extschema@.medaid_platform_fields() AS f
		WHERE shapes ? f.part AND NOT shapes -> f.part ? f.field AND f.field NOT IN ('updt_time', 'brdy', 'dise_name', 'inclusive_paid', 'commercial_paid', 'mutual_aid_paid', 'place', 'referral', 'designated',
			'charge_class', 'chronic_class', 'major_disease', 'maintenance', 'tilt_approved', 'assisted_elsewhere', 'applied_on', 'deadline_from') AND (f.part, f.field) <> ('identities', 'vali_flag')
		ORDER BY f.part COLLATE "C", f.field COLLATE "C");
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_findings(jsonb) IS 'SQL of what medaid_platform_report finds in single rows and claims';

CREATE FUNCTION @extschema@.medaid_platform_report(setl regclass, mdtrt regclass DEFAULT NULL, identities regclass DEFAULT NULL, options jsonb DEFAULT NULL)
	RETURNS TABLE (section text, item text, code text, "rows" bigint, total numeric, in_scope numeric, paid numeric, meaning text)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
	shapes jsonb := @extschema@.medaid_platform_shapes(setl, mdtrt, identities, options);
	shape jsonb := shapes -> 'setl';
	raw text[];
	own text[];
	paid_fields text[];
BEGIN
	SELECT ARRAY[max(a.expression) FILTER (WHERE a.n = 1), max(a.expression) FILTER (WHERE a.n = 2), coalesce(string_agg(a.expression, ' + ' ORDER BY a.n) FILTER (WHERE a.n > 3), '0')],
		ARRAY['c.own_total', 'c.own_in_scope', coalesce(string_agg('c.own_' || a.field, ' + ' ORDER BY a.n) FILTER (WHERE a.n > 3), '0')],
		array_agg(a.field ORDER BY a.n) FILTER (WHERE a.n > 3)
	INTO raw, own, paid_fields FROM @extschema@.medaid_platform_amounts(shapes, 's') AS a;
	RETURN QUERY EXECUTE format($q$
	WITH claims AS MATERIALIZED (
		SELECT x.*, %1$s AS paid FROM (%2$s) AS x
	), fates AS MATERIALIZED (
		SELECT coalesce(c.fate, CASE WHEN %17$s THEN 'unkeyed' ELSE 'claim' END) AS fate, c.refund, c.supplement, c.repeats, c.setl_id IS NOT NULL AND (c.total IS NULL OR c.in_scope IS NULL) AS unreadable, coalesce(%3$s, 0) AS total, coalesce(%4$s, 0) AS in_scope, %5$s AS paid,
			CASE WHEN c.setl_id IS NULL THEN coalesce(%3$s, 0) ELSE coalesce(%6$s, 0) END AS own_total, CASE WHEN c.setl_id IS NULL THEN coalesce(%4$s, 0) ELSE coalesce(%7$s, 0) END AS own_in_scope,
			CASE WHEN c.setl_id IS NULL THEN %5$s ELSE %8$s END AS own_paid
		FROM %9$s AS s
		LEFT JOIN (%10$s) AS c ON c.person = %11$s AND c.setl_id = %12$s%13$s
	), whole AS (
		SELECT 'read' AS item, count(*) AS n, coalesce(sum(%3$s), 0) AS total, coalesce(sum(%4$s), 0) AS in_scope, coalesce(sum(%5$s), 0) AS paid FROM %14$s AS s%13$s
	), kept AS (
		SELECT 'came_out' AS item, count(*) AS n, coalesce(sum((v.claim).total), 0) AS total, coalesce(sum((v.claim).in_scope), 0) AS in_scope, coalesce(sum(v.paid), 0) AS paid FROM claims AS v
	), unique_rows AS (
		SELECT count(*) AS n, coalesce(sum(f.total), 0) AS total, coalesce(sum(f.in_scope), 0) AS in_scope, coalesce(sum(f.paid), 0) AS paid FROM fates AS f
	), aside AS (
		-- where no claim comes of it, all of a row; else what it does not count
		SELECT f.fate AS item, count(*) AS n, sum(f.total) AS total, sum(f.in_scope) AS in_scope, sum(f.paid) AS paid FROM fates AS f WHERE f.fate NOT IN ('claim', 'merged') GROUP BY 1
		UNION ALL
		SELECT CASE WHEN f.repeats THEN 'bill_repeated' ELSE 'refund_unsigned' END, count(*), sum(f.total - f.own_total), sum(f.in_scope - f.own_in_scope), sum(f.paid - f.own_paid)
		FROM fates AS f WHERE f.fate IN ('claim', 'merged') AND (f.total, f.in_scope, f.paid) IS DISTINCT FROM (f.own_total, f.own_in_scope, f.own_paid) GROUP BY 1
		UNION ALL
		SELECT 'amount_missing', count(*), sum(f.own_total), sum(f.own_in_scope), 0 FROM fates AS f WHERE f.fate IN ('claim', 'merged') AND f.unreadable HAVING count(*) > 0
		UNION ALL
		SELECT 'duplicate', w.n - u.n, w.total - u.total, w.in_scope - u.in_scope, w.paid - u.paid FROM whole AS w, unique_rows AS u WHERE w.n <> u.n
	), found (section, item, code, n, total, in_scope, paid) AS (
		SELECT 'rows', CASE f.fate WHEN 'claim' THEN 'plain' ELSE f.fate END, NULL::text, count(*), sum(f.total), sum(f.in_scope), sum(f.paid) FROM fates AS f WHERE f.fate IN ('claim', 'merged') GROUP BY 2
		UNION ALL SELECT 'rows', 'supplement_alone', NULL, count(*), sum(f.total), sum(f.in_scope), sum(f.paid) FROM fates AS f WHERE f.fate = 'claim' AND f.supplement HAVING count(*) > 0
		UNION ALL %15$s
	)
	SELECT r.section, r.item, r.code::text, r.n, round(r.total, 2), round(r.in_scope, 2), round(r.paid, 2), %16$s.medaid_platform_meaning(r.item)
	FROM (
		SELECT 1 AS place, 'balance' AS section, w.item, NULL::text AS code, w.n, w.total, w.in_scope, w.paid FROM whole AS w
		UNION ALL SELECT 2, 'balance', k.* , k2.n, k2.total, k2.in_scope, k2.paid FROM (SELECT 'came_out'::text, NULL::text) AS k, kept AS k2
		UNION ALL SELECT 3, 'set_aside', a.item, NULL, a.n, a.total, a.in_scope, a.paid FROM aside AS a
		UNION ALL SELECT 4, 'balance', 'difference', NULL, NULL, w.total - k.total - coalesce(a.total, 0), w.in_scope - k.in_scope - coalesce(a.in_scope, 0), w.paid - k.paid - coalesce(a.paid, 0)
			FROM whole AS w, kept AS k, (SELECT sum(a.total) AS total, sum(a.in_scope) AS in_scope, sum(a.paid) AS paid FROM aside AS a) AS a
		UNION ALL SELECT 5, f.* FROM found AS f
	) AS r
	ORDER BY r.place, r.section COLLATE "C" DESC, r.item COLLATE "C", r.code COLLATE "C"$q$,
		coalesce((SELECT string_agg(format('coalesce((x.claim).%I, 0)', p), ' + ') FROM unnest(paid_fields) AS p), '0'),
		@extschema@.medaid_platform_select(shapes), raw[1], raw[2], raw[3], own[1], own[2], own[3],
		shape ->> 'rows', @extschema@.medaid_platform_corrections(shapes), @extschema@.medaid_platform_code(shape, 's', 'psn_no'), @extschema@.medaid_platform_code(shape, 's', 'setl_id'),
		@extschema@.medaid_platform_funds(shapes, 's'), shape ->> 'table',
		array_to_string(@extschema@.medaid_platform_findings(shapes), E'\n\t\tUNION ALL '), '@extschema@', @extschema@.medaid_platform_unkeyed(shape, 's'));
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_report(regclass, regclass, regclass, jsonb) IS
	'What medaid_platform_view does with the tables: rows read = claims that came out + rows set aside by cause, to the fen (difference 0.00); codes without a mapping with their money, amounts that do not add up, columns that are missing. Takes the view''s arguments';
