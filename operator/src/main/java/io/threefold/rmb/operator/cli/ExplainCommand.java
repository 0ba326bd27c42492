package io.threefold.rmb.operator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says in words what {@link InjectCommand} does. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says for each pod and workload in files whether it gets a peer, and why not. Needs no cluster.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every pod that asks for a peer gets one",
            " 1:a pod would be refused or start without a peer",
            " 2:wrong use, or a file cannot be read"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private Source source;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Documents.Unreadable {
        List<Review> reviews = source.reviews(System.in);
        PrintWriter out = spec.commandLine().getOut();
        for (Review review : reviews) {
            if (!review.summary().isEmpty()) {
                out.println(review.summary());
                review.hints().forEach(hint -> out.println("  " + hint));
            }
        }
        out.flush();
        return reviews.stream().anyMatch(Review::fails) ? 1 : 0;
    }
}
