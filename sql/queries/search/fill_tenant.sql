-- Gives an organisation the key for places in its lists.
-- param id int
-- param page_key blob
-- rows exec
UPDATE tenant SET page_key = :page_key WHERE id = :id
