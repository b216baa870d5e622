package io.waitress.servlet.internal.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found out about an application. Immutable.
 *
 * @param application its file or folder, as it was named
 * @param legacy whether it was made for {@code javax.servlet}
 * @param size what there is of it
 * @param findings the worst first
 */
public record Report(String application, boolean legacy, Size size, List<Finding> findings) {

    /**
     * What there is of an application, and what it takes to look at it.
     *
     * @param jars in {@code WEB-INF/lib}
     * @param classes in these and {@code WEB-INF/classes}
     * @param pages JSP pages
     * @param readMillis the time to unpack, convert and read it as the server does at a start, in milliseconds
     * @param totalMillis the time of all, the compilation of pages included
     */
    public record Size(int jars, int classes, int pages, long readMillis, long totalMillis) {
    }

    public Report {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Finding.ORDER);
        findings = List.copyOf(sorted);
    }

    /** Returns how much the worst finding matters; INFO if there is none. */
    public Severity worst() {
        return findings.isEmpty() ? Severity.INFO : findings.get(0).severity();
    }

    int count(Severity severity) {
        return (int) findings.stream().filter(finding -> finding.severity() == severity).count();
    }

    /** Returns the report for people. */
    public String text() {
        return new ReportText(this).render();
    }

    /** Returns the report for programs, one JSON object (RFC 8259). */
    public String json() {
        return ReportJson.render(this);
    }
}
