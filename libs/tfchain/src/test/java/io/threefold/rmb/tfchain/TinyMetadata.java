package io.threefold.rmb.tfchain;

import io.threefold.rmb.tfchain.scale.ScaleWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small V14 metadata like tfchain's, so that everything is tested where the real files are missing. The index of the
 * pallet is a parameter, for runtime upgrades.
 */
public final class TinyMetadata {
    private final List<byte[]> types = new ArrayList<>();
    private final Map<String, Integer> ids = new LinkedHashMap<>();

    private TinyMetadata() {}

    /** Metadata with TfgridModule at this index; {@code extension} is an additional signed extension, or null. */
    public static byte[] of(int tfgridIndex, String extension, boolean extensionIsEmpty) {
        TinyMetadata m = new TinyMetadata();
        m.primitive("u8", 3);
        m.primitive("u32", 5);
        m.primitive("u64", 6);
        m.primitive("u128", 7);
        m.primitive("str", 2);
        m.primitive("bool", 0);
        m.add("unit", new ScaleWriter().u8(4).compact(0));
        m.add("hash", new ScaleWriter().u8(3).u32(32).compact(m.id("u8")));
        m.add("error4", new ScaleWriter().u8(3).u32(4).compact(m.id("u8")));
        m.add("AccountId", struct(field(null, m.id("hash"))));
        m.add("bytes", new ScaleWriter().u8(2).compact(m.id("u8")));
        m.add("Option", choice(variant("None", 0, ""), variant("Some", 1, "", field(null, m.id("bytes")))));
        m.add("Proof", struct(field("entity_id", m.id("u32")), field("signature", m.id("bytes"))));
        m.add("Proofs", new ScaleWriter().u8(2).compact(m.id("Proof")));
        m.add(
                "Twin",
                struct(
                        field("id", m.id("u32")),
                        field("account_id", m.id("AccountId")),
                        field("relay", m.id("Option")),
                        field("entities", m.id("Proofs")),
                        field("pk", m.id("Option"))));
        m.add("compact64", new ScaleWriter().u8(6).compact(m.id("u64")));
        m.add("compact32", new ScaleWriter().u8(6).compact(m.id("u32")));
        m.add("compact128", new ScaleWriter().u8(6).compact(m.id("u128")));
        m.add("bits", new ScaleWriter().u8(7).compact(m.id("u8")).compact(m.id("unit")));
        m.add(
                "mixed",
                new ScaleWriter()
                        .u8(4)
                        .compact(3)
                        .compact(m.id("bits"))
                        .compact(m.id("str"))
                        .compact(m.id("bool")));
        m.add(
                "Call",
                choice(
                        variant("create_twin", 17, "", field("relay", m.id("Option")), field("pk", m.id("Option"))),
                        variant("update_twin", 18, "", field("relay", m.id("Option")), field("pk", m.id("Option"))),
                        variant(
                                "user_accept_tc",
                                25,
                                "",
                                field("document_link", m.id("bytes")),
                                field("document_hash", m.id("bytes")))));
        m.add(
                "Event",
                choice(
                        variant("TwinStored", 11, "", field(null, m.id("Twin"))),
                        variant("TwinUpdated", 12, "", field(null, m.id("Twin"))),
                        variant("Odd", 200, "", field("a", m.id("mixed")), field("b", m.id("compact128")))));
        m.add(
                "Error",
                choice(
                        variant("TwinNotExists", 27, "The twin does not exist."),
                        variant("InvalidRelayAddress", 113, "Relay addresses have rules.")));
        m.add(
                "Phase",
                choice(
                        variant("ApplyExtrinsic", 0, "", field(null, m.id("u32"))),
                        variant("Finalization", 1, ""),
                        variant("Initialization", 2, "")));
        m.add("Weight", struct(field("ref_time", m.id("compact64")), field("proof_size", m.id("compact64"))));
        m.add("Class", choice(variant("Normal", 0, ""), variant("Operational", 1, ""), variant("Mandatory", 2, "")));
        m.add(
                "Info",
                struct(field("weight", m.id("Weight")), field("class", m.id("Class")), field("pays", m.id("Class"))));
        m.add("ModuleError", struct(field("index", m.id("u8")), field("error", m.id("error4"))));
        m.add(
                "DispatchError",
                choice(
                        variant("Other", 0, ""),
                        variant("BadOrigin", 2, ""),
                        variant("Module", 3, "", field(null, m.id("ModuleError")))));
        m.add(
                "SystemEvent",
                choice(
                        variant("ExtrinsicSuccess", 0, "", field("dispatch_info", m.id("Info"))),
                        variant(
                                "ExtrinsicFailed",
                                1,
                                "",
                                field("dispatch_error", m.id("DispatchError")),
                                field("dispatch_info", m.id("Info")))));
        m.add(
                "RuntimeEvent",
                choice(
                        variant("System", 0, "", field(null, m.id("SystemEvent"))),
                        variant("TfgridModule", tfgridIndex, "", field(null, m.id("Event")))));
        m.add("topics", new ScaleWriter().u8(2).compact(m.id("hash")));
        m.add(
                "Record",
                struct(
                        field("phase", m.id("Phase")),
                        field("event", m.id("RuntimeEvent")),
                        field("topics", m.id("topics"))));
        m.add("Records", new ScaleWriter().u8(2).compact(m.id("Record")));
        m.add("AccountData", struct(field("free", m.id("u128")), field("reserved", m.id("u128"))));
        m.add("AccountInfo", struct(field("nonce", m.id("u32")), field("data", m.id("AccountData"))));
        m.add("Era", choice(variant("Immortal", 0, ""), variant("Mortal1", 1, "", field(null, m.id("u8")))));

        ScaleWriter out = new ScaleWriter().u32(0x6174656d).u8(14).compact(m.types.size());
        m.types.forEach(out::raw);
        out.compact(2);
        out.text("System").u8(1).text("System").compact(2);
        out.raw(plain("Events", 1, m.id("Records"), new byte[] {0}));
        out.raw(map("Account", 1, m.id("AccountId"), m.id("AccountInfo"), new byte[36]));
        out.u8(0).u8(1).compact(m.id("SystemEvent"));
        out.compact(1)
                .text("SS58Prefix")
                .compact(m.id("u32"))
                .byteVector(new byte[] {42, 0, 0, 0})
                .compact(0);
        out.u8(0).u8(0);
        out.text("TfgridModule").u8(1).text("TfgridModule").compact(2);
        out.raw(map("Twins", 0, m.id("u32"), m.id("Twin"), new byte[] {0}));
        out.raw(map("TwinIdByAccountID", 0, m.id("AccountId"), m.id("u32"), new byte[] {0}));
        out.u8(1).compact(m.id("Call")).u8(1).compact(m.id("Event")).compact(0);
        out.u8(1).compact(m.id("Error")).u8(tfgridIndex);
        out.compact(m.id("unit")).u8(4);
        out.compact(extension == null ? 6 : 7);
        extension(out, "CheckSpecVersion", m.id("unit"), m.id("u32"));
        extension(out, "CheckTxVersion", m.id("unit"), m.id("u32"));
        extension(out, "CheckGenesis", m.id("unit"), m.id("hash"));
        extension(out, "CheckMortality", m.id("Era"), m.id("hash"));
        extension(out, "CheckNonce", m.id("compact32"), m.id("unit"));
        extension(out, "ChargeTransactionPayment", m.id("compact128"), m.id("unit"));
        if (extension != null) {
            extension(out, extension, extensionIsEmpty ? m.id("unit") : m.id("u32"), m.id("unit"));
        }
        return out.compact(m.id("unit")).toBytes();
    }

    public static byte[] of(int tfgridIndex) {
        return of(tfgridIndex, null, false);
    }

    private static void extension(ScaleWriter out, String name, int extra, int additional) {
        out.text(name).compact(extra).compact(additional);
    }

    private int id(String name) {
        return ids.get(name);
    }

    private void primitive(String name, int tag) {
        add(name, new ScaleWriter().u8(5).u8(tag));
    }

    private void add(String name, ScaleWriter definition) {
        int id = types.size();
        ids.put(name, id);
        types.add(new ScaleWriter()
                .compact(id)
                .compact(1)
                .text(name)
                .compact(0)
                .raw(definition.toBytes())
                .compact(0)
                .toBytes());
    }

    private static byte[] field(String name, int type) {
        ScaleWriter out = new ScaleWriter();
        if (name == null) {
            out.u8(0);
        } else {
            out.u8(1).text(name);
        }
        return out.compact(type).u8(0).compact(0).toBytes();
    }

    private static ScaleWriter struct(byte[]... fields) {
        return all(new ScaleWriter().u8(0), fields);
    }

    private static ScaleWriter choice(byte[]... variants) {
        return all(new ScaleWriter().u8(1), variants);
    }

    private static byte[] variant(String name, int index, String docs, byte[]... fields) {
        ScaleWriter out = all(new ScaleWriter().text(name), fields).u8(index);
        return docs.isEmpty()
                ? out.compact(0).toBytes()
                : out.compact(1).text(docs).toBytes();
    }

    private static ScaleWriter all(ScaleWriter out, byte[]... parts) {
        out.compact(parts.length);
        for (byte[] part : parts) {
            out.raw(part);
        }
        return out;
    }

    private static byte[] plain(String name, int modifier, int type, byte[] fallback) {
        return new ScaleWriter()
                .text(name)
                .u8(modifier)
                .u8(0)
                .compact(type)
                .byteVector(fallback)
                .compact(0)
                .toBytes();
    }

    private static byte[] map(String name, int modifier, int key, int value, byte[] fallback) {
        return new ScaleWriter()
                .text(name)
                .u8(modifier)
                .u8(1)
                .compact(1)
                .u8(2)
                .compact(key)
                .compact(value)
                .byteVector(fallback)
                .compact(0)
                .toBytes();
    }
}
