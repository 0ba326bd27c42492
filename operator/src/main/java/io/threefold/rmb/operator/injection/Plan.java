package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.threefold.rmb.crds.v1alpha1.RmbIdentitySpec;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Mode;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Persistence;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Redis;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.UrlSecretRef;
import io.threefold.rmb.operator.catalogue.InjectionReason;
import io.threefold.rmb.operator.catalogue.Keys;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one pod gets, decided. Specs may come from files, so without the API server's defaults: they are filled in here.
 *
 * @param externalRedis where the URL of the user's own Redis is; null when one is injected
 * @param redisPort on the pod's loopback
 * @param claim the PersistentVolumeClaim, for {@link Persistence#Claim}
 */
record Plan(
        String service,
        RmbServiceSpec spec,
        RmbIdentitySpec identity,
        Overrides overrides,
        InjectionSettings settings,
        @Nullable UrlSecretRef externalRedis,
        int redisPort,
        int managementPort,
        Persistence persistence,
        @Nullable String claim,
        @Nullable String configHash) {
    private static final int REDIS_PORT = 6379;

    static Plan of(Candidate candidate, RmbIdentitySpec identity, Overrides overrides, InjectionSettings settings)
            throws NotInjectable {
        RmbServiceSpec spec = candidate.spec();
        Redis redis = spec.redis();
        boolean external = redis != null && redis.mode() == Mode.External && redis.external() != null;
        int redisPort = overrides
                .number(Keys.REDIS_PORT)
                .orElse(redis == null || redis.port() == 0 ? REDIS_PORT : redis.port());
        int managementPort = overrides.number(Keys.MANAGEMENT_PORT).orElse(settings.managementPort());
        if (!external && redisPort == managementPort) {
            throw NotInjectable.because(
                    InjectionReason.PORT_TAKEN, redisPort, "Redis", "the peer", Keys.MANAGEMENT_PORT.name());
        }
        Persistence persistence = redis == null || external
                ? Persistence.Memory
                : Objects.requireNonNullElse(redis.persistence(), Persistence.Memory);
        return new Plan(
                candidate.name(),
                spec,
                identity,
                overrides,
                settings,
                external && redis != null && redis.external() != null
                        ? redis.external().secretRef()
                        : null,
                redisPort,
                managementPort,
                persistence,
                persistence == Persistence.Claim && redis != null ? redis.claimName() : null,
                candidate.configHash());
    }

    boolean localRedis() {
        return externalRedis == null;
    }

    /** {@code RMB_REDIS_URL}, for apps and peer alike. */
    EnvVar redisUrl() {
        EnvVarBuilder env = new EnvVarBuilder().withName(Names.ENV_REDIS_URL);
        if (externalRedis == null) {
            return env.withValue("redis://127.0.0.1:" + redisPort).build();
        }
        return env.withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(externalRedis.name())
                .withKey(Objects.requireNonNullElse(externalRedis.key(), "url"))
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }
}
