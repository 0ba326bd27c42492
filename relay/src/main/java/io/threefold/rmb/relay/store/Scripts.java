package io.threefold.rmb.relay.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** What has to happen in Redis in one step. Owners are written {@code process/connection}. */
enum Scripts {
    /**
     * KEYS stream. ARGV envelope, own process, c(onnected only), a(lways) or n(otice of the relay itself). Returns {0} not
     * connected, {2} full, or {1, id, id before, owner, dropped}. Runs for every message: what never changes is part of the
     * text, and the other two keys follow from the first.
     */
    APPEND("""
            local session = string.sub(KEYS[1], $PREFIX_LENGTH + 3)
            local owner = redis.call('GET', '$PREFIXc:' .. session)
            if not owner and ARGV[3] == 'c' then return {0} end
            local limit, dropped = $LIMIT, 0
            if ARGV[3] == 'n' then limit = $NOTICE_LIMIT end
            if redis.call('XLEN', KEYS[1]) >= limit then
              if '$OVERFLOW' == 'r' then return {2} end
              dropped = redis.call('XTRIM', KEYS[1], 'MAXLEN', limit - 1)
            end
            local id = redis.call('XADD', KEYS[1], '*', 'm', ARGV[1])
            redis.call('PEXPIRE', KEYS[1], $KEEP)
            local before = redis.call('SET', '$PREFIXl:' .. session, id, 'PX', $KEEP, 'GET')
            if owner then
              local process = string.match(owner, '^[^/]*')
              if process ~= ARGV[2] then redis.call('PUBLISH', '$PREFIXp:' .. process, 'w ' .. session) end
            end
            return {1, id, before or '', owner or '', dropped}
            """),

    /**
     * KEYS stream. ARGV id after which to begin, most entries, most bytes. Returns 1 when there may be more, else 0, then ids
     * and envelopes in turn; at least one pair if there is one. Chunks keep Redis' own copy small.
     */
    READ("""
            local out, bytes, after, left = {0}, 0, '(' .. ARGV[1], tonumber(ARGV[2])
            local most = tonumber(ARGV[3])
            while left > 0 do
              local ask = math.min(left, 16)
              local entries = redis.call('XRANGE', KEYS[1], after, '+', 'COUNT', ask)
              for _, entry in ipairs(entries) do
                bytes = bytes + #entry[2][2]
                if bytes > most and #out > 1 then out[1] = 1 return out end
                out[#out + 1] = entry[1]
                out[#out + 1] = entry[2][2]
                after = '(' .. entry[1]
              end
              if #entries < ask then return out end
              left = left - ask
            end
            out[1] = 1
            return out
            """),

    /**
     * KEYS owner, stream, last. ARGV new owner, lease ms, own process, channel prefix, session, keep ms. Returns the owner
     * before; another process is told.
     */
    REGISTER("""
            local before = redis.call('GET', KEYS[1])
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            redis.call('PEXPIRE', KEYS[2], ARGV[6])
            redis.call('PEXPIRE', KEYS[3], ARGV[6])
            if before then
              local process, connection = string.match(before, '^([^/]*)/(.*)$')
              if process and process ~= ARGV[3] then
                redis.call('PUBLISH', ARGV[4] .. process, 'd ' .. connection .. ' ' .. ARGV[5])
              end
            end
            return before or ''
            """),

    /** KEYS owner. ARGV owner. Removes the registration only if it is still this one. */
    UNREGISTER("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
            return 0
            """),

    /**
     * KEYS owner, stream, last of each session in turn. ARGV lease ms, keep ms, owner of each. Returns a 1 for each that is
     * still ours, a 0 for each that another connection has taken.
     */
    RENEW("""
            local out = {}
            for i = 1, #ARGV - 2 do
              local key = KEYS[3 * i - 2]
              local owner = redis.call('GET', key)
              if owner and owner ~= ARGV[i + 2] then
                out[i] = 0
              else
                redis.call('SET', key, ARGV[i + 2], 'PX', ARGV[1])
                redis.call('PEXPIRE', KEYS[3 * i - 1], ARGV[2])
                redis.call('PEXPIRE', KEYS[3 * i], ARGV[2])
                out[i] = 1
              end
            end
            return out
            """),

    /**
     * KEYS lease of a dead process, its journal, own journal, set of processes. ARGV name of the dead process, most entries.
     * Moves entries over, oldest first; returns their new ids and envelopes in turn, nothing when the process lives.
     */
    ADOPT("""
            local out = {}
            if redis.call('EXISTS', KEYS[1]) == 1 then return out end
            local entries = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', tonumber(ARGV[2]))
            for _, entry in ipairs(entries) do
              out[#out + 1] = redis.call('XADD', KEYS[3], '*', 'm', entry[2][2])
              out[#out + 1] = entry[2][2]
              redis.call('XDEL', KEYS[2], entry[1])
            end
            if #entries == 0 then
              redis.call('DEL', KEYS[2])
              redis.call('SREM', KEYS[4], ARGV[1])
            end
            return out
            """);

    private final String text;

    Scripts(String text) {
        this.text = text;
    }

    /** A script as Redis gets it. */
    record Loaded(String text, String digest) {}

    /** All scripts for relays with the given keys and limits. */
    static Map<Scripts, Loaded> forRelay(RedisKeys keys, StreamLimits limits) {
        var loaded = new EnumMap<Scripts, Loaded>(Scripts.class);
        int notices = limits.maxLength() + limits.maxLength() / 4 + 16;
        String overflow = limits.overflow() == StreamLimits.Overflow.REJECT_NEW ? "r" : "d";
        for (Scripts script : values()) {
            String text = script.text
                    .replace("$PREFIX_LENGTH", Integer.toString(keys.prefix().length()))
                    .replace("$PREFIX", keys.prefix())
                    .replace("$NOTICE_LIMIT", Integer.toString(notices))
                    .replace("$LIMIT", Integer.toString(limits.maxLength()))
                    .replace("$OVERFLOW", overflow)
                    .replace("$KEEP", Long.toString(limits.keep().toMillis()));
            loaded.put(script, new Loaded(text, sha1(text)));
        }
        return loaded;
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1, by which Redis names scripts", e);
        }
    }
}
