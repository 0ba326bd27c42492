-- Moves an outbox entry to the dead letters, in one step, once.
-- KEYS: outbox, finished destinations, dead letters. ARGV: id, dead letter, longest list. Returns 1, or 0 when it was gone.
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[2])
redis.call('LPUSH', KEYS[3], ARGV[2])
redis.call('LTRIM', KEYS[3], 0, tonumber(ARGV[3]) - 1)
return 1
