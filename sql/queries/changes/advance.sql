-- Writes how far a change of many users' licences has come, in the transaction that did it.
-- param phase int
-- param place int
-- param place_group int
-- param listed int
-- param bad int
-- param changed int
-- param unchanged int
-- param refused int
-- param reverted int
-- param problem text?
-- param problem_message text?
-- param summary text?
-- param tenant_id int
-- param job_id int
-- rows exec
UPDATE bulk_change SET
	phase = :phase, place = :place, place_group = :place_group, listed = :listed, bad = :bad, changed = :changed,
	unchanged = :unchanged, refused = :refused, reverted = :reverted, problem = :problem,
	problem_message = :problem_message, summary = :summary
WHERE tenant_id = :tenant_id AND job_id = :job_id
