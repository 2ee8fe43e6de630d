-- The auto-claim policy of an organisation, and the application that it is for, while that is there.
-- param tenant_id int
-- column guid guid
-- column display_name text
-- column is_on int
-- column application_id int
-- column application_guid blob?
-- column application_app_guid blob?
-- column application_name text?
-- column created_ms int
-- rows maybe
SELECT policy.guid, policy.display_name, policy.is_on, policy.application_id, a.guid AS application_guid, a.app_guid AS application_app_guid, a.display_name AS application_name,
	policy.created_ms
FROM auto_claim_policy policy
LEFT JOIN application a ON a.tenant_id = policy.tenant_id AND a.id = policy.application_id
WHERE policy.tenant_id = :tenant_id
