-- Takes a block of numbers from a tenant's counter, used before or not, and gives the last of them.
-- param tenant_id int
-- param name text
-- param amount int
-- column value int
-- rows one
INSERT INTO counter (tenant_id, name, value)
VALUES (:tenant_id, :name, :amount)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + excluded.value
RETURNING value
