package io.threefold.rmb.tfchain;

import com.google.protobuf.ByteString;
import io.threefold.rmb.protocol.identity.AccountId;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A twin's record on tfchain (TFCHAIN §2).
 *
 * @param id 1 to 2^32-1
 * @param relays the domains the twin can be reached at, without scheme and port; empty when none are registered
 * @param encryptionKey the raw {@code pk} bytes; 33 bytes when usable, null when absent. Other lengths occur on the
 *     chain and are kept, so that the user can be told.
 */
public record Twin(
        long id,
        AccountId account,
        SortedSet<String> relays,
        @Nullable ByteString encryptionKey) {}
