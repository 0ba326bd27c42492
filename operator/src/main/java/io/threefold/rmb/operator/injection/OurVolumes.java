package io.threefold.rmb.operator.injection;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.threefold.rmb.crds.v1alpha1.RmbServiceSpec.Persistence;
import io.threefold.rmb.operator.catalogue.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The volumes of our containers. */
final class OurVolumes {
    /** Readable by a user that is not the owner: the files are root's, and fsGroup would change the app's volumes. */
    private static final int READ_BY_ALL = 0444;

    private OurVolumes() {}

    static List<Volume> all(Plan plan) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName(Names.IDENTITY_VOLUME)
                .withNewSecret()
                .withSecretName(plan.identity().secretRef().name())
                .withDefaultMode(READ_BY_ALL)
                .addNewItem()
                .withKey(Objects.requireNonNullElse(plan.identity().secretRef().key(), "mnemonic"))
                .withPath(OurContainers.SECRET_FILE)
                .endItem()
                .endSecret()
                .build());
        volumes.add(new VolumeBuilder()
                .withName(Names.CONFIG_VOLUME)
                .withNewConfigMap()
                .withName(Names.configMap(plan.service()))
                .withDefaultMode(READ_BY_ALL)
                .addNewItem()
                .withKey(Names.CONFIG_KEY)
                .withPath(Names.CONFIG_KEY)
                .endItem()
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName(Names.STATE_VOLUME)
                .withNewEmptyDir()
                .withSizeLimit(Quantity.parse("64Mi"))
                .endEmptyDir()
                .build());
        if (plan.persistence() == Persistence.EmptyDir) {
            volumes.add(new VolumeBuilder()
                    .withName(Names.DATA_VOLUME)
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .build());
        } else if (plan.persistence() == Persistence.Claim) {
            volumes.add(new VolumeBuilder()
                    .withName(Names.DATA_VOLUME)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(plan.claim())
                    .endPersistentVolumeClaim()
                    .build());
        }
        return volumes;
    }
}
