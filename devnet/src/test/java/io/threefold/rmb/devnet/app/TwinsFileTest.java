package io.threefold.rmb.devnet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threefold.rmb.devnet.chain.RelayRule;
import io.threefold.rmb.devnet.chain.TestChain;
import io.threefold.rmb.devnet.chain.TwinRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinsFileTest {
    private static final String WORDS = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

    @TempDir
    private Path directory;

    @Test
    void readsYamlAndJson() throws Exception {
        List<TwinRecord> yaml = read("""
                - {id: 2, mnemonic: "%s//Alice", keyType: sr25519, relays: [b.grid.tf.x, ab.grid.tf]}
                - {seed: "0x%s", keyType: ed25519, relays: []}
                - {account: 5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu, pk: 02ab}
                """.formatted(WORDS, "11".repeat(32)), RelayRule.LAX);
        assertThat(yaml).extracting(TwinRecord::id).containsExactly(2L, 1L, 3L);
        assertThat(yaml.get(0).account().toSs58()).isEqualTo("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
        assertThat(yaml.get(0).relay()).isEqualTo(TestChain.ascii("ab.grid.tf_b.grid.tf.x"));
        assertThat(yaml.get(1).relay()).isNull();
        assertThat(yaml.get(2).relay()).isEqualTo(TestChain.ascii("localhost"));
        assertThat(yaml.get(2).pk()).containsExactly(2, 0xab);
        List<TwinRecord> json = read(
                "{\"twins\": [{\"id\": 9, \"account\": \"5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu\", \"relay\":"
                        + " \"relay.grid.tf\"}]}",
                TestChain.STRICT);
        assertThat(json.getFirst().id()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {id: 1}|exactly one of mnemonic, seed and account",
                "- {id: 0, mnemonic: //Alice}|id must be 1 to",
                "- {mnemonic: //Alice, account: x}|exactly one of",
                "- {mnemonic: //Alice, keyType: rsa}|keyType must be sr25519 or ed25519",
                "- {mnemonic: //Alice, relay: 'localhost:80'}|host names without scheme and port",
                "- {mnemonic: //Alice, relay: a, relays: [b]}|not both",
                "- {mnemonic: //Alice, pk: xyz}|pk must be hex",
                "- {mnemonic: //Alice, phrase: x}|no field 'phrase'",
                "{id: 1}|must hold a list",
                "- [|neither YAML nor JSON",
                "- {account: 5Nonsense}|twin 1 of"
            })
    void saysWhatIsWrong(String text, String expected) {
        assertThatThrownBy(() -> read(text, TestChain.STRICT))
                .isInstanceOf(DevnetException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void neverRepeatsASecret() {
        String secret = "hunter2 hunter2 hunter2";
        for (String text : List.of(
                "- {mnemonic: \"" + secret + "\"}",
                "- {mnemonic: [\"" + secret + "\"}",
                "- {id: \"" + secret + "\", mnemonic: //Alice}",
                "- " + secret)) {
            assertThatThrownBy(() -> read(text, TestChain.STRICT))
                    .isInstanceOf(DevnetException.class)
                    .hasMessageNotContaining("hunter2");
        }
    }

    private List<TwinRecord> read(String text, RelayRule rule) throws Exception {
        Path file = Files.writeString(directory.resolve("twins.yaml"), text);
        return new TwinsFile(rule, List.of("localhost")).read(file);
    }
}
