-- Gives seats of an allotment back.
-- param amount int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE allotment SET consumed = consumed - :amount
WHERE tenant_id = :tenant_id AND id = :id AND consumed >= :amount
