package io.threefold.rmb.operator.hints;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object that makes pods.
 *
 * @param object a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob, complete or as a user typed it
 * @param template the very template in it
 */
public record Workload(HasMetadata object, PodTemplateSpec template) {
    /** Empty for an object that makes no pods, or has no template. */
    public static Optional<Workload> of(HasMetadata object) {
        PodTemplateSpec template = template(object);
        return template == null ? Optional.empty() : Optional.of(new Workload(object, template));
    }

    private static @Nullable PodTemplateSpec template(HasMetadata object) {
        return switch (object) {
            case Deployment d -> d.getSpec() == null ? null : d.getSpec().getTemplate();
            case StatefulSet s -> s.getSpec() == null ? null : s.getSpec().getTemplate();
            case DaemonSet d -> d.getSpec() == null ? null : d.getSpec().getTemplate();
            case ReplicaSet r -> r.getSpec() == null ? null : r.getSpec().getTemplate();
            case Job j -> j.getSpec() == null ? null : j.getSpec().getTemplate();
            case CronJob c ->
                c.getSpec() == null
                                || c.getSpec().getJobTemplate() == null
                                || c.getSpec().getJobTemplate().getSpec() == null
                        ? null
                        : c.getSpec().getJobTemplate().getSpec().getTemplate();
            default -> null;
        };
    }

    /** A pod as its controller would make it; shares parts with the template. */
    public Pod pod() {
        return new PodBuilder()
                .withMetadata(template.getMetadata())
                .withSpec(template.getSpec())
                .build();
    }
}
