-- Reads outbox entries for recovery.
-- KEYS: outbox, finished destinations of each id... ARGV: id...
-- Returns {id, value, {finished index...}}...; entries that are gone are left out.
local found = {}
for i = 1, #ARGV do
  local value = redis.call('HGET', KEYS[1], ARGV[i])
  if value then
    found[#found + 1] = { ARGV[i], value, redis.call('SMEMBERS', KEYS[i + 1]) }
  end
end
return found
