-- Finds the name of an allotment.
-- param tenant_id int
-- param id int
-- column display_name text
-- rows maybe
SELECT display_name
FROM allotment
WHERE tenant_id = :tenant_id AND id = :id
