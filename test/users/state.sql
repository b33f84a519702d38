-- What make.sql has made, in lines that two databases have alike: psql -v schema=care -f state.sql
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
SET search_path = :"schema";
SELECT count(*), md5(string_agg((h.at, h.by, h.table_name, h.operation, h.key, h.old, h.new)::text, ',' ORDER BY h.at, h.table_name, h.key::text)) FROM medaid_rule_history AS h;
SELECT md5(string_agg(b::text, ',' ORDER BY b::text)) FROM medaid_rule_benefit AS b;
SELECT r.value FROM medaid_reference AS r;
SELECT count(*), md5(string_agg(e::text, ',' ORDER BY e.person, e.claim_id, e.version)), sum((e.settlement).aid) FROM assist.entry AS e;
SELECT md5(string_agg(p::text, ',' ORDER BY p.person)) FROM assist.person AS p;
SELECT md5(string_agg(s::text, ',' ORDER BY s::text)) FROM assist.statement AS s;
SELECT md5(string_agg(r::text, ',' ORDER BY r::text)) FROM assist.rules AS r;
SELECT md5(string_agg(s::text, ',' ORDER BY s::text)), sum(s.aid) FROM public.settled AS s;
SELECT md5(string_agg(s::text, ',' ORDER BY s.person)) FROM public.sets AS s;
SELECT md5(string_agg(y::text, ',' ORDER BY y.person)) FROM public.years AS y;
