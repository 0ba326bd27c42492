package io.threefold.rmb.tfchain;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.threefold.rmb.tfchain.metadata.Metadata;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Golden vectors: the JSON ones are test resources, the real metadata files lie outside the project. */
public final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Metadata> METADATA = new ConcurrentHashMap<>();

    private Vectors() {}

    public static JsonNode json(String file) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a real metadata file; skips the test where it is missing. */
    public static byte[] metadataBytes(String spec) {
        Path file =
                Path.of(System.getProperty("rmb.shared", "../shared"), "vectors/metadata/tfchain-" + spec + ".scale");
        boolean there = Files.isReadable(file);
        if (!there) {
            System.out.println("SKIPPED: real tfchain metadata (" + file.getFileName() + ") is not on this machine");
        }
        assumeTrue(there, "real tfchain metadata " + file.getFileName() + " is not on this machine");
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** spec149 or spec125. */
    public static Metadata metadata(String spec) {
        byte[] bytes = metadataBytes(spec);
        return METADATA.computeIfAbsent(spec, s -> {
            try {
                return Metadata.decode(bytes);
            } catch (ScaleException e) {
                throw new AssertionError(e);
            }
        });
    }

    public static byte[] hex(JsonNode node) {
        return hex(node.asText());
    }

    public static byte[] hex(String hex) {
        try {
            return Hex.decode(hex);
        } catch (ScaleException e) {
            throw new AssertionError(e);
        }
    }
}
