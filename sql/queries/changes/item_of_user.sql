-- Finds what a change has of a user so far.
-- param tenant_id int
-- param job_id int
-- param user_id int
-- column seq int
-- column line int
-- column request text?
-- column state int
-- rows maybe
SELECT seq, line, request, state
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id AND user_id = :user_id AND user_id <> 0
