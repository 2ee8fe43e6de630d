-- Keeps one thing that a bulk job found.
-- param tenant_id int
-- param job_id int
-- param seq int
-- param kind int
-- param line int
-- param position int
-- param name text?
-- param field text?
-- param value text?
-- param reason text
-- param remedy text?
-- rows exec
INSERT INTO bulk_finding (
	tenant_id, job_id, seq, kind, line, position, name, field, value, reason, remedy
) VALUES (
	:tenant_id, :job_id, :seq, :kind, :line, :position, :name, :field, :value, :reason, :remedy
)
