-- Tells the words that a user's tokens were made of, so that they can be taken back.
-- param tenant_id int
-- param id int
-- column words text
-- rows maybe
SELECT words FROM app_user WHERE tenant_id = :tenant_id AND id = :id
