package io.waitress.servlet.internal.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report for people: at most 80 columns where names allow it, the worst first, what is of one kind together, and advice
 * that is the same for several findings said once, after them.
 */
final class ReportText {

    private static final int WIDTH = 80;

    /** Beyond that, more of a kind says nothing new; the JSON form has all. */
    private static final int SHOWN = 15;

    private final Report report;
    private final StringBuilder text = new StringBuilder();

    ReportText(Report report) {
        this.report = report;
    }

    String render() {
        paragraph("", report.application() + ": " + verdict());
        Report.Size size = report.size();
        paragraph("", number(size.jars(), "jar") + ", " + number(size.classes(), "class") + ", "
                + number(size.pages(), "JSP page") + "; read in " + size.readMillis() + " ms, looked over in "
                + size.totalMillis() + " ms, Java " + Runtime.version().feature());
        for (Severity severity : Severity.values()) {
            Map<Kind, List<Finding>> kinds = new LinkedHashMap<>();
            report.findings().stream().filter(finding -> finding.severity() == severity)
                    .forEach(finding -> kinds.computeIfAbsent(finding.kind(), any -> new ArrayList<>())
                            .add(finding));
            if (!kinds.isEmpty()) {
                text.append('\n').append(switch (severity) {
                    case ERROR -> "WILL NOT START\n";
                    case WARNING -> "WARNINGS\n";
                    case INFO -> "GOOD TO KNOW\n";
                });
                kinds.forEach(this::group);
            }
        }
        return text.toString();
    }

    private String verdict() {
        int warnings = report.count(Severity.WARNING);
        return switch (report.worst()) {
            case ERROR -> "will not start";
            case WARNING -> "should run, with " + number(warnings, "warning");
            case INFO -> "should run";
        };
    }

    private static String number(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    private void group(Kind kind, List<Finding> findings) {
        text.append("  ").append(kind.heading()).append('\n');
        List<Finding> shown = findings.subList(0, Math.min(SHOWN, findings.size()));
        for (int i = 0; i < shown.size(); i++) {
            Finding finding = shown.get(i);
            String where = finding.line() > 0 ? finding.where() + ":" + finding.line() : finding.where();
            paragraph("    ", where.isEmpty() ? finding.problem() : where + ": " + finding.problem());
            boolean saidAgain = i + 1 < shown.size() && shown.get(i + 1).advice().equals(finding.advice());
            if (!saidAgain && !finding.advice().isEmpty()) {
                paragraph("      -> ", finding.advice());
            }
        }
        if (findings.size() > SHOWN) {
            paragraph("    ", "and " + (findings.size() - SHOWN) + " more; --json tells all");
        }
    }

    /** Breaks lines between words; further lines are indented by two more, or under the text after an arrow. */
    private void paragraph(String indent, String content) {
        String hanging = " ".repeat(indent.endsWith("> ") ? indent.length() : indent.length() + 2);
        StringBuilder line = new StringBuilder(indent);
        for (String part : content.split("\n")) {
            String gap = "";
            for (String word : part.strip().split(" +")) {
                if (!gap.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                    text.append(line).append('\n');
                    line.setLength(0);
                    line.append(hanging);
                    gap = "";
                }
                line.append(gap).append(word);
                gap = " ";
            }
            text.append(line).append('\n');
            line.setLength(0);
            line.append(hanging);
        }
    }
}
