package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.check.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What can be said of an application without running it: whether it will start, and what will not work. It is read as
 * {@link WebApp#load(Path, Consumer)} reads it, and gives back all that this has taken before {@link #of} returns.
 *
 * <p>Nothing of the application runs, with one exception: while its JSP pages are compiled, the compiler asks the
 * validators ({@code TagLibraryValidator}) and variable describers ({@code TagExtraInfo}) of tag libraries.
 */
public final class Preflight {

    private final Report report;

    private Preflight(Report report) {
        this.report = report;
    }

    /** What is to be expected of a start. */
    public enum Verdict {

        /** Nothing that would go wrong was found. */
        FINE,

        /** It starts, and something of it will not work, or work otherwise. */
        WARNINGS,

        /** It does not start. */
        FAILS
    }

    /**
     * Looks an application over.
     *
     * @param location as for {@link WebApp#load(Path)}; one that cannot be read is a finding
     * @param options receives the options with which the application would be loaded
     * @return what was found
     * @throws IOException if a temporary folder cannot be made or removed
     */
    public static Preflight of(Path location, Consumer<WebAppOptions> options) throws IOException {
        Objects.requireNonNull(location, "location");
        WebAppOptions chosen = new WebAppOptions();
        options.accept(chosen);
        return new Preflight(new ApplicationCheck(location, chosen).run());
    }

    /**
     * Returns what is to be expected of a start.
     *
     * @return as bad as the worst finding
     */
    public Verdict verdict() {
        return switch (report.worst()) {
            case ERROR -> Verdict.FAILS;
            case WARNING -> Verdict.WARNINGS;
            case INFO -> Verdict.FINE;
        };
    }

    /**
     * Returns what was found for people: the worst first, lines of at most 80 columns where names allow it.
     *
     * @return lines, each with its end
     */
    public String text() {
        return report.text();
    }

    /**
     * Returns what was found for programs.
     *
     * @return one JSON object, whose form docs/check.md describes
     */
    public String json() {
        return report.json();
    }
}
