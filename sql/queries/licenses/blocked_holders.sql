-- Lists users who cannot sign in and hold a seat of a SKU (0 and 1 hold one), with one of the paths that lead to it: a direct one
-- where there is one (R-10).
-- param tenant_id int
-- param sku_id int
-- param limit int
-- column user_id int
-- column guid guid
-- column upn text
-- column display_name text
-- column source_id int
-- rows many
SELECT u.id AS user_id, u.guid, u.upn, u.display_name, min(p.source_id) AS source_id
FROM app_user u
JOIN license_path p ON p.tenant_id = u.tenant_id AND p.user_id = u.id AND p.sku_id = :sku_id AND p.state IN (0, 1)
WHERE u.tenant_id = :tenant_id AND u.account_enabled = 0 AND u.id > 0
GROUP BY u.id, u.guid, u.upn, u.display_name
ORDER BY u.id
LIMIT :limit
