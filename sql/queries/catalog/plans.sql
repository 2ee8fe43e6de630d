-- Reads every service plan in order of key, which is the order of bits in a set of plans.
-- param tenant_id int
-- column id int
-- column guid guid
-- column name text
-- column display_name text
-- column service text
-- column vendor text
-- column prohibited text
-- column is_company int
-- column is_auto int
-- rows many
SELECT id, guid, name, display_name, service, vendor, prohibited, is_company, is_auto
FROM service_plan
WHERE tenant_id = :tenant_id
ORDER BY id
