package io.threefold.rmb.devnet.app;

import io.threefold.rmb.devnet.chain.TwinRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a devnet says when it is up. */
final class Welcome {
    private static final int MAX_TWINS = 20;

    private Welcome() {}

    static String text(Devnet devnet, DevnetSettings settings, String management, Duration took) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "The devnet is up (%.1f s). Ctrl-C ends it%s.",
                took.toMillis() / 1000.0,
                settings.data() == null ? ", and everything in it is gone" : "; it goes on from " + settings.data());
        line(out, "");
        line(
                out,
                "  chain    %s   JSON-RPC of Substrate, genesis %s",
                devnet.chainUrl(),
                devnet.chainStatus().genesisHash());
        String relay = devnet.relayUrl();
        String redis = devnet.redisUrl();
        if (relay != null && redis != null) {
            line(out, "  relay    %s   twins register it as %s", relay, String.join(" or ", settings.domains()));
            line(out, "  redis    %s   %s", redis, settings.redisUrl() == null ? "embedded, for the relay" : "given");
        }
        line(out, "  health   %s/q/health   metrics %s/q/metrics", management, management);
        Path ca = devnet.caFile();
        if (ca != null) {
            line(
                    out,
                    "  CA       %s   trust it in clients (Node: NODE_EXTRA_CA_CERTS, peer: --ca-file)",
                    ca.toAbsolutePath());
        }
        line(out, "");
        line(
                out,
                "  Accounts with a million TFT: //Alice //Bob //Charlie //Dave //Eve //Ferdie and the development phrase,");
        line(out, "  as sr25519 and as ed25519. More: --fund, or");
        line(
                out,
                "    curl -s %s -H 'content-type: application/json' \\",
                devnet.chainUrl().replace("ws://", "http://"));
        line(
                out,
                "      -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"devnet_fund\",\"params\":[\"<SS58 address>\",1000]}'");
        twins(out, devnet.twins());
        if (relay != null) {
            line(out, "");
            line(
                    out,
                    "  A bot that joins:  rmb peer --mnemonic-file FILE --substrate %s --relay %s=%s",
                    devnet.chainUrl(),
                    settings.domains().getFirst(),
                    relay);
        }
        line(out, "");
        return out.toString();
    }

    private static void twins(StringBuilder out, List<TwinRecord> twins) {
        line(out, "");
        if (twins.isEmpty()) {
            line(out, "  No twins yet: --twins FILE begins with some, or a client calls create_twin.");
            return;
        }
        line(out, "  Twins:");
        for (TwinRecord twin : twins.subList(0, Math.min(MAX_TWINS, twins.size()))) {
            String relay = twin.relay() == null ? "none" : new String(twin.relay(), StandardCharsets.UTF_8);
            line(out, "  %6d  %s  relay %s", twin.id(), twin.account().toSs58(), relay);
        }
        if (twins.size() > MAX_TWINS) {
            line(out, "          and %d more", twins.size() - MAX_TWINS);
        }
    }

    private static void line(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }
}
