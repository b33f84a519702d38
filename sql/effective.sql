-- Which rules hold for a version of a regulation: a user's row goes before the
-- shipped one of the same key, a version's own row before that of the version
-- it builds on, and a row that is removed takes the rule away.

CREATE VIEW @extschema@.medaid_effective_regulation AS
SELECT daterange(r.first_day, least(r.last_day, lead(r.first_day) OVER (PARTITION BY r.code ORDER BY r.first_day) - 1), '[]') AS valid, r.*
FROM (
	SELECT DISTINCT ON (x.code, x.first_day) x.*
	FROM @extschema@.medaid_regulation AS x
	ORDER BY x.code, x.first_day, x.shipped
) AS r;
COMMENT ON VIEW @extschema@.medaid_effective_regulation IS 'Versions of regulations, users'' rows before shipped ones';
COMMENT ON COLUMN @extschema@.medaid_effective_regulation.valid IS 'the days in force: up to last_day, and to the day before the next version';

-- What resolving reads, it reads through views, with the rights of their owner:
-- row security on the tables, or a right that is revoked, must not give somebody
-- a policy with fewer rules than everybody else's.
CREATE VIEW @extschema@.medaid_effective_reference AS
SELECT x.* FROM @extschema@.medaid_reference AS x;
COMMENT ON VIEW @extschema@.medaid_effective_reference IS 'medaid_reference as policies read it, whatever row security shows of it';

CREATE VIEW @extschema@.medaid_effective_category_name AS
SELECT x.* FROM @extschema@.medaid_category_name AS x;
COMMENT ON VIEW @extschema@.medaid_effective_category_name IS 'medaid_category_name as policies read it, whatever row security shows of it';

-- At most eight steps; a circle of versions ends there: medaid_chain_fault().
CREATE VIEW @extschema@.medaid_regulation_chain AS
WITH RECURSIVE chain AS (
	SELECT r.code AS version, r.first_day AS version_day, r.code AS regulation, r.first_day, r.based_on, r.based_on_day, 0 AS depth
	FROM @extschema@.medaid_effective_regulation AS r
	UNION ALL
	SELECT c.version, c.version_day, r.code, r.first_day, r.based_on, r.based_on_day, c.depth + 1
	FROM chain AS c
	JOIN @extschema@.medaid_effective_regulation AS r ON (r.code, r.first_day) = (c.based_on, c.based_on_day)
	WHERE c.depth < 8
)
SELECT chain.version, chain.version_day, chain.regulation, chain.first_day, chain.depth FROM chain;
COMMENT ON VIEW @extschema@.medaid_regulation_chain IS 'Each version of a regulation with itself (depth 0) and the versions it builds on';

-- A view for each kind of rule: the version that is asked for (version,
-- version_day), the regulation and first_day that the row comes from, then the
-- row as its table has it: a view can be replaced by one with more at its end.
DO $$
DECLARE
	kind text;
	key text;
BEGIN
	FOR kind, key IN
		SELECT substring(c.relname FROM '^medaid_rule_(.*)'),
			-- the key beside the version, and whether the row shipped
			(SELECT a.attname FROM pg_index i
				JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
				WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname NOT IN ('regulation', 'first_day', 'shipped'))
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r' AND c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history'
		ORDER BY c.relname
	LOOP
		EXECUTE format('CREATE OR REPLACE VIEW @extschema@.%I AS
			SELECT e.* FROM (
				SELECT DISTINCT ON (c.version, c.version_day, x.%I) c.version, c.version_day,
					CASE WHEN c.depth > 0 THEN x.regulation END AS from_regulation, CASE WHEN c.depth > 0 THEN x.first_day END AS from_day, x.*
				FROM @extschema@.medaid_regulation_chain AS c
				JOIN @extschema@.%I AS x ON (x.regulation, x.first_day) = (c.regulation, c.first_day)
				ORDER BY c.version, c.version_day, x.%I, c.depth, x.shipped
			) AS e
			WHERE NOT e.removed', 'medaid_effective_' || kind, key, 'medaid_rule_' || kind, key);
		EXECUTE format('COMMENT ON VIEW @extschema@.%I IS %L', 'medaid_effective_' || kind,
			format('The rows of medaid_rule_%s that hold for a version of a regulation (version, version_day)', kind));
		EXECUTE format('COMMENT ON COLUMN @extschema@.%I.from_regulation IS %L', 'medaid_effective_' || kind,
			'the regulation that the row comes from, where the version builds on it; NULL = its own');
		EXECUTE format('COMMENT ON COLUMN @extschema@.%I.from_day IS %L', 'medaid_effective_' || kind,
			'the first day of the version that the row comes from; NULL = its own');
	END LOOP;
END
$$;


-- What the rules ask medaid_reference for.  A new <amount>_indicator of a rule is
-- added here (test/pgtap/indicators.sql).
CREATE VIEW @extschema@.medaid_reference_asked AS
SELECT a.version, a.version_day, a.code || '.' || a.amount || '_indicator' AS path, a.area, a.indicator, a.article
FROM (
	SELECT x.version, x.version_day, x.code, 'deductible' AS amount, x.deductible_area AS area, x.deductible_indicator AS indicator, x.article FROM @extschema@.medaid_effective_benefit AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cap', x.cap_area, x.cap_indicator, x.article FROM @extschema@.medaid_effective_limit AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'threshold', x.threshold_area, x.threshold_indicator, x.article FROM @extschema@.medaid_effective_tilt AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'deductible', x.deductible_area, x.deductible_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cost_cap', x.cost_cap_area, x.cost_cap_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'cap', x.cap_area, x.cap_indicator, x.article FROM @extschema@.medaid_effective_critical_illness AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'standard', x.standard_area, 'premium', x.article FROM @extschema@.medaid_effective_premium AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'line', x.line_area, x.line_indicator, x.article FROM @extschema@.medaid_effective_monitor AS x
	UNION ALL
	SELECT x.version, x.version_day, x.code, 'line', x.line_area, x.line_indicator, x.article FROM @extschema@.medaid_effective_recognition AS x
) AS a
WHERE a.area IS NOT NULL;
COMMENT ON VIEW @extschema@.medaid_reference_asked IS 'The reference values that the rules of a version of a regulation (version, version_day) ask for';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.path IS 'the rule and its column';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.area IS 'area of the reference value';
COMMENT ON COLUMN @extschema@.medaid_reference_asked.indicator IS 'indicator of the reference value';
