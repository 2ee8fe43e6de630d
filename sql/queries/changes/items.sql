-- Pages through the users of a change about whom there is something to decide, in order.
-- param tenant_id int
-- param job_id int
-- param after int
-- param limit int
-- column seq int
-- column user_id int
-- column name text
-- column request text?
-- column state int
-- column digest int
-- column group_id int
-- column undo_first int
-- column undo_last int
-- rows many
SELECT seq, user_id, name, request, state, digest, group_id, undo_first, undo_last
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id AND seq > :after AND digest <> -1
ORDER BY seq
LIMIT :limit
