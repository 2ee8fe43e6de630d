-- Counts the items of a change that are bad from the start, by what is wrong, with one of each.
-- param tenant_id int
-- param job_id int
-- column code text?
-- column count int
-- column name text
-- column message text?
-- column remedy text?
-- rows many
SELECT code, COUNT(*) AS count, MIN(name) AS name, MIN(message) AS message, MIN(remedy) AS remedy
FROM bulk_item
WHERE tenant_id = :tenant_id AND job_id = :job_id AND state = 3 AND state >= 2 AND digest = -1
GROUP BY code
ORDER BY code
