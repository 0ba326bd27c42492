package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.status.StatusBoard;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The management port: read-only. Health and metrics come from the framework, {@code /status} from here. */
final class ManagementRoutes {
    private static final Pattern WAIT = Pattern.compile("(\\d{1,5})(ms|s)?");
    private static final int MAX_SINCE = 64;

    private ManagementRoutes() {}

    static void install(Router router, Supplier<@Nullable PeerProcess> process) {
        router.route().order(-10_000).handler(context -> {
            HttpMethod method = context.request().method();
            if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
                context.response().putHeader("X-Content-Type-Options", "nosniff");
                context.next();
            } else {
                context.response().putHeader("Allow", "GET, HEAD");
                answer(context, 405, new JsonObject().put("error", "this port is read-only"));
            }
        });
        router.get("/status").handler(context -> {
            PeerProcess running = process.get();
            if (running == null) {
                answer(context, 503, new JsonObject().put("error", "the peer is starting"));
            } else {
                status(context, running.board());
            }
        });
    }

    /** {@code ?since=VERSION&wait=50s}: answers when the version is another one, or when the time is over. */
    private static void status(RoutingContext context, StatusBoard board) {
        String since = context.request().getParam("since");
        String waitText = context.request().getParam("wait");
        Duration wait = waitText == null ? Duration.ZERO : duration(waitText);
        if (wait == null || (since != null && since.length() > MAX_SINCE)) {
            answer(
                    context,
                    400,
                    new JsonObject().put("error", "since is a version from an earlier answer, wait a time like 50s"));
            return;
        }
        if (since == null || wait.isZero()) {
            answer(context, 200, board.snapshot());
            return;
        }
        CompletionStage<@Nullable Void> change = board.await(since, wait);
        if (change == null) {
            context.response().putHeader("Retry-After", "5");
            answer(context, 503, new JsonObject().put("error", "too many are waiting for a change, ask without wait"));
            return;
        }
        Context loop = Vertx.currentContext();
        context.response().closeHandler(gone -> board.forget(change));
        change.whenComplete((none, error) -> loop.runOnContext(v -> {
            if (!context.response().closed() && !context.response().ended()) {
                answer(context, 200, board.snapshot());
            }
        }));
    }

    static @Nullable Duration duration(String text) {
        Matcher matcher = WAIT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        return "ms".equals(matcher.group(2)) ? Duration.ofMillis(amount) : Duration.ofSeconds(amount);
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.encodePrettily() + "\n");
    }
}
