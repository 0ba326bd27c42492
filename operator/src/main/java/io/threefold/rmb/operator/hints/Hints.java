package io.threefold.rmb.operator.hints;

import io.threefold.rmb.operator.catalogue.Finding;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Key;
import io.threefold.rmb.operator.catalogue.Keys;
import io.threefold.rmb.operator.injection.Decision;
import io.threefold.rmb.operator.injection.Injector;
import io.threefold.rmb.operator.injection.NamespaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a user should know about a workload when they apply it: warnings on a controller's pods reach nobody, those on the workload are
 * shown by kubectl and Helm. Never denies.
 */
public final class Hints {
    /** The API server cuts what is longer. */
    static final int MAX_LENGTH = 250;

    private static final int MAX_HINTS = 8;

    private final Injector injector;

    public Hints(Injector injector) {
        this.injector = injector;
    }

    /** At most eight, in the order in which to look at them. */
    public List<String> about(Workload workload, NamespaceView namespace) {
        List<String> hints = new ArrayList<>();
        misplaced(workload).forEach(finding -> hints.add(text("", finding)));
        switch (injector.decide(workload.pod(), namespace)) {
            case Decision.Refused refused -> hints.add(text("its pods will be refused now. ", refused.finding()));
            case Decision.Skipped skipped -> hints.add(text("its pods will start without a peer. ", skipped.finding()));
            case Decision.Injected injected -> injected.warnings().forEach(finding -> hints.add(text("", finding)));
            case Decision.NotAsked _ ->
                Injector.strangeKeys(workload.pod()).forEach(finding -> hints.add(text("", finding)));
            case Decision.AlreadyInjected _ -> {}
        }
        return hints.stream().distinct().limit(MAX_HINTS).toList();
    }

    /** Keys for pods that stand on the workload, and not on the template as well. */
    private static List<Finding> misplaced(Workload workload) {
        var meta = workload.object().getMetadata();
        Map<String, String> above = meta == null || meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
        var templateMeta = workload.template().getMetadata();
        Map<String, String> below = templateMeta == null || templateMeta.getAnnotations() == null
                ? Map.of()
                : templateMeta.getAnnotations();
        return Keys.all().stream()
                .filter(key -> key.place() == Key.Place.POD_ANNOTATION && key.author() == Key.Author.USER)
                .filter(key -> above.containsKey(key.name()) && !below.containsKey(key.name()))
                .map(key -> Finding.of(
                        InjectionReason.ANNOTATION_ON_WORKLOAD,
                        key.name(),
                        workload.object().getKind()))
                .toList();
    }

    private static String text(String prefix, Finding finding) {
        String text = "rmb: " + prefix + finding.text();
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH - 1) + "…" : text;
    }
}
