-- Pages backwards through the users for whom a change has been made, to take it back.
-- param tenant_id int
-- param job_id int
-- param before int
-- param limit int
-- column seq int
-- column user_id int
-- column first_change int
-- column last_change int
-- column group_id int
-- rows many
SELECT seq, user_id, first_change, last_change, group_id
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq < :before AND state = 1
ORDER BY seq DESC
LIMIT :limit
