package io.threefold.rmb.peer.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads small files whole, with a bound, and says plainly why it could not. */
public final class SmallFile {
    private SmallFile() {}

    /**
     * Reads a file of at most {@code max} bytes.
     *
     * @param place names the setting in the error
     */
    public static byte[] bounded(Path file, int max, String place) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) {
                Arrays.fill(bytes, (byte) 0);
                throw new ConfigException(place, "the file is larger than " + max + " bytes", "Name the right file.");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ConfigException(place, "the file does not exist", "Create it or name another one.");
        } catch (AccessDeniedException e) {
            throw new ConfigException(place, "the file cannot be read by this user", "Change its mode or owner.");
        } catch (IOException e) {
            throw new ConfigException(place, "the file cannot be read", "Name a readable file.");
        }
    }
}
