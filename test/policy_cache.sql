-- What both files about the session's cache of policies settle with, and edit.

-- 800 in scope, inpatient, of 低保: 淄博 (六) gives 75 %
CREATE FUNCTION pg_temp.aid(code text DEFAULT 'zibo-2023', day date DEFAULT '2023-06-01', category text DEFAULT 'dibao') RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => $2, categories => ARRAY[$3], total => 800, in_scope => 800, critical_illness_paid => 0), medaid_policy($1, $2))).aid
$$;
CREATE FUNCTION pg_temp.array_aid(day date DEFAULT '2023-06-01') RETURNS numeric LANGUAGE sql AS $$
	SELECT (medaid_settle(medaid_claim(claim_id => 'c', service => 'inpatient', discharged_on => $1, categories => '{dibao}', total => 800, in_scope => 800, critical_illness_paid => 0),
		medaid_policies('zibo-2023', '2023-01-01', '2024-12-31'))).aid
$$;
CREATE FUNCTION pg_temp.own(rate numeric, category text DEFAULT 'dibao', code text DEFAULT 'zibo-2023', first_day date DEFAULT '2023-01-01') RETURNS void LANGUAGE sql AS $$
	INSERT INTO medaid_rule_benefit (regulation, first_day, code, precedence, services, category, deductible, rate, cap, pool, article)
	VALUES (code, first_day, 'inpatient-' || category, 102, '{inpatient}', category, 0, rate, 30000, 'zibo-main', 'own')
	ON CONFLICT (regulation, first_day, code, shipped) DO UPDATE SET rate = excluded.rate
$$;
