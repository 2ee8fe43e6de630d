-- Lists the direct licences that a deleted user had or waited for.
-- param tenant_id int
-- param user_id int
-- column sku_id int
-- column plans blob
-- column wish_rank int?
-- column wish_since_ms int?
-- column wish_reason text?
-- rows many
SELECT d.sku_id, s.plans, d.wish_rank, d.wish_since_ms, d.wish_reason
FROM deleted_license d
JOIN plan_set s ON s.tenant_id = d.tenant_id AND s.id = d.plan_set_id
WHERE d.tenant_id = :tenant_id AND d.user_id = :user_id
ORDER BY d.sku_id
