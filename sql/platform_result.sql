-- Settlements back under the platform's names: the settlement as interface 2304
-- returns it (setlinfo), and its fund rows (setldetail).

CREATE FUNCTION @extschema@.medaid_platform_result(name text, settlements regclass, options jsonb DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql AS $$
DECLARE
	opts jsonb := @extschema@.medaid_platform_options(options);
	view text := @extschema@.medaid_platform_view_name(name, settlements);
	statement text := @extschema@.medaid_platform_result_sql(view, settlements, opts);
BEGIN
	IF (opts OPERATOR(pg_catalog.->>) 'dry_run')::boolean IS NOT TRUE THEN
		PERFORM @extschema@.medaid_platform_run(statement);
	END IF;
	RETURN statement;
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_result(text, regclass, jsonb) IS
	'Creates two views over a relation with a column of type medaid_settlement, or with its fields as columns: name, a row a settlement under the names of interface 2304 (setl_id, medfee_sumamt, maf_pay, ...), and name_detail, its fund rows (610100 医疗救助, 610102 再救助, 630100 医院减免); returns their SQL. Options: dry_run, replace';

CREATE FUNCTION @extschema@.medaid_platform_result_sql(view text, settlements regclass, options jsonb) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	source text := (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = settlements);
	whole text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attnum > 0 AND NOT a.attisdropped
		AND a.atttypid = '@extschema@.medaid_settlement'::regtype ORDER BY a.attnum LIMIT 1);
	person text := (SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attnum > 0 AND NOT a.attisdropped AND a.attname IN ('person', 'psn_no') ORDER BY a.attname LIMIT 1);
	lacking text;
	f text := CASE WHEN whole IS NULL THEN 't.' ELSE format('(t.%I).', whole) END;
	create_as text := CASE WHEN (options ->> 'replace')::boolean THEN 'CREATE OR REPLACE VIEW ' ELSE 'CREATE VIEW ' END;
	parts text[] := parse_ident(view);
BEGIN
	IF settlements IS NULL THEN
		RAISE EXCEPTION 'settlements is NULL' USING ERRCODE = 'null_value_not_allowed', HINT = 'Give the table that holds the settlements.';
	END IF;
	SELECT string_agg(n, ', ') INTO lacking
	FROM unnest('{claim_id,total,in_scope,basic_paid,critical_illness_paid,other_paid,assistance,top_up,tilted,off_catalog,aid,hospital_borne,patient_pays,excess,benefit,category}'::text[]) AS n
	WHERE whole IS NULL AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attname = n AND a.attnum > 0 AND NOT a.attisdropped);
	IF lacking IS NOT NULL THEN
		RAISE EXCEPTION 'relation % has neither a column of type medaid_settlement nor the column(s) %', settlements, lacking USING ERRCODE = 'undefined_column';
	END IF;
	RETURN concat(create_as, view, E' AS
SELECT ', f, E'claim_id AS setl_id,', CASE WHEN person IS NOT NULL THEN format(E'\n\tt.%I AS psn_no,', person) END, E'
	', f, E'total AS medfee_sumamt,
	', f, E'in_scope AS inscp_scp_amt,
	', f, E'basic_paid AS hifp_pay,
	', f, E'critical_illness_paid AS hifmi_pay,
	', f, E'aid AS maf_pay,
	', f, E'other_paid AS oth_pay,
	', f, 'basic_paid + ', f, 'critical_illness_paid + ', f, 'aid + ', f, E'other_paid AS fund_pay_sumamt,
	', f, E'hospital_borne AS hosp_part_amt,
	', f, E'patient_pays AS psn_part_amt,
	-- what the platform has no name for: paid beyond the bill, and aid for earlier claims of the year
	', f, 'excess AS excess', CASE WHEN whole IS NOT NULL OR EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = settlements AND a.attname = 'for_earlier' AND NOT a.attisdropped)
		THEN E',\n\t' || f || 'for_earlier AS for_earlier' END, E'
FROM ', source, E' AS t;
', create_as, format('%I.%I', parts[1], parts[2] || '_detail'), E' AS
SELECT ', f, 'claim_id AS setl_id,', CASE WHEN person IS NOT NULL THEN format(E'\n\tt.%I AS psn_no,', person) END, E'
	d.fund_pay_type, d.fund_pay_type_name,
	', f, E'in_scope AS inscp_scp_amt, d.fund_payamt,
	concat_ws('' '', ', f, 'category, ', f, E'benefit) AS setl_proc_info
FROM ', source, E' AS t
CROSS JOIN LATERAL (VALUES
	(''610100'', ''医疗救助基金'', ', f, 'assistance + ', f, 'top_up + ', f, E'off_catalog),
	(''610102'', ''医疗救助再救助'', ', f, E'tilted),
	(''630100'', ''医院减免'', ', f, E'hospital_borne)
) AS d (fund_pay_type, fund_pay_type_name, fund_payamt)
WHERE d.fund_payamt <> 0');
END
$$;
COMMENT ON FUNCTION @extschema@.medaid_platform_result_sql(text, regclass, jsonb) IS 'SQL of the views that medaid_platform_result creates';
