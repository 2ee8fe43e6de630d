-- Enters a bulk job whose input is still to come: it is not kept, and nothing runs it, until all of that is there.
-- param tenant_id int
-- param id int
-- param guid guid
-- param kind int
-- param owner guid
-- param lease_until_ms int
-- param input_bytes int
-- param options text
-- param actor_kind int
-- param actor_id int
-- param actor_name text
-- param may int
-- param reason text?
-- param correlation text
-- param client_request_id text
-- param created_ms int
-- param actor_guid blob?
-- param app_guid blob?
-- param app_name text?
-- param address text?
-- rows exec
INSERT INTO bulk_job (
	tenant_id, id, guid, kind, owner, lease_until_ms, input_bytes, options, actor_kind,
	actor_id, actor_name, may, reason, correlation, client_request_id, created_ms, actor_guid,
	app_guid, app_name, address, state,
	is_kept, position, line, done, total, created, licensed, finding_count, change_count,
	error_code
) VALUES (
	:tenant_id, :id, :guid, :kind, :owner, :lease_until_ms, :input_bytes, :options,
	:actor_kind, :actor_id, :actor_name, :may, :reason, :correlation, :client_request_id,
	:created_ms, :actor_guid, :app_guid, :app_name, :address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
)
