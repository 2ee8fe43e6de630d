-- Counts the claims in four windows of time, the longest of which begins at from_ms, by product; without one: those that came to nothing.
-- param first_ms int
-- param second_ms int
-- param third_ms int
-- param tenant_id int
-- param from_ms int
-- column sku_id int?
-- column in_first int
-- column in_second int
-- column in_third int
-- column in_all int
-- rows many
SELECT sku_id, SUM(CASE WHEN at_ms >= :first_ms THEN 1 ELSE 0 END) AS in_first, SUM(CASE WHEN at_ms >= :second_ms THEN 1 ELSE 0 END) AS in_second,
	SUM(CASE WHEN at_ms >= :third_ms THEN 1 ELSE 0 END) AS in_third, COUNT(*) AS in_all
FROM auto_claim
WHERE tenant_id = :tenant_id AND outcome < 2 AND at_ms >= :from_ms
GROUP BY sku_id
