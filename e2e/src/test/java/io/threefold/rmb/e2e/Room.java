package io.threefold.rmb.e2e;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The rooms of DESIGN §2 with their "may use" column. A room may also use what the rooms it uses may use. */
enum Room {
    PROTOCOL("libs/protocol", "protocol"),
    TFCHAIN("libs/tfchain", "tfchain", PROTOCOL),
    PEER("sidecar", "peer", PROTOCOL, TFCHAIN),
    RELAY("relay", "relay", PROTOCOL, TFCHAIN),
    DEVNET("devnet", "devnet", RELAY, TFCHAIN),
    CRDS("crds", "crds"),
    OPERATOR("operator", "operator", CRDS, PROTOCOL, TFCHAIN),
    E2E("e2e", "e2e", PROTOCOL, TFCHAIN, PEER, RELAY, DEVNET, CRDS, OPERATOR);

    private static final String ROOT = "io.threefold.rmb.";

    private final String folder;
    private final String packageName;
    private final Set<Room> mayUse = new HashSet<>();

    Room(String folder, String packageName, Room... mayUse) {
        this.folder = folder;
        this.packageName = ROOT + packageName;
        for (Room used : mayUse) {
            this.mayUse.add(used);
            this.mayUse.addAll(used.mayUse);
        }
    }

    /** Relative to the project. */
    String folder() {
        return folder;
    }

    String packageName() {
        return packageName;
    }

    boolean mayUse(Room other) {
        return other == this || mayUse.contains(other);
    }

    boolean owns(JavaClass type) {
        return type.getPackageName().equals(packageName)
                || type.getPackageName().startsWith(packageName + ".");
    }

    static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT);
    }

    static Optional<Room> of(JavaClass type) {
        for (Room room : values()) {
            if (room.owns(type)) {
                return Optional.of(room);
            }
        }
        return Optional.empty();
    }
}
