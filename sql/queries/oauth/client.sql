-- The application with a client id, for a request for tokens. It has a public part when a page (kind 1) or a program (2) signs
-- people in, which cannot keep a secret.
-- param tenant_id int
-- param app_guid guid
-- column id int
-- column principal_guid guid
-- column display_name text
-- column is_public int
-- column is_enabled int
-- column has_public_part int
-- rows maybe
SELECT a.id, a.principal_guid, a.display_name, a.is_public, a.is_enabled, (
	SELECT count(*)
	FROM application_redirect r
	WHERE r.tenant_id = a.tenant_id AND r.application_id = a.id AND r.kind <> 0) AS has_public_part
FROM application a
WHERE a.tenant_id = :tenant_id AND a.app_guid = :app_guid
