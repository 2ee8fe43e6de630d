-- A device that waits for somebody to approve it, by the code that he typed.
-- param tenant_id int
-- param user_code text
-- param now_ms int
-- column app_guid guid
-- column principal_guid guid
-- column application_id int
-- column display_name text
-- column is_enabled int
-- column scope text
-- column address text
-- rows maybe
SELECT a.app_guid, a.principal_guid, a.id AS application_id, a.display_name, a.is_enabled, d.scope, d.address
FROM oauth_device d
JOIN application a ON a.tenant_id = d.tenant_id AND a.id = d.application_id
WHERE d.tenant_id = :tenant_id AND d.user_code = :user_code AND d.state = 0 AND d.expires_ms > :now_ms
