-- What an application proves itself by: hashes of secrets (kind 0), keys of certificates (kind 1).
-- param tenant_id int
-- param application_id int
-- param kind int
-- column hash blob?
-- column public_key blob?
-- column thumbprint_sha1 blob?
-- column thumbprint_sha256 blob?
-- column starts_ms int
-- column expires_ms int
-- rows many
SELECT hash, public_key, thumbprint_sha1, thumbprint_sha256, starts_ms, expires_ms
FROM application_credential
WHERE tenant_id = :tenant_id AND application_id = :application_id AND kind = :kind
ORDER BY id
