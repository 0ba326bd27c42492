package io.threefold.rmb.devnet.app;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.threefold.rmb.devnet.chain.RelayRule;
import io.threefold.rmb.devnet.chain.RuntimeConstants;
import io.threefold.rmb.devnet.chain.TwinRecord;
import io.threefold.rmb.protocol.identity.AccountId;
import io.threefold.rmb.protocol.identity.Identity;
import io.threefold.rmb.protocol.identity.KeyType;
import io.threefold.rmb.protocol.relay.RelayAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Twins to begin with, from YAML or JSON: a list of {@code {id, mnemonic | seed | account, keyType, relay | relays, pk}}.
 * Secrets are only used to find the account.
 */
final class TwinsFile {
    private static final long MAX_BYTES = 8L << 20;
    private static final int MAX_TWINS = 100_000;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private record Entry(
            @Nullable Long id,
            @Nullable String mnemonic,
            @Nullable String seed,
            @Nullable String account,
            @Nullable String keyType,
            @Nullable String relay,

            @JsonProperty @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<String> relays,

            @Nullable String pk) {}

    private final RelayRule rule;
    private final List<String> defaultRelays;

    /** @param defaultRelays of twins that name none */
    TwinsFile(RelayRule rule, List<String> defaultRelays) {
        this.rule = rule;
        this.defaultRelays = defaultRelays;
    }

    /** @throws DevnetException that names the entry and what is wrong, never a secret */
    List<TwinRecord> read(Path file) throws DevnetException {
        List<Entry> entries = parse(file);
        List<TwinRecord> twins = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        entries.stream().map(Entry::id).filter(id -> id != null).forEach(ids::add);
        long next = 1;
        for (int i = 0; i < entries.size(); i++) {
            String where = "twin " + (i + 1) + " of " + file;
            Entry entry = entries.get(i);
            long id;
            if (entry.id() != null) {
                id = entry.id();
            } else {
                while (ids.contains(next)) {
                    next++;
                }
                id = next++;
            }
            if (id < 1 || id > 0xffffffffL) {
                throw new DevnetException(where + ": id must be 1 to 4294967295");
            }
            twins.add(new TwinRecord(id, account(entry, where), relay(entry, where), pk(entry, where)));
        }
        return twins;
    }

    private static List<Entry> parse(Path file) throws DevnetException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new DevnetException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            JsonNode tree = YAML.readTree(Files.readString(file));
            JsonNode list = tree.path("twins").isArray() ? tree.path("twins") : tree;
            if (!list.isArray() || list.size() > MAX_TWINS) {
                throw new DevnetException(file + " must hold a list of at most " + MAX_TWINS + " twins");
            }
            return Arrays.asList(YAML.treeToValue(list, Entry[].class));
        } catch (com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException e) {
            throw new DevnetException(file + ": there is no field '" + e.getPropertyName()
                    + "'; there are id, mnemonic, seed, account, keyType, relay, relays, pk");
        } catch (JsonProcessingException e) {
            // Its message could quote a secret.
            var at = e.getLocation();
            throw new DevnetException(
                    file + " is neither YAML nor JSON as expected" + (at == null ? "" : ", line " + at.getLineNr()));
        } catch (IOException e) {
            throw new DevnetException("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static AccountId account(Entry entry, String where) throws DevnetException {
        String secret = entry.mnemonic() != null ? entry.mnemonic() : entry.seed();
        if ((entry.mnemonic() != null ? 1 : 0) + (entry.seed() != null ? 1 : 0) + (entry.account() != null ? 1 : 0)
                != 1) {
            throw new DevnetException(where + ": give exactly one of mnemonic, seed and account");
        }
        try {
            if (entry.account() != null) {
                return AccountId.fromSs58(entry.account());
            }
            if (secret == null) {
                throw new IllegalStateException("one of the three was given");
            }
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            try (Identity identity = Identity.fromSecret(bytes, keyType(entry, where))) {
                return identity.account();
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (IllegalArgumentException e) {
            throw new DevnetException(where + ": " + e.getMessage());
        }
    }

    private static KeyType keyType(Entry entry, String where) throws DevnetException {
        String text = entry.keyType() == null ? "sr25519" : entry.keyType();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "sr25519" -> KeyType.SR25519;
            case "ed25519" -> KeyType.ED25519;
            default -> throw new DevnetException(where + ": keyType must be sr25519 or ed25519");
        };
    }

    private byte @Nullable [] relay(Entry entry, String where) throws DevnetException {
        if (entry.relay() != null && entry.relays() != null) {
            throw new DevnetException(where + ": give relay or relays, not both");
        }
        List<String> relays = entry.relays() != null
                ? entry.relays()
                : entry.relay() != null ? List.of(entry.relay()) : defaultRelays;
        if (relays.isEmpty()) {
            return null;
        }
        byte[] joined = RelayAddress.join(relays).getBytes(StandardCharsets.UTF_8);
        if (joined.length > RuntimeConstants.MAX_RELAY || !rule.accepts(joined)) {
            throw new DevnetException(
                    where + ": relays are host names without scheme and port" + " (--lax-relay-addresses takes more)");
        }
        return joined;
    }

    private static byte @Nullable [] pk(Entry entry, String where) throws DevnetException {
        String text = entry.pk();
        if (text == null) {
            return null;
        }
        try {
            byte[] pk = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
            if (pk.length > RuntimeConstants.MAX_PK) {
                throw new DevnetException(where + ": pk has at most " + RuntimeConstants.MAX_PK + " bytes");
            }
            return pk;
        } catch (IllegalArgumentException e) {
            throw new DevnetException(where + ": pk must be hex");
        }
    }
}
