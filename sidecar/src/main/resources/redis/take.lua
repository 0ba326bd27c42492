-- Moves messages from a list into the outbox under fresh ids, in one step.
-- KEYS: list, landing list of the blocking take, outbox, dead letters
-- ARGV: kind, largest message, bytes to stop at, longest dead-letter list, now (ms), id...
-- Returns id, value, id, value...; value = kind byte and message.
local kind, largest, budget = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local got = {}

-- A client that reconnects replays what was under way: the same ids come again. Give back what the first run stored.
if redis.call('HEXISTS', KEYS[3], ARGV[6]) == 1 then
  for i = 6, #ARGV do
    local value = redis.call('HGET', KEYS[3], ARGV[i])
    if value then
      got[#got + 1] = ARGV[i]
      got[#got + 1] = value
    end
  end
  return got
end

-- Keeps of a message that is too large only what is needed to tell its sender.
local function shortened(message)
  local ok, m = pcall(cjson.decode, message)
  if not ok or type(m) ~= 'table' then return nil end
  local short = { ver = m.ver, ref = m.ref, cmd = m.cmd, exp = m.exp, dst = m.dst, ret = m.ret, now = m.now, dat = '' }
  local encoded, text = pcall(cjson.encode, short)
  if not encoded or #text > largest then return nil end
  return text
end

local bytes, i = 0, 6
while i <= #ARGV do
  local message = redis.call('RPOP', KEYS[2])
  if not message then message = redis.call('RPOP', KEYS[1]) end
  if not message then break end
  local value = kind .. message
  if #message > largest then
    local short = shortened(message)
    value = short and (string.lower(kind) .. short)
    if not value then
      redis.call('LPUSH', KEYS[4], cjson.encode({
        reason = 'TOO_LARGE', at = tonumber(ARGV[5]), from = KEYS[1], size = #message,
        detail = 'larger than ' .. largest .. ' bytes and not readable as JSON' }))
      redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[4]) - 1)
    end
  end
  if value then
    redis.call('HSET', KEYS[3], ARGV[i], value)
    got[#got + 1] = ARGV[i]
    got[#got + 1] = value
    bytes = bytes + #value
    i = i + 1
    if bytes >= budget then break end
  end
end
return got
