-- Lists the purchases of all organisations for which the next step of the life cycle is due, behind one of them. What belongs
-- to another purchase follows that one (R-100).
-- param after_ms int
-- param after_tenant int
-- param after_id int
-- param now_ms int
-- param limit int
-- column tenant_id int
-- column id int
-- column next_lifecycle_ms int
-- rows many
SELECT tenant_id, id, next_lifecycle_ms
FROM subscription
WHERE (next_lifecycle_ms, tenant_id, id) > (:after_ms, :after_tenant, :after_id) AND next_lifecycle_ms <= :now_ms
	AND add_on_of IS NULL AND tenant_id IN (SELECT id FROM tenant WHERE deleting_ms IS NULL)
ORDER BY next_lifecycle_ms, tenant_id, id
LIMIT :limit
