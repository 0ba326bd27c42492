-- Ends one (request, destination): forgets it and pushes its outcome to ret, in one step, at most once.
-- KEYS: outbox, finished destinations of this request, ret, dead letters
-- ARGV: id, destination's index, destinations in all, outcome, ret's idle seconds, ret's longest, dead letters' longest, now (ms)
-- Returns 1 delivered, 0 was already ended, 2 ended but ret is not a list (kept as a dead letter)
local id = ARGV[1]
if tonumber(ARGV[3]) == 1 then
  if redis.call('HDEL', KEYS[1], id) == 0 then return 0 end
else
  if redis.call('HEXISTS', KEYS[1], id) == 0 then return 0 end
  if redis.call('SADD', KEYS[2], ARGV[2]) == 0 then return 0 end
  if redis.call('SCARD', KEYS[2]) >= tonumber(ARGV[3]) then
    redis.call('DEL', KEYS[2])
    redis.call('HDEL', KEYS[1], id)
  end
end
local length = redis.pcall('LPUSH', KEYS[3], ARGV[4])
if type(length) == 'table' then
  redis.call('LPUSH', KEYS[4], cjson.encode({
    reason = 'RET_NOT_A_LIST', at = tonumber(ARGV[8]), from = KEYS[3], size = #ARGV[4], detail = tostring(length.err) }))
  redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[7]) - 1)
  return 2
end
if length > tonumber(ARGV[6]) then redis.call('LTRIM', KEYS[3], 0, tonumber(ARGV[6]) - 1) end
redis.call('EXPIRE', KEYS[3], ARGV[5])
return 1
