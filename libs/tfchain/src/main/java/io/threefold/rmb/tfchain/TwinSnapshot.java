package io.threefold.rmb.tfchain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.tfchain.scale.Hex;
import io.threefold.rmb.tfchain.scale.ScaleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cached twins on disk: JSON, version 1, at most {@value #MAX_BYTES} bytes. Written to a file beside it and moved, so
 * that a reader finds the old or the new one. A damaged file is worth nothing more than an absent one.
 *
 * @param genesisHash of the chain the twins are from
 * @param finalized the last finalized block whose events were read, -1 for none
 */
record TwinSnapshot(ByteString genesisHash, long finalized, List<TwinCache.Entry> twins) {
    static final int VERSION = 1;
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_RELAYS = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException with a text for logs when the file is there and cannot be used */
    static @Nullable TwinSnapshot read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new IOException(size + " bytes are too much for a snapshot");
        }
        return parse(Files.readAllBytes(file));
    }

    /** @throws IOException when the bytes are no snapshot */
    static TwinSnapshot parse(byte[] bytes) throws IOException {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json == null || json.path("version").asInt() != VERSION) {
                throw new IOException("not a snapshot of version " + VERSION);
            }
            List<TwinCache.Entry> twins = new ArrayList<>();
            for (JsonNode twin : json.path("twins")) {
                twins.add(entry(twin));
            }
            return new TwinSnapshot(
                    ByteString.copyFrom(Hex.decode32(json.path("genesis").asText())),
                    json.path("finalized").asLong(-1),
                    List.copyOf(twins));
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage());
        } catch (ScaleException e) {
            throw new IOException(e.getMessage());
        }
    }

    private static TwinCache.Entry entry(JsonNode json) throws ScaleException {
        long id = json.path("id").asLong();
        if (id < 1 || id > ChainTwinRegistry.MAX_ID) {
            throw new ScaleException("twin " + id);
        }
        TreeSet<String> relays = new TreeSet<>();
        for (JsonNode relay : json.path("relays")) {
            if (relays.size() < MAX_RELAYS) {
                relays.add(relay.asText());
            }
        }
        JsonNode pk = json.path("pk");
        Twin twin = new Twin(
                id,
                AccountId.of(Hex.decode32(json.path("account").asText())),
                Collections.unmodifiableSortedSet(relays),
                pk.isTextual() ? ByteString.copyFrom(Hex.decode(pk.textValue())) : null);
        // Out of range would be an exception of its own.
        long readAt = Math.clamp(json.path("readAt").asLong(), 0, 253_402_300_799L);
        return new TwinCache.Entry(twin, Instant.ofEpochSecond(readAt));
    }

    byte[] toBytes() throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("genesis", Hex.encode(genesisHash.toByteArray()));
        json.put("finalized", finalized);
        var array = json.putArray("twins");
        for (TwinCache.Entry entry : twins) {
            Twin twin = entry.twin();
            ObjectNode node = array.addObject();
            node.put("id", twin.id());
            node.put("account", Hex.encode(twin.account().bytes()));
            var relays = node.putArray("relays");
            twin.relays().forEach(relays::add);
            ByteString pk = twin.encryptionKey();
            if (pk != null) {
                node.put("pk", Hex.encode(pk.toByteArray()));
            }
            node.put("readAt", entry.readAt().getEpochSecond());
        }
        return JSON.writeValueAsBytes(json);
    }

    /** Replaces the file in one step. Too large a snapshot loses the twins used longest ago. */
    void write(Path file) throws IOException {
        byte[] bytes = toBytes();
        if (bytes.length > MAX_BYTES) {
            new TwinSnapshot(genesisHash, finalized, twins.subList(twins.size() / 2, twins.size())).write(file);
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("no folder");
        }
        Files.createDirectories(folder);
        // Always the same name, so that crashes leave at most one behind.
        Path fresh = folder.resolve(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
