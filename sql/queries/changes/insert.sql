-- Enters what a bulk job of many users' licences is about: its users are still to be found.
-- param tenant_id int
-- param job_id int
-- param action int
-- param mode int
-- param is_preview int
-- param preview_job_id int
-- param undoes_id int
-- rows exec
INSERT INTO bulk_change (
	tenant_id, job_id, action, mode, is_preview, preview_job_id, undoes_id, phase, place, place_group, listed, bad,
	changed, unchanged, refused, reverted
) VALUES (
	:tenant_id, :job_id, :action, :mode, :is_preview, :preview_job_id, :undoes_id, 0, 0, 0, 0, 0, 0, 0, 0, 0
)
