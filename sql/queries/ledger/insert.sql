-- Writes an operation: who, when, why, and what was asked.
-- param tenant_id int
-- param id int
-- param guid guid
-- param kind int
-- param actor_kind int
-- param actor_id int
-- param actor_name text
-- param reason text?
-- param correlation text
-- param target text
-- param change_count int
-- param created_ms int
-- param actor_guid blob?
-- param app_guid blob?
-- param app_name text?
-- param address text?
-- param target_kind int
-- param target_guid blob?
-- param undoes_guid blob?
-- param undoes_kind int?
-- rows exec
INSERT INTO operation (
	tenant_id, id, guid, kind, actor_kind, actor_id, actor_name, reason, correlation, target,
	change_count, created_ms, actor_guid, app_guid, app_name, address, target_kind, target_guid,
	undoes_guid, undoes_kind
) VALUES (
	:tenant_id, :id, :guid, :kind, :actor_kind, :actor_id, :actor_name, :reason, :correlation, :target,
	:change_count, :created_ms, :actor_guid, :app_guid, :app_name, :address, :target_kind, :target_guid,
	:undoes_guid, :undoes_kind
)
