-- From a register of identities (1101 idetinfo) to the arrays of a claim.
BEGIN;
SELECT plan(6);
-- ended: the first day no longer held; for_claim: 单次认定; entered: a later entry corrects an earlier one of the same person, category and day; void: taken back
CREATE TEMP TABLE register (person text, category text, recognised date, ended date, for_claim text, entered timestamp, void boolean DEFAULT false);
INSERT INTO register VALUES
  -- open-ended, and another identity that begins within the year
  ('a', 'dibao', '2022-01-01', NULL, NULL, '2022-01-01'), ('a', 'tekun', '2024-06-01', NULL, NULL, '2024-06-01'),
  -- recognised again after a gap
  ('b', 'dibao', '2022-01-01', '2023-01-01', NULL, '2022-01-01'), ('b', 'dibao', '2024-06-01', NULL, NULL, '2024-06-01'),
  -- corrected: it ended, after all; and an entry that was taken back
  ('c', 'dibao', '2022-01-01', NULL, NULL, '2022-01-01'), ('c', 'dibao', '2022-01-01', '2024-05-01', NULL, '2024-05-02'), ('c', 'tekun', '2024-01-01', NULL, NULL, '2024-01-01'),
  -- 三类: recognised for one stay
  ('d', 'medical_poverty', '2024-05-20', NULL, 'd2', '2024-05-20');
INSERT INTO register VALUES ('c', 'tekun', '2024-01-01', NULL, NULL, '2024-01-03', true);
CREATE TEMP TABLE bill (id text, person text, discharged date);
INSERT INTO bill VALUES ('a1', 'a', '2024-05-31'), ('a2', 'a', '2024-06-01'), ('b1', 'b', '2024-05-31'), ('b2', 'b', '2024-06-01'), ('c1', 'c', '2024-04-30'), ('c2', 'c', '2024-05-01'),
  ('d1', 'd', '2024-05-31'), ('d2', 'd', '2024-05-01'), ('e1', 'e', '2024-05-31');
CREATE TEMP VIEW claim AS
SELECT b.id, medaid_claim(claim_id => b.id, service => 'inpatient', discharged_on => b.discharged, total => 10000, in_scope => 10000, critical_illness_paid => 0,
  categories => i.categories, recognised_on => i.recognised_on, ended_on => i.ended_on) AS claim
FROM bill b
LEFT JOIN LATERAL (
  SELECT (medaid_identities(r.category, r.recognised, r.ended, r.for_claim, b.id)).*
  FROM (SELECT DISTINCT ON (category, recognised, for_claim) * FROM register WHERE person = b.person ORDER BY category, recognised, for_claim, entered DESC) AS r
  WHERE NOT r.void) AS i ON true;
SELECT results_eq('SELECT id, (claim).categories, (claim).recognised_on, (claim).ended_on FROM claim ORDER BY id', $$VALUES
  ('a1', '{dibao,tekun}'::text[], '{2022-01-01,2024-06-01}'::date[], '{NULL,NULL}'::date[]), ('a2', '{dibao,tekun}', '{2022-01-01,2024-06-01}', '{NULL,NULL}'),
  ('b1', '{dibao,dibao}', '{2022-01-01,2024-06-01}', '{2023-01-01,NULL}'), ('b2', '{dibao,dibao}', '{2022-01-01,2024-06-01}', '{2023-01-01,NULL}'),
  ('c1', '{dibao}', '{2022-01-01}', '{2024-05-01}'), ('c2', '{dibao}', '{2022-01-01}', '{2024-05-01}'),
  ('d1', NULL, NULL, NULL), ('d2', '{medical_poverty}', '{2024-05-20}', '{NULL}'), ('e1', NULL, NULL, NULL)$$, 'the arrays');
-- 安康: 二类 70 %, 一类 100 %, 三类 50 % over 5,000, of 10,000
SELECT results_eq($$SELECT id, s.category, s.reason, trim_scale(s.aid) FROM claim, medaid_settle(claim, medaid_policy('ankang-2023', '2024-06-01')) AS s ORDER BY id$$, $$VALUES
  ('a1', 'dibao', NULL, 7000.0), ('a2', 'tekun', NULL, 10000.0), ('b1', NULL, 'identity_ended', 0.0), ('b2', 'dibao', NULL, 7000.0), ('c1', 'dibao', NULL, 7000.0), ('c2', NULL, 'identity_ended', 0),
  ('d1', NULL, 'no_category', 0.0), ('d2', 'medical_poverty', NULL, 2500.0), ('e1', NULL, 'no_category', 0.0)$$, 'settled: a one-time recognition reaches its own claim only');
-- names and codes of the register become categories on the way; all its columns of other types are cast
SELECT is((SELECT medaid_identities(medaid_category(t.psn_idet_type), t.begntime::date, t.endtime::date + 1, NULL, 'x')::text
  FROM (VALUES ('2303', timestamp '2022-01-01 10:00', timestamp '2023-12-31 23:59'), ('特困人员', '2024-01-01 00:00', NULL)) AS t (psn_idet_type, begntime, endtime)),
  '("{dibao,tekun}","{2022-01-01,2024-01-01}","{2024-01-01,NULL}")', 'a register of the national platform');
SELECT is((SELECT medaid_identities(c, NULL, NULL, f, 'x')::text FROM (VALUES ('dibao', 'y'), (NULL, NULL), (NULL, 'x')) AS t (c, f)), NULL, 'no row that reaches the claim: NULL');
SELECT is((SELECT medaid_identities('dibao', NULL, NULL, 'y', NULL)::text), NULL, 'a claim without claim_id is nobody''s own');
SELECT is((SELECT medaid_identities(c, NULL, NULL, NULL, NULL)::text FROM unnest('{dibao,tekun}'::text[]) c), '("{dibao,tekun}","{NULL,NULL}","{NULL,NULL}")', 'held long ago, and still');
SELECT * FROM finish();
ROLLBACK;
