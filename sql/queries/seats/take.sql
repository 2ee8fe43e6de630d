-- Takes seats, if they are there: the one statement by which a seat is taken, and it cannot pass the capacity (R-04,
-- R-06, R-60).
-- param amount int
-- param tenant_id int
-- param sku_id int
-- rows exec
UPDATE seat_pool SET consumed = consumed + :amount
WHERE tenant_id = :tenant_id AND sku_id = :sku_id
	AND consumed + :amount <= enabled + warning - self_service
