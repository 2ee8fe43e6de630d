-- Writes what became of a sign-in, over what became of the one before.
-- param tenant_id int
-- param user_id int
-- param application_id int
-- param id int
-- param outcome int
-- param sku_id int?
-- param reasons text?
-- param at_ms int
-- rows exec
INSERT INTO auto_claim (tenant_id, user_id, application_id, id, outcome, sku_id, reasons, at_ms)
VALUES (:tenant_id, :user_id, :application_id, :id, :outcome, :sku_id, :reasons, :at_ms)
ON CONFLICT (tenant_id, user_id, application_id)
DO UPDATE SET id = excluded.id, outcome = excluded.outcome, sku_id = excluded.sku_id, reasons = excluded.reasons, at_ms = excluded.at_ms
