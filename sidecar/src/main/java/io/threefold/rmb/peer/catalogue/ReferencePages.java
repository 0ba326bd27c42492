package io.threefold.rmb.peer.catalogue;

/** The reference pages, made from the catalogue. */
public final class ReferencePages {
    private static final String NOTE =
            "<!-- Generated from the peer's catalogue; a test compares. To write it again: " + "./rmb generate -->\n\n";

    private ReferencePages() {}

    /** {@code docs/reference/peer-settings.md}. */
    public static String settings() {
        StringBuilder page = new StringBuilder("# Settings of the peer\n\n").append(NOTE);
        page.append("Options win over environment variables, these over the file, that over the defaults.\n")
                .append(
                        "\"Live\" settings are applied within a second when the file changes; others with the next start.\n");
        for (Setting<?> setting : Settings.ALL) {
            page.append("\n## `").append(setting.key()).append("`\n\n");
            page.append(setting.meaning()).append("\n\n");
            page.append("| | |\n|---|---|\n");
            row(page, "option", setting.options().isEmpty() ? "–" : "`" + String.join("`, `", setting.options()) + "`");
            row(page, "environment", "`" + setting.env() + "`");
            row(page, "in files", setting.secret() || setting == Settings.CONFIG ? "no" : "`" + setting.key() + "`");
            row(page, "value", setting.type().rule() + (setting.type().list() ? " (several)" : ""));
            row(page, "default", setting.defaults().isEmpty() ? "–" : "`" + String.join(",", setting.defaults()) + "`");
            row(page, "change", setting.effect() == Setting.Effect.RELOAD ? "live" : "restart");
        }
        return page.toString();
    }

    /** {@code docs/reference/peer-metrics.md}. */
    public static String metrics() {
        StringBuilder page = new StringBuilder("# Metrics of the peer\n\n").append(NOTE);
        page.append(
                        "Served at `/q/metrics` in the Prometheus format, next to those of the JVM (`jvm_*`, `process_*`).\n")
                .append("Timers appear with `_count`, `_sum` and `_max`.\n\n")
                .append("| metric | type | labels | meaning |\n|---|---|---|---|\n");
        for (Metric metric : Metrics.all()) {
            page.append("| `").append(metric.prometheusName()).append("` | ");
            page.append(metric.kind().name().toLowerCase(java.util.Locale.ROOT)).append(" | ");
            page.append(metric.labels().isEmpty() ? "" : metric.values()).append(" | ");
            page.append(metric.meaning()).append(" |\n");
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String name, String value) {
        page.append("| ")
                .append(name)
                .append(" | ")
                .append(value.replace("|", "\\|"))
                .append(" |\n");
    }
}
