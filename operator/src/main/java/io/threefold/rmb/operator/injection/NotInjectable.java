package io.threefold.rmb.operator.injection;

import io.threefold.rmb.operator.catalogue.Finding;
import io.threefold.rmb.operator.catalogue.InjectionReason;

/** Ends a decision early, inside this package. */
final class NotInjectable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    private NotInjectable(Finding finding) {
        super(finding.text(), null, false, false);
        this.finding = finding;
    }

    static NotInjectable because(InjectionReason reason, Object... arguments) {
        return new NotInjectable(Finding.of(reason, arguments));
    }

    Finding finding() {
        return finding;
    }
}
