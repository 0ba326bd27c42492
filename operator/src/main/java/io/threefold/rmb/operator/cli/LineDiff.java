package io.threefold.rmb.operator.cli;

import java.util.ArrayList;
import java.util.List;

/** Unified diff of two texts, with three lines of context. */
final class LineDiff {
    private static final int CONTEXT = 3;
    /** Above so many cells the whole middle counts as changed. */
    private static final long MAX_CELLS = 16_000_000;

    private record Line(char sign, String text) {}

    private LineDiff() {}

    /** Empty when they are equal. */
    static String unified(String name, String before, String after) {
        List<Line> lines = compare(before.lines().toList(), after.lines().toList());
        if (lines.stream().allMatch(line -> line.sign() == ' ')) {
            return "";
        }
        StringBuilder out = new StringBuilder("--- " + name + "\n+++ " + name + " with its peer\n");
        int oldLine = 1;
        int newLine = 1;
        int at = 0;
        while (at < lines.size()) {
            int change = next(lines, at);
            if (change == lines.size()) {
                break;
            }
            int from = Math.max(at, change - CONTEXT);
            int to = end(lines, change);
            oldLine += from - at;
            newLine += from - at;
            List<Line> hunk = lines.subList(from, to);
            int olds = (int) hunk.stream().filter(l -> l.sign() != '+').count();
            int news = (int) hunk.stream().filter(l -> l.sign() != '-').count();
            out.append("@@ -").append(oldLine).append(',').append(olds);
            out.append(" +").append(newLine).append(',').append(news).append(" @@\n");
            hunk.forEach(l -> out.append(l.sign()).append(l.text()).append('\n'));
            oldLine += olds;
            newLine += news;
            at = to;
        }
        return out.toString();
    }

    private static int next(List<Line> lines, int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    /** Behind the last change that is nearer than two contexts to the one before it, and its context. */
    private static int end(List<Line> lines, int change) {
        int last = change;
        int at = change;
        while (at < lines.size() && at - last <= 2 * CONTEXT) {
            if (lines.get(at).sign() != ' ') {
                last = at;
            }
            at++;
        }
        return Math.min(lines.size(), last + 1 + CONTEXT);
    }

    private static List<Line> compare(List<String> a, List<String> b) {
        int head = 0;
        while (head < Math.min(a.size(), b.size()) && a.get(head).equals(b.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(a.size(), b.size()) - head
                && a.get(a.size() - 1 - tail).equals(b.get(b.size() - 1 - tail))) {
            tail++;
        }
        List<Line> lines = new ArrayList<>();
        a.subList(0, head).forEach(text -> lines.add(new Line(' ', text)));
        middle(a.subList(head, a.size() - tail), b.subList(head, b.size() - tail), lines);
        a.subList(a.size() - tail, a.size()).forEach(text -> lines.add(new Line(' ', text)));
        return lines;
    }

    private static void middle(List<String> a, List<String> b, List<Line> lines) {
        if ((long) a.size() * b.size() > MAX_CELLS) {
            a.forEach(text -> lines.add(new Line('-', text)));
            b.forEach(text -> lines.add(new Line('+', text)));
            return;
        }
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add(new Line(' ', a.get(i++)));
                j++;
            } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', a.get(i++)));
            } else {
                lines.add(new Line('+', b.get(j++)));
            }
        }
    }
}
