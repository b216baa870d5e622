package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.check.Finding;
import io.waitress.servlet.internal.check.Inspections;
import io.waitress.servlet.internal.check.Kind;
import io.waitress.servlet.internal.check.LegacyOrigin;
import io.waitress.servlet.internal.check.Report;
import io.waitress.servlet.internal.check.Subject;
import io.waitress.servlet.internal.scan.ClassFolder;
import io.waitress.servlet.internal.scan.ClassLocation;
import io.waitress.servlet.webapp.ApplicationFiles.Originals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads an application as a start does, short of running it, and has it inspected. Used once, by one thread. */
final class ApplicationCheck {

    private static final String CLASSES = "WEB-INF/classes";

    private final Path location;
    private final WebAppOptions options;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Library> opened = new ArrayList<>();
    private final long begun = System.nanoTime();
    private long read = begun;
    private int classes;
    private int pages;

    ApplicationCheck(Path location, WebAppOptions options) {
        this.location = location;
        this.options = options;
    }

    /** @throws IOException if what it has taken cannot be given back */
    Report run() throws IOException {
        ApplicationFiles files = null;
        try {
            files = ApplicationFiles.open(location, options, Originals.KEPT);
            check(files);
        } catch (IOException | RuntimeException e) {
            findings.add(Finding.error(Kind.APPLICATION, "", "cannot be read: " + message(e), ""));
        }
        boolean legacy = files != null && files.legacy();
        int jars = files == null ? 0 : files.libraries().size();
        release(files);
        return new Report(location.toString(), legacy, new Report.Size(jars, classes, pages, millis(read),
                millis(System.nanoTime())), findings);
    }

    private long millis(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - begun);
    }

    private static String message(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }

    private void release(ApplicationFiles files) throws IOException {
        IOException failure = new IOException("what the check of " + location + " has unpacked could not be removed");
        for (Library library : opened) {
            try {
                library.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        if (files != null) {
            files.delete(failure);
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private void check(ApplicationFiles files) throws IOException {
        for (Path library : files.libraries()) {
            opened.add(Library.open(library));
        }
        try (WebAppClassLoader loader = files.classLoader(options)) {
            DeclaredCheck declared = new DeclaredCheck(files, opened, loader, options, findings);
            declared.run();
            read = System.nanoTime();
            if (files.legacy()) {
                origin(files);
            }
            Subject subject = Subject.read(locations(files.classes(), opened), CLASSES, loader.getParent(),
                    WebAppClassLoader.serverFirst(), declared.result());
            classes = subject.classCount();
            Inspections.run(subject, findings::add);
            if (declared.webXml() != null) {
                pages = new PagesCheck(location, files, loader, options, findings).run(declared);
            }
        }
        VendorDescriptors.find(files.root()).forEach(line -> findings.add(vendor(line)));
    }

    /** The line begins with the file's path, which has no spaces. */
    private static Finding vendor(String line) {
        int end = line.indexOf(' ');
        return Finding.warning(Kind.VENDOR_DESCRIPTOR, line.substring(0, end), line.substring(end + 1), "");
    }

    private void origin(ApplicationFiles files) throws IOException {
        List<Library> originals = new ArrayList<>();
        try {
            for (Path library : files.originals()) {
                originals.add(Library.open(library));
            }
            Path own = files.webInf().resolve("classes");
            LegacyOrigin.inspect(locations(own, List.of()), locations(null, originals), findings::add);
        } finally {
            for (Library library : originals) {
                library.close();
            }
        }
    }

    /** @param folder the application's own classes, which need not exist, or null */
    private static List<ClassLocation> locations(Path folder, List<Library> libraries) {
        List<ClassLocation> locations = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            locations.add(new ClassFolder(CLASSES, folder));
        }
        libraries.forEach(library -> locations.add(library.classes()));
        return locations;
    }
}
