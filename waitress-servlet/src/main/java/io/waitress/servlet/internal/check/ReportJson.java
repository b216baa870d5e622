package io.waitress.servlet.internal.check;

/** A report as JSON, in the form that docs/check.md describes. */
final class ReportJson {

    /** Of the form: another one if a program that reads it would have to change. */
    private static final int VERSION = 1;

    private ReportJson() {
    }

    static String render(Report report) {
        JsonWriter json = new JsonWriter();
        json.open('{');
        json.name("version").number(VERSION);
        json.name("application").string(report.application());
        json.name("verdict").string(switch (report.worst()) {
            case ERROR -> "fails";
            case WARNING -> "warnings";
            case INFO -> "fine";
        });
        json.name("java").string(Runtime.version().toString());
        json.name("legacy").bool(report.legacy());
        Report.Size size = report.size();
        json.name("jars").number(size.jars());
        json.name("classes").number(size.classes());
        json.name("pages").number(size.pages());
        json.name("readMillis").number(size.readMillis());
        json.name("totalMillis").number(size.totalMillis());
        json.name("findings").open('[');
        report.findings().forEach(finding -> finding(finding, json.item()));
        json.close(']').close('}');
        return json + "\n";
    }

    private static void finding(Finding finding, JsonWriter json) {
        json.open('{');
        json.name("severity").string(finding.severity().text());
        json.name("kind").string(finding.kind().text());
        json.name("where").string(finding.where());
        if (finding.line() > 0) {
            json.name("line").number(finding.line());
        }
        json.name("problem").string(finding.problem());
        if (!finding.advice().isEmpty()) {
            json.name("advice").string(finding.advice());
        }
        json.name("count").number(finding.count());
        json.close('}');
    }
}
