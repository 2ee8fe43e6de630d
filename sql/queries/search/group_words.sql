-- Tells the words that a group's tokens were made of, so that they can be taken back.
-- param tenant_id int
-- param id int
-- column words text
-- column description_words text
-- rows maybe
SELECT words, description_words FROM user_group WHERE tenant_id = :tenant_id AND id = :id
