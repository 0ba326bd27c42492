package io.threefold.rmb.devnet.chain;

import static io.threefold.rmb.devnet.chain.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TwinRecordTest {
    @Property(tries = 200)
    void comesBackAsItWas(
            @ForAll @LongRange(min = 1, max = 0xffffffffL) long id,
            @ForAll @Size(max = 1024) byte[] relay,
            @ForAll @Size(max = 128) byte[] pk,
            @ForAll boolean hasRelay,
            @ForAll boolean hasPk)
            throws Exception {
        TwinRecord twin = new TwinRecord(id, TestChain.account(5), hasRelay ? relay : null, hasPk ? pk : null);
        TwinRecord back = TwinRecord.decode(twin.encode());
        assertThat(back).usingRecursiveComparison().isEqualTo(twin);
    }

    @Test
    void keysAndValuesOfTheVectors() throws Exception {
        JsonNode spec = Vectors.json("storage.json").get("networks").get("spec149");
        int twins = 0;
        for (JsonNode value : spec.get("values")) {
            if (value.get("type").asText().equals("PalletTfgridTwin")
                    && value.get("json").get("entities").isEmpty()) {
                byte[] scale = hex(value.get("scale"));
                TwinRecord twin = TwinRecord.decode(scale);
                assertThat(twin.id()).isEqualTo(value.get("json").get("id").asLong());
                assertThat(twin.encode()).isEqualTo(scale);
                twins++;
            }
        }
        assertThat(twins).isGreaterThanOrEqualTo(3);
        for (JsonNode key : spec.get("keys")) {
            if (key.get("item").asText().equals("Twins")) {
                assertThat("0x" + StorageKey.twin(key.get("arg").asLong()))
                        .isEqualTo(key.get("key").asText());
            } else if (key.get("arg").isNull()) {
                assertThat("0x"
                                + StorageKey.item(
                                        key.get("pallet").asText(),
                                        key.get("item").asText()))
                        .isEqualTo(key.get("key").asText());
            }
        }
    }
}
