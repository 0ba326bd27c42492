package io.threefold.rmb.operator.cli;

import io.threefold.rmb.operator.injection.InjectionSettings;
import io.threefold.rmb.operator.injection.InjectionSettings.ContainerDefaults;
import io.threefold.rmb.operator.injection.Injector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is looked at. */
final class Source {
    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description =
                    "YAML or JSON; - is standard input. Repeat it. Services and identities are taken from these files.")
    private List<String> files;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Namespace of objects that name none. Default: ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(names = "--peer-image", paramLabel = "IMAGE", description = "The operator's image of the peer.")
    private @Nullable String peerImage;

    @Option(names = "--redis-image", paramLabel = "IMAGE", description = "The operator's image of Redis.")
    private @Nullable String redisImage;

    /** What the webhook would do with each document. */
    List<Review> reviews(InputStream standardInput) throws IOException, Documents.Unreadable {
        List<Documents.Document> documents = new ArrayList<>();
        for (String file : files) {
            byte[] bytes = read(file, standardInput);
            if (bytes.length > Documents.MAX_LENGTH) {
                throw new Documents.Unreadable(file + " is longer than " + (Documents.MAX_LENGTH >> 20) + " MiB");
            }
            try {
                documents.addAll(Documents.parse(new String(bytes, StandardCharsets.UTF_8)));
            } catch (Documents.Unreadable e) {
                throw new Documents.Unreadable(file + ": " + e.getMessage());
            }
        }
        return Review.of(documents, namespace, new Injector(settings()));
    }

    private static byte[] read(String file, InputStream standardInput) throws IOException {
        if (file.equals("-")) {
            return standardInput.readNBytes(Documents.MAX_LENGTH + 1);
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(Documents.MAX_LENGTH + 1);
        }
    }

    private InjectionSettings settings() {
        InjectionSettings d = InjectionSettings.defaults();
        return new InjectionSettings(
                image(d.peer(), peerImage),
                image(d.redis(), redisImage),
                d.runAsUser(),
                d.managementPort(),
                d.imagePullPolicy(),
                d.imagePullSecrets(),
                d.onUnresolved(),
                d.sessionIds());
    }

    private static ContainerDefaults image(ContainerDefaults d, @Nullable String image) {
        return image == null
                ? d
                : new ContainerDefaults(
                        image, d.cpuRequest(), d.cpuLimit(), d.guaranteedCpu(), d.memoryRequest(), d.memoryLimit());
    }
}
