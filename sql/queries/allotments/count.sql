-- Counts the allotments of the organisation.
-- param tenant_id int
-- column count int
-- rows one
SELECT COUNT(*) AS count
FROM allotment
WHERE tenant_id = :tenant_id
