-- Finds a set of disabled plans by its content: few differ, however many users there are.
-- param tenant_id int
-- param plans blob
-- column id int
-- rows maybe
SELECT id
FROM plan_set
WHERE tenant_id = :tenant_id AND plans = :plans
