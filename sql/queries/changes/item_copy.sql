-- Adds the next users of a preview to the change that applies it, with what was decided about them.
-- param job_id int
-- param tenant_id int
-- param preview_job_id int
-- param after int
-- param limit int
-- rows exec
INSERT INTO bulk_item (
	tenant_id, job_id, seq, user_id, line, name, request, state, code, message, remedy, digest, first_change, last_change,
	group_id, undo_first, undo_last
)
SELECT
	:tenant_id, :job_id, i.seq, i.user_id, i.line, i.name, i.request, CASE WHEN i.digest = -1 THEN i.state ELSE 0 END,
	CASE WHEN i.digest = -1 THEN i.code END, CASE WHEN i.digest = -1 THEN i.message END,
	CASE WHEN i.digest = -1 THEN i.remedy END, i.digest, 0, 0, i.group_id, i.undo_first, i.undo_last
FROM bulk_item i
WHERE i.tenant_id = :tenant_id AND i.job_id = :preview_job_id AND i.seq > :after
ORDER BY i.seq
LIMIT :limit
