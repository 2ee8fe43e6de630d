-- The next organisation, behind a number, that keeps its ledger for a time only; 0 days mean for ever.
-- param after int
-- column tenant_id int
-- rows maybe
SELECT s.tenant_id
FROM setting s
JOIN tenant t ON t.id = s.tenant_id
WHERE s.tenant_id > :after AND s.name = 'auditDays' AND s.value <> '0' AND t.deleting_ms IS NULL
ORDER BY s.tenant_id
LIMIT 1
