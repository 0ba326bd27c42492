package io.threefold.rmb.peer.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The Lua steps. Each runs atomically in Redis and tolerates being run again after a reconnect. */
enum Script {
    TAKE("take"),
    FINISH("finish"),
    ACCEPT("accept"),
    BURY("bury"),
    LOAD("load");

    private final byte[] text;
    private final String sha;

    Script(String name) {
        text = read("/redis/" + name + ".lua");
        try {
            sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** UTF-8. */
    byte[] text() {
        return text.clone();
    }

    /** The name EVALSHA knows it by. */
    String sha() {
        return sha;
    }

    private static byte[] read(String resource) {
        try (InputStream in = Script.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
