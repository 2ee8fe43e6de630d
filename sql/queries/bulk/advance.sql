-- Writes how far a bulk job has come, in the transaction that did it: killed anywhere, nothing is done twice.
-- param position int
-- param line int
-- param done int
-- param created int
-- param licensed int
-- param finding_count int
-- param change_count int
-- param operation_id int?
-- param tenant_id int
-- param id int
-- rows exec
UPDATE bulk_job SET
	position = :position,
	line = :line,
	done = :done,
	created = :created,
	licensed = :licensed,
	finding_count = :finding_count,
	change_count = :change_count,
	operation_id = :operation_id
WHERE tenant_id = :tenant_id AND id = :id
