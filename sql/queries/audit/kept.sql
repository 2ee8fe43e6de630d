-- Lists the organisations that keep their ledger for a time only; 0 days mean for ever.
-- column tenant_id int
-- rows many
SELECT s.tenant_id
FROM setting s
JOIN tenant t ON t.id = s.tenant_id
WHERE s.name = 'auditDays' AND s.value <> '0' AND t.deleting_ms IS NULL
ORDER BY s.tenant_id
