package io.threefold.rmb.devnet.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a chain in a directory: a snapshot that is replaced as a whole, and a journal of the final blocks after it, one
 * line each. A line that was torn by a crash was never called final and is dropped. Not thread-safe.
 */
public final class ChainStore implements Closeable {
    private static final int MAX_JOURNAL = 2000;
    private static final int FORMAT = 1;
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper JSON = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

    /** A header as it is written, everything in hex. */
    record StoredHeader(String parentHash, long number, String stateRoot, String extrinsicsRoot, List<String> digest) {
        static StoredHeader of(Header header) {
            return new StoredHeader(
                    HEX.formatHex(header.parentHash()),
                    header.number(),
                    HEX.formatHex(header.stateRoot()),
                    HEX.formatHex(header.extrinsicsRoot()),
                    header.digest().stream().map(HEX::formatHex).toList());
        }

        Header read() {
            return new Header(
                    HEX.parseHex(parentHash),
                    number,
                    HEX.parseHex(stateRoot),
                    HEX.parseHex(extrinsicsRoot),
                    digest.stream().map(HEX::parseHex).toList());
        }
    }

    record StoredBlock(StoredHeader header, List<String> extrinsics, Map<String, @Nullable String> changes) {
        static StoredBlock of(Block block) {
            Map<String, @Nullable String> changes = new TreeMap<>();
            block.changes().forEach((key, value) -> changes.put(key, value == null ? null : HEX.formatHex(value)));
            return new StoredBlock(
                    StoredHeader.of(block.header()),
                    block.extrinsics().stream().map(HEX::formatHex).toList(),
                    changes);
        }

        Block read() {
            SortedMap<String, byte @Nullable []> values = new TreeMap<>();
            changes.forEach((key, value) -> values.put(key, value == null ? null : HEX.parseHex(value)));
            Header read = header.read();
            return new Block(
                    read, read.hash(), extrinsics.stream().map(HEX::parseHex).toList(), values);
        }
    }

    record Snapshot(int format, StoredHeader genesis, StoredBlock head, Map<String, String> storage) {}

    private final Path snapshotFile;
    private final Path journalFile;
    private final FileChannel lockChannel;
    private @Nullable FileChannel journal;
    private @Nullable ChainImage image;
    private int lines;

    private ChainStore(Path directory, FileChannel lockChannel) {
        this.snapshotFile = directory.resolve("chain.json");
        this.journalFile = directory.resolve("chain.journal");
        this.lockChannel = lockChannel;
    }

    /**
     * Opens a directory, which is made if need be, and takes it for this process alone.
     *
     * @throws IOException with a sentence for users when it is taken, damaged or cannot be written
     */
    public static ChainStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve("chain.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another devnet uses the data directory " + directory);
            }
            ChainStore store = new ChainStore(directory, channel);
            store.load();
            return store;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("this process already uses the data directory " + directory, e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where the chain was; null when the directory holds none. */
    public @Nullable ChainImage image() {
        return image;
    }

    /** Begins a chain: writes its first block. */
    public void begin(ChainSpec spec) throws IOException {
        image = new ChainImage(Genesis.block(spec));
        compact();
    }

    /** Writes blocks that are about to be called final; returns once they are on the disk. Known ones are skipped. */
    public void append(List<Block> blocks) throws IOException {
        if (image == null) {
            return;
        }
        if (lines >= MAX_JOURNAL || journal == null) {
            compact();
        }
        for (Block block : blocks) {
            ChainImage now = image;
            if (block.number() > now.head().number()) {
                if (block.number() > now.head().number() + 1) {
                    throw new IOException("block " + block.number() + " comes too early");
                }
                appendLine(JSON.writeValueAsString(StoredBlock.of(block)) + "\n");
                apply(block);
            }
        }
        FileChannel out = journal;
        if (out != null) {
            out.force(false);
        }
    }

    private void appendLine(String line) throws IOException {
        FileChannel out = journal;
        if (out == null) {
            throw new IOException("the journal is not open");
        }
        long start = out.position();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            lines++;
        } catch (IOException e) {
            // Half a line must not stay in front of whole ones.
            out.truncate(start);
            throw e;
        }
    }

    private void load() throws IOException {
        if (!Files.exists(snapshotFile)) {
            return;
        }
        try {
            Snapshot snapshot = JSON.readValue(snapshotFile.toFile(), Snapshot.class);
            if (snapshot.format() != FORMAT) {
                throw damaged("format " + snapshot.format() + " is not known", null);
            }
            SortedMap<String, byte[]> storage = new TreeMap<>();
            snapshot.storage().forEach((key, value) -> storage.put(key, HEX.parseHex(value)));
            Header genesis = snapshot.genesis().read();
            image = new ChainImage(
                    new Block(genesis, genesis.hash(), List.of(), new TreeMap<>()),
                    snapshot.head().read(),
                    storage);
            replay();
            compact();
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw damaged("it cannot be read", e);
        }
    }

    private void replay() throws IOException {
        if (!Files.exists(journalFile)) {
            return;
        }
        try (BufferedReader in = Files.newBufferedReader(journalFile)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Block block;
                try {
                    block = JSON.readValue(line, StoredBlock.class).read();
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    if (in.readLine() == null) {
                        return;
                    }
                    throw damaged("a line in the middle of the journal cannot be read", e);
                }
                ChainImage before = image;
                if (before == null || block.number() <= before.head().number()) {
                    continue;
                }
                if (!HEX.formatHex(block.header().parentHash())
                        .equals(before.head().hash().substring(2))) {
                    throw damaged("block " + block.number() + " does not follow the one before", null);
                }
                apply(block);
            }
        }
    }

    /** Storage is shared with the image before: nobody else keeps that one. */
    private void apply(Block block) {
        ChainImage before = image;
        if (before == null) {
            return;
        }
        block.changes().forEach((key, value) -> {
            if (value == null) {
                before.storage().remove(key);
            } else {
                before.storage().put(key, value);
            }
        });
        image = new ChainImage(before.genesis(), block, before.storage());
    }

    private void compact() throws IOException {
        ChainImage now = image;
        if (now == null) {
            return;
        }
        Map<String, String> storage = new TreeMap<>();
        now.storage().forEach((key, value) -> storage.put(key, HEX.formatHex(value)));
        Snapshot snapshot =
                new Snapshot(FORMAT, StoredHeader.of(now.genesis().header()), StoredBlock.of(now.head()), storage);
        Path temporary = snapshotFile.resolveSibling("chain.json.new");
        try (FileChannel out = FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                SequenceWriter writer = JSON.writer().writeValues(Channels.newOutputStream(out))) {
            writer.write(snapshot);
            writer.flush();
            out.force(true);
        }
        Files.move(temporary, snapshotFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FileChannel old = journal;
        if (old != null) {
            old.close();
        }
        journal = FileChannel.open(
                journalFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        lines = 0;
    }

    private IOException damaged(String why, @Nullable Throwable cause) {
        return new IOException(
                "the chain in " + snapshotFile.getParent() + " is damaged (" + why
                        + "): delete the directory to begin anew, or restore it",
                cause);
    }

    /** Writes a fresh snapshot and gives the directory back. */
    @Override
    public void close() throws IOException {
        try (FileChannel lock = lockChannel) {
            compact();
            FileChannel open = journal;
            if (open != null) {
                open.close();
            }
        }
    }
}
