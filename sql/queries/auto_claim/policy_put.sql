-- Writes the auto-claim policy of an organisation.
-- param tenant_id int
-- param guid guid
-- param display_name text
-- param is_on int
-- param application_id int
-- param created_ms int
-- rows exec
INSERT INTO auto_claim_policy (tenant_id, guid, display_name, is_on, application_id, created_ms)
VALUES (:tenant_id, :guid, :display_name, :is_on, :application_id, :created_ms)
ON CONFLICT (tenant_id) DO UPDATE SET display_name = excluded.display_name, is_on = excluded.is_on, application_id = excluded.application_id
