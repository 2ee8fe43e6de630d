-- Lists every path of the user with a GUID, with the plans that are off. Deleted users have none (R-08), so the user's own row
-- need not be read: the index tells its number.
-- param tenant_id int
-- param guid guid
-- column user_id int
-- column sku_id int
-- column source_id int
-- column plan_set_id int
-- column plans blob
-- column state int
-- column error int
-- column since_ms int
-- rows many
SELECT u.id AS user_id, p.sku_id, p.source_id, p.plan_set_id, s.plans, p.state, p.error, p.since_ms
FROM app_user u
JOIN license_path p ON p.tenant_id = u.tenant_id AND p.user_id = u.id
JOIN plan_set s ON s.tenant_id = p.tenant_id AND s.id = p.plan_set_id
WHERE u.tenant_id = :tenant_id AND u.guid = :guid
ORDER BY p.sku_id, p.source_id
