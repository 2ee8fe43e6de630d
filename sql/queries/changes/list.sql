-- Pages through the changes of many users' licences, the newest first: one for each row of bulk/list.sql.
-- param tenant_id int
-- param before int
-- param limit int
-- column job_id int
-- column action int
-- column mode int
-- column is_preview int
-- column preview_job_id int
-- column undoes_id int
-- column phase int
-- column place int
-- column place_group int
-- column listed int
-- column bad int
-- column changed int
-- column unchanged int
-- column refused int
-- column reverted int
-- column problem text?
-- column problem_message text?
-- column summary text?
-- rows many
SELECT
	job_id, action, mode, is_preview, preview_job_id, undoes_id, phase, place, place_group, listed, bad, changed, unchanged,
	refused, reverted, problem, problem_message, summary
FROM bulk_change
WHERE tenant_id = :tenant_id AND job_id < :before
ORDER BY job_id DESC
LIMIT :limit
