-- Writes whether what was done for one user of a change could be taken back.
-- param state int
-- param code text?
-- param message text?
-- param remedy text?
-- param tenant_id int
-- param job_id int
-- param seq int
-- rows exec
UPDATE bulk_item SET state = :state, code = :code, message = :message, remedy = :remedy
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq = :seq
