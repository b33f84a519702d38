-- What a rule cannot be is refused when its row is written, in every table of
-- rules alike: by the name and the type of a column, so that a new column or
-- a new table needs nothing here.
--
-- A row that takes a rule away says which, and nothing else: what the table
-- declares NOT NULL beside its key is asked for only where the rule is not
-- removed.

DO $$
DECLARE
	relation regclass;
	name text;
	field record;
	rule text;
BEGIN
	FOR relation, name IN
		SELECT c.oid, c.relname
		FROM pg_depend d
		JOIN pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'e'
			AND d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = (SELECT e.oid FROM pg_extension e WHERE e.extname = 'medaid')
			AND c.relkind = 'r' AND c.relname ~ '^medaid_rule_' AND c.relname <> 'medaid_rule_history'
		ORDER BY c.relname
	LOOP
		FOR field IN
			SELECT quote_ident(a.attname) AS name, a.attname AS plain, format_type(a.atttypid, a.atttypmod) AS type,
				a.attnotnull AND NOT a.atthasdef AND a.attnum <> ALL (i.indkey) AS needed
			FROM pg_attribute a
			JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
			WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
			ORDER BY a.attnum
		LOOP
			IF field.needed THEN
				EXECUTE format('ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL, ADD CONSTRAINT %I CHECK (removed OR %s IS NOT NULL)',
					relation, field.name, name || '_' || field.plain || '_needed', field.name);
			END IF;
			rule := CASE
				WHEN field.type = 'text' THEN format('%1$s <> ''''', field.name)
				-- none is a word for payers alone: nobody pays before
				WHEN field.type = 'text[]' AND field.plain = 'payers' THEN format(
					'array_ndims(%1$s) = 1 AND %1$s <@ ''{basic,critical_illness,supplementary,inclusive,commercial,mutual_aid}''', field.name)
				WHEN field.type = 'text[]' AND field.plain = 'services' THEN format(
					'cardinality(%1$s) > 0 AND array_ndims(%1$s) = 1 AND %1$s <@ ''{outpatient,chronic,inpatient,special_drug}''', field.name)
				WHEN field.type ~ '\[\]$' THEN format('cardinality(%1$s) > 0 AND array_ndims(%1$s) = 1 AND num_nulls(VARIADIC %1$s) = 0', field.name)
					|| CASE WHEN field.type = 'text[]' THEN format(' AND '''' <> ALL (%s)', field.name) ELSE '' END
				-- the arithmetic holds rates in 1/10000
				WHEN field.type = 'numeric' AND field.plain ~ '(^|_)rate(_|$)|^control_class_' THEN format(
					'%1$s BETWEEN 0 AND 1 AND scale(trim_scale(%1$s)) <= 4', field.name)
				WHEN field.type = 'numeric' AND field.plain ~ '_share$' THEN format('%1$s >= 0 AND %1$s < ''Infinity''', field.name)
				-- and amounts up to 10^12 yuan; NaN is greater than all
				WHEN field.type = 'numeric' THEN format('%1$s >= 0 AND (%1$s <= 1000000000000 OR %1$s = ''Infinity'')', field.name)
				WHEN field.type = 'integer' AND field.plain <> 'precedence' THEN format('%1$s >= 0', field.name)
				WHEN field.type = 'date' THEN format('isfinite(%1$s)', field.name)
				END;
			IF rule IS NOT NULL AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = relation AND c.conname = name || '_' || field.plain || '_value') THEN
				EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (%s)', relation, name || '_' || field.plain || '_value', rule);
			END IF;
		END LOOP;
	END LOOP;
END
$$;
