-- Removes the auto-claim policy of an organisation, with its products.
-- param tenant_id int
-- rows exec
DELETE FROM auto_claim_policy
WHERE tenant_id = :tenant_id
