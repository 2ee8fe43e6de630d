-- Finds the organisation that an attempt is told to: the one it was made at, else the installation's first.
-- param tenant_id int
-- column id int
-- rows maybe
SELECT id
FROM tenant
WHERE deleting_ms IS NULL
ORDER BY CASE WHEN id = :tenant_id THEN 0 ELSE 1 END, id
LIMIT 1
