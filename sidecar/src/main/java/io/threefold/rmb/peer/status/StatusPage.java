package io.threefold.rmb.peer.status;

import io.threefold.rmb.peer.catalogue.StatusFields;
import io.threefold.rmb.peer.flow.FlowCount;
import io.threefold.rmb.peer.flow.Rejection;

/** {@code docs/reference/peer-status.md}, made from the catalogue and the enums. */
public final class StatusPage {
    private StatusPage() {}

    /** The page. */
    public static String text() {
        StringBuilder page = new StringBuilder("# Status of the peer\n\n");
        page.append("<!-- Generated; a test compares. To write it again: ").append("./rmb generate -->\n\n");
        page.append(
                "`GET /status` on the management port. `?since=VERSION&wait=50s` answers as soon as the version is another"
                        + " one, or after the time; at most 16 can wait, more get 503.\n\n");
        page.append("| field | meaning |\n|---|---|\n");
        StatusFields.all()
                .forEach((path, meaning) -> page.append("| `")
                        .append(path)
                        .append("` | ")
                        .append(meaning)
                        .append(" |\n"));
        page.append("\n## Events of messages\n\n`counters.messages.*` and `rmb_messages_total{event}`:");
        String between = " ";
        for (FlowCount what : FlowCount.values()) {
            page.append(between).append('`').append(FlowMeters.label(what)).append('`');
            between = ", ";
        }
        page.append(
                ".\n\n## Reasons of rejections\n\n`counters.rejected.*` and `rmb_rejected_total{reason}`; a rejected");
        page.append(
                " *request* is answered with an Error of this code and text.\n\n| reason | code | text |\n|---|---|---|\n");
        for (Rejection why : Rejection.values()) {
            page.append("| `").append(FlowMeters.label(why)).append("` | ");
            page.append(why.code().code()).append(" | ").append(why.text()).append(" |\n");
        }
        return page.toString();
    }
}
