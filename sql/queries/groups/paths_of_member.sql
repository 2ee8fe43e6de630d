-- Lists what a user has, or lacks, of a group.
-- param tenant_id int
-- param user_id int
-- param group_id int
-- column sku_id int
-- column state int
-- column error int
-- column since_ms int
-- rows many
SELECT sku_id, state, error, since_ms
FROM license_path
WHERE tenant_id = :tenant_id AND user_id = :user_id AND source_id = :group_id
ORDER BY sku_id
