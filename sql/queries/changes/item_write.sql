-- Writes what became of one user of a change.
-- param state int
-- param code text?
-- param message text?
-- param remedy text?
-- param effect text?
-- param digest int
-- param first_change int
-- param last_change int
-- param tenant_id int
-- param job_id int
-- param seq int
-- rows exec
UPDATE bulk_item SET
	state = :state, code = :code, message = :message, remedy = :remedy, effect = :effect, digest = :digest,
	first_change = :first_change, last_change = :last_change
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq = :seq
