package io.threefold.rmb.peer.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges what {@code INFO} says. */
final class RedisCheck {
    private RedisCheck() {}

    /**
     * @param info the text of {@code INFO}
     * @throws StoreException when the server is older than 6.2 (Valkey of any version will do)
     */
    static RedisFinding judge(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        String version = fields.getOrDefault("redis_version", "");
        if (older(version)) {
            throw new StoreException("Redis " + version + " is too old: the peer needs Redis 6.2 or newer, or Valkey");
        }
        List<String> warnings = new ArrayList<>();
        if (version.isEmpty()) {
            warnings.add("Redis does not tell its version: 6.2 or newer is needed");
        }
        String policy = fields.getOrDefault("maxmemory_policy", "");
        String memory = fields.getOrDefault("maxmemory", "0");
        if (!policy.isEmpty() && !policy.equals("noeviction") && !memory.equals("0")) {
            warnings.add("Redis may evict messages when its memory is full (maxmemory-policy " + policy
                    + "): set maxmemory-policy noeviction");
        }
        String aof = fields.getOrDefault("aof_enabled", "");
        if (!aof.equals("1")) {
            warnings.add("Redis loses accepted messages when it ends (appendonly is off): set appendonly yes");
        }
        if ("err".equals(fields.get("aof_last_write_status"))) {
            warnings.add("Redis could not write its append-only file: check its disk");
        }
        return new RedisFinding(version.isEmpty() ? "unknown" : version, warnings);
    }

    private static boolean older(String version) {
        String[] parts = version.split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return major < 6 || major == 6 && minor < 2;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
