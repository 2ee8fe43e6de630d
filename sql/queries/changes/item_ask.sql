-- Writes what a change asks for of a user, once another row of its file has said more of him.
-- param request text?
-- param state int
-- param code text?
-- param message text?
-- param remedy text?
-- param digest int
-- param tenant_id int
-- param job_id int
-- param seq int
-- rows exec
UPDATE bulk_item SET
	request = :request, state = :state, code = :code, message = :message, remedy = :remedy, digest = :digest
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq = :seq
