-- Loads a bulk job.
-- param tenant_id int
-- param id int
-- column id int
-- column guid guid
-- column kind int
-- column target_id int
-- column state int
-- column is_kept int
-- column input_bytes int
-- column position int
-- column line int
-- column done int
-- column total int
-- column created int
-- column licensed int
-- column finding_count int
-- column change_count int
-- column operation_id int?
-- column error_code int
-- column error_message text?
-- column options text
-- column actor_kind int
-- column actor_id int
-- column actor_name text
-- column may int
-- column reason text?
-- column correlation text
-- column client_request_id text
-- column created_ms int
-- column finished_ms int?
-- column actor_guid blob?
-- column app_guid blob?
-- column app_name text?
-- column address text?
-- column wanted int
-- rows maybe
SELECT
	id, guid, kind, target_id, state, is_kept, input_bytes, position, line, done, total, created,
	licensed, finding_count, change_count, operation_id, error_code, error_message, options,
	actor_kind, actor_id, actor_name, may, reason, correlation, client_request_id, created_ms,
	finished_ms, actor_guid, app_guid, app_name, address, wanted
FROM bulk_job
WHERE tenant_id = :tenant_id AND id = :id
