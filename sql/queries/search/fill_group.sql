-- Writes the search keys of a group that was there before they were.
-- param tenant_id int
-- param id int
-- param words text
-- param description_key text
-- param description_words text
-- rows exec
UPDATE user_group SET words = :words, description_key = :description_key, description_words = :description_words
WHERE tenant_id = :tenant_id AND id = :id
