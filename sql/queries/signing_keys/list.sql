-- The installation's keys that are published: those that sign, will sign, or have signed what is still good. They belong to no
-- organisation.
-- param now_ms int
-- column id int
-- column kid text
-- column private_key blob
-- column created_ms int
-- column signs_from_ms int
-- column retires_ms int
-- rows many
SELECT id, kid, private_key, created_ms, signs_from_ms, retires_ms
FROM signing_key
WHERE retires_ms > :now_ms
ORDER BY id
