-- Secrets and certificates of an application as they may be shown: no hash, no key.
-- param tenant_id int
-- param application_id int
-- column guid guid
-- column kind int
-- column display_name text
-- column hint text?
-- column thumbprint_sha1 blob?
-- column thumbprint_sha256 blob?
-- column starts_ms int
-- column expires_ms int
-- rows many
SELECT guid, kind, display_name, hint, thumbprint_sha1, thumbprint_sha256, starts_ms, expires_ms
FROM application_credential
WHERE tenant_id = :tenant_id AND application_id = :application_id
ORDER BY id
