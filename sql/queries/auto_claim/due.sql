-- Tells whether an auto-claim policy that is on is for an application, and what became of an earlier sign-in of a user there.
-- param user_id int
-- param tenant_id int
-- param application_id int
-- column outcome int?
-- rows maybe
SELECT c.outcome
FROM auto_claim_policy policy
LEFT JOIN auto_claim c ON c.tenant_id = policy.tenant_id AND c.user_id = :user_id AND c.application_id = policy.application_id
WHERE policy.tenant_id = :tenant_id AND policy.is_on = 1 AND policy.application_id = :application_id
