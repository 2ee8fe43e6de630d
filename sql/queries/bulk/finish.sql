-- Writes how a bulk job ended. Its input is still to be cleaned away.
-- param done int
-- param total int
-- param error_code int
-- param error_message text?
-- param finished_ms int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET
	state = 3, done = :done, total = :total, error_code = :error_code,
	error_message = :error_message, finished_ms = :finished_ms
WHERE tenant_id = :tenant_id AND id = :id
