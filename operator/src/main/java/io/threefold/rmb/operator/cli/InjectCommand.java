package io.threefold.rmb.operator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does to files what the webhook does to pods. */
@Command(
        name = "inject",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what the operator's webhook would make of pods and workloads in files. Needs no cluster.",
            "Settings are the chart's defaults."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every pod that asks for a peer gets one",
            " 1:a pod would be refused or start without a peer",
            " 2:wrong use, or a file cannot be read"
        })
final class InjectCommand implements Callable<Integer> {
    @Mixin
    private Source source;

    @Option(names = "--diff", description = "Print the difference instead of the result.")
    private boolean diff;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, Documents.Unreadable {
        List<Review> reviews = source.reviews(System.in);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        for (Review review : reviews) {
            if (diff) {
                out.print(LineDiff.unified(review.name(), review.before(), review.after()));
            } else {
                out.print("---\n" + review.after().strip() + "\n");
            }
        }
        out.flush();
        for (Review review : reviews) {
            review.hints().forEach(hint -> err.println("warning: " + review.name() + ": " + hint));
            if (review.fails()) {
                err.println("error: " + review.summary());
            }
        }
        return reviews.stream().anyMatch(Review::fails) ? 1 : 0;
    }
}
