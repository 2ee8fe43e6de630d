-- Pages through what a bulk job found of one kind.
-- param tenant_id int
-- param job_id int
-- param kind int
-- param after int
-- param limit int
-- column seq int
-- column kind int
-- column line int
-- column position int
-- column name text?
-- column field text?
-- column value text?
-- column reason text
-- column remedy text?
-- rows many
SELECT seq, kind, line, position, name, field, value, reason, remedy
FROM bulk_finding
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq > :after AND kind = :kind
ORDER BY seq
LIMIT :limit
