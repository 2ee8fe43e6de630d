-- Enters a task: bulk work without input, which any process goes on with at once.
-- param tenant_id int
-- param id int
-- param guid guid
-- param kind int
-- param target_id int
-- param operation_id int
-- param actor_kind int
-- param actor_id int
-- param actor_name text
-- param may int
-- param reason text?
-- param correlation text
-- param owner guid
-- param created_ms int
-- rows exec
INSERT INTO bulk_job (
	tenant_id, id, guid, kind, target_id, operation_id, actor_kind, actor_id, actor_name, may, reason,
	correlation, client_request_id, owner, created_ms, options, state, is_kept, lease_until_ms, input_bytes,
	position, line, done, total, created, licensed, finding_count, change_count, error_code
) VALUES (
	:tenant_id, :id, :guid, :kind, :target_id, :operation_id, :actor_kind, :actor_id, :actor_name, :may, :reason,
	:correlation, '', :owner, :created_ms, '{}', 2, 1, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0
)
