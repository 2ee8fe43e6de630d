-- Takes all products out of the auto-claim policy.
-- param tenant_id int
-- rows exec
DELETE FROM auto_claim_product
WHERE tenant_id = :tenant_id
