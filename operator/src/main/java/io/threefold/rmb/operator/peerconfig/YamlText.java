package io.threefold.rmb.operator.peerconfig;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;

/**
 * Writes a flat map as YAML, always the same way: its bytes are hashed. Texts stand in double quotes with JSON's escapes, which YAML
 * reads alike, so that no value can be taken for something else.
 */
final class YamlText {
    private final StringBuilder text = new StringBuilder();

    YamlText comment(String line) {
        text.append("# ").append(line).append('\n');
        return this;
    }

    YamlText put(String key, Object value) {
        text.append(key).append(": ").append(scalar(value)).append('\n');
        return this;
    }

    YamlText put(String key, List<String> values) {
        text.append(key).append(":\n");
        values.forEach(value -> text.append("- ").append(scalar(value)).append('\n'));
        return this;
    }

    YamlText maps(String key, List<Map<String, Object>> items) {
        text.append(key).append(":\n");
        for (Map<String, Object> item : items) {
            String indent = "- ";
            for (Map.Entry<String, Object> entry : item.entrySet()) {
                text.append(indent).append(entry.getKey()).append(": ");
                text.append(scalar(entry.getValue())).append('\n');
                indent = "  ";
            }
        }
        return this;
    }

    private static String scalar(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(YamlText::scalar).toList().toString();
        }
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : new TextNode(value.toString()).toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
