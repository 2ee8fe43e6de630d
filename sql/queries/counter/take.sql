-- Takes a block of numbers from a tenant's counter and gives the last of them. The row serialises the ledger: numbers
-- come in the order of commits.
-- param tenant_id int
-- param name text
-- param amount int
-- column value int
-- rows one
INSERT INTO counter (tenant_id, name, value)
VALUES (:tenant_id, :name, :amount)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = counter.value + excluded.value
RETURNING value
