-- Adds a user to a change. One who is in it already is not added again.
-- param tenant_id int
-- param job_id int
-- param seq int
-- param user_id int
-- param line int
-- param name text
-- param request text?
-- param state int
-- param code text?
-- param message text?
-- param remedy text?
-- param digest int
-- rows exec
INSERT INTO bulk_item (
	tenant_id, job_id, seq, user_id, line, name, request, state, code, message, remedy, digest, first_change, last_change
) VALUES (
	:tenant_id, :job_id, :seq, :user_id, :line, :name, :request, :state, :code, :message, :remedy, :digest, 0, 0
)
ON CONFLICT DO NOTHING
