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
-- rows exec
INSERT INTO operation (
	tenant_id, id, guid, kind, actor_kind, actor_id, actor_name, reason, correlation, target,
	change_count, created_ms
) VALUES (
	:tenant_id, :id, :guid, :kind, :actor_kind, :actor_id, :actor_name, :reason, :correlation, :target,
	:change_count, :created_ms
)
