package io.threefold.rmb.peer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notices changed files by looking. Follows links, so it sees the swap of a mounted ConfigMap's or Secret's {@code ..data}
 * link, also through a folder; needs no file system notifications. Not thread-safe.
 */
final class FileWatch {
    private record Look(Path real, Object key, long modifiedMillis, long size) {
        static final Look ABSENT = new Look(Path.of(""), "", 0, -1);
    }

    private final Map<Path, Look> seen = new HashMap<>();

    /**
     * Looks at the files again.
     *
     * @param files files, or folders whose direct content counts
     * @return those that differ from the last look; a file that is looked at for the first time does not
     */
    Set<Path> changed(List<Path> files) {
        Set<Path> changed = new HashSet<>();
        seen.keySet().retainAll(files);
        for (Path file : files) {
            Look now = look(file);
            Look before = seen.put(file, now);
            if (before != null && !before.equals(now)) {
                changed.add(file);
            }
        }
        return changed;
    }

    private static Look look(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return new Look(
                    real,
                    key == null ? "" : key,
                    attributes.lastModifiedTime().toMillis(),
                    attributes.isDirectory() ? 0 : attributes.size());
        } catch (IOException e) {
            return Look.ABSENT;
        }
    }
}
