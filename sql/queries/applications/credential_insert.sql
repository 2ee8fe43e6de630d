-- Stores a secret's hash and hint, or a certificate's public key and thumbprints.
-- param tenant_id int
-- param id int
-- param application_id int
-- param guid guid
-- param kind int
-- param display_name text
-- param hash blob?
-- param hint text?
-- param public_key blob?
-- param thumbprint blob?
-- param thumbprint_long blob?
-- param starts_ms int
-- param expires_ms int
-- param created_ms int
-- rows exec
INSERT INTO application_credential (
	tenant_id, id, application_id, guid, kind, display_name, hash, hint, public_key, thumbprint_sha1, thumbprint_sha256,
	starts_ms, expires_ms, created_ms)
VALUES (
	:tenant_id, :id, :application_id, :guid, :kind, :display_name, :hash, :hint, :public_key, :thumbprint,
	:thumbprint_long, :starts_ms, :expires_ms, :created_ms)
