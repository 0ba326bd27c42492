-- Remembers an incoming request and pushes it to its command's list, in one step, at most once.
-- KEYS: command's list, set of the minute in which the request ends, every other set that still counts...
-- ARGV: hash of (source, uid, kind), hash of (source, digest), seconds to keep the set, longest list, policy R or D, message
-- Returns {1} pushed, {0} seen before, {2} list is full, {3, dropped} pushed and the oldest dropped, {4} not a list
if redis.call('SISMEMBER', KEYS[2], ARGV[2]) == 1 then return {0} end
for i = 2, #KEYS do
  if redis.call('SISMEMBER', KEYS[i], ARGV[1]) == 1 then return {0} end
end
local length = redis.pcall('LLEN', KEYS[1])
redis.call('SADD', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
if type(length) == 'table' then return {4} end
local dropped = nil
if length >= tonumber(ARGV[4]) then
  if ARGV[5] == 'R' then return {2} end
  dropped = redis.call('RPOP', KEYS[1])
end
redis.call('LPUSH', KEYS[1], ARGV[6])
-- When nobody has touched the list for longer than any request can live, all of it has expired.
redis.call('EXPIRE', KEYS[1], 3720)
if dropped then return {3, dropped} end
return {1}
