-- Takes seats of an allotment, if they are there: it cannot pass the limit (R-103).
-- param amount int
-- param tenant_id int
-- param id int
-- rows exec
UPDATE allotment SET consumed = consumed + :amount
WHERE tenant_id = :tenant_id AND id = :id AND consumed + :amount <= seat_limit
