package io.threefold.rmb.peer.config;

import io.threefold.rmb.peer.catalogue.Setting;
import io.threefold.rmb.peer.catalogue.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings from environment variables. */
final class Environment {
    private Environment() {}

    /**
     * Reads the declared variables. Kubernetes sets {@code <SERVICE>_PORT=tcp://…} for every Service, so a Service named
     * {@code rmb-management} would break the port: such values are left out.
     */
    static Layer of(Map<String, String> environment) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL) {
            String text = environment.get(setting.env());
            if (text == null || text.isBlank() || (setting.env().endsWith("_PORT") && text.startsWith("tcp://"))) {
                continue;
            }
            values.put(setting.key(), split(setting, text));
        }
        return new Layer("environment", values, List.of());
    }

    /** The values in one text. */
    static List<String> split(Setting<?> setting, String text) {
        if (!setting.type().list()) {
            return List.of(text.strip());
        }
        return Arrays.stream(text.split(setting.type().separator()))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
