package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.files.TemporaryFolder;
import io.waitress.servlet.internal.legacy.LegacyBridge;
import io.waitress.servlet.internal.legacy.PageBridge;
import io.waitress.servlet.internal.legacy.Recognition;
import io.waitress.servlet.spi.ResourceBase;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of an application: unpacked if it is an archive, converted if it was made for {@code javax.servlet}. To be
 * deleted in the end, which leaves alone what was there before. Confined to one thread.
 */
final class ApplicationFiles {

    /** What to do with the files of an archive that are replaced by converted ones. */
    enum Originals { REPLACED, KEPT }

    private static final String SUFFIX = ".war";
    private static final String WEB_XML = "WEB-INF/web.xml";

    private final String name;
    private final Path unpacked;    // or null
    private final Path root;
    private Path converted;         // or null
    private Path sources;           // or null
    private boolean legacy;
    private List<Path> originals = List.of();
    private List<Path> libraries = List.of();

    private ApplicationFiles(Path location) throws IOException {
        boolean folder = Files.isDirectory(location);
        name = name(location);
        unpacked = folder ? null : temporary();
        root = folder ? location.toAbsolutePath() : unpacked;
    }

    private Path temporary() throws IOException {
        return TemporaryFolder.create("waitress-" + fileName() + "-");
    }

    /**
     * Unpacks and converts as far as needed.
     *
     * @param location a {@code .war} file or a folder laid out like one
     * @throws IOException if it cannot be read
     */
    static ApplicationFiles open(Path location, WebAppOptions options, Originals replaced) throws IOException {
        ApplicationFiles files = new ApplicationFiles(location);
        try {
            if (files.unpacked != null) {
                Archive.unpack(location, files.unpacked);
            }
            files.originals = jars(files.webInf().resolve("lib"));
            files.libraries = files.originals;
            LegacyBridge bridge = files.bridge(options);
            if (bridge != null) {
                files.legacy = true;
                if (files.unpacked == null || replaced == Originals.KEPT) {
                    files.converted = files.temporary();
                }
                files.libraries = bridge.convert(files.converted == null ? files.webInf() : files.converted);
            }
            return files;
        } catch (IOException | RuntimeException | Error e) {
            files.delete(e);
            throw e;
        }
    }

    /** Returns what converts the application, or null if that is not to be done. */
    private LegacyBridge bridge(WebAppOptions options) throws IOException {
        Boolean convert = options.legacy() == null
                ? Recognition.ofClasses(webInf().resolve("classes"))
                : Boolean.valueOf(options.legacy() == LegacyMode.ON);
        if (Boolean.FALSE.equals(convert) || convert == null && originals.isEmpty()) {
            return null;
        }
        LegacyBridge bridge = new LegacyBridge(webInf(), originals, options.workFolder());
        return convert != null || bridge.recognise() ? bridge : null;
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(ApplicationFiles::isJar).sorted().toList();
        }
    }

    /** Archives made on a Mac have a file ._x.jar, which is no jar, beside each x.jar. */
    private static boolean isJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.startsWith(".");
    }

    /** Returns the file's name without {@code .war}. */
    private static String name(Path location) {
        Path fileName = location.toAbsolutePath().normalize().getFileName();
        if (fileName == null) {
            return "root";
        }
        String text = fileName.toString();
        int end = text.length() - SUFFIX.length();
        return text.regionMatches(true, end, SUFFIX, 0, SUFFIX.length()) ? text.substring(0, end) : text;
    }

    /** Returns the application's name, which is that of its file or folder. */
    String name() {
        return name;
    }

    /** Returns the name without what might mean something in a file name. */
    String fileName() {
        StringBuilder plain = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || !Character.isLetterOrDigit(c) && "_.-".indexOf(c) < 0) {
                plain.setCharAt(i, '_');
            }
        }
        return plain.toString();
    }

    /** Tells whether the application was made for {@code javax.servlet} and is converted. */
    boolean legacy() {
        return legacy;
    }

    /** Returns the folder with everything but what was converted. */
    Path root() {
        return root;
    }

    Path webInf() {
        return root.resolve("WEB-INF");
    }

    /** Returns the folder of the application's own classes, which need not exist. */
    Path classes() {
        return (converted == null ? webInf() : converted).resolve("classes");
    }

    /** Returns the jars, in the order of their names. */
    List<Path> libraries() {
        return libraries;
    }

    /** Returns the jars in the same order as they were before; replaced ones are there only if they were kept. */
    List<Path> originals() {
        return originals;
    }

    private List<URL> classPath(List<Path> shared) throws IOException {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(classes())) {
            urls.add(classes().toUri().toURL());
        }
        for (Path library : libraries) {
            urls.add(library.toUri().toURL());
        }
        for (Path entry : shared) {
            urls.add(entry.toUri().toURL());
        }
        return urls;
    }

    /** Returns the loader of the application's classes, to be closed by the caller. */
    WebAppClassLoader classLoader(WebAppOptions options) throws IOException {
        List<URL> urls = classPath(options.libraries());
        return options.parent() == null
                ? WebAppClassLoader.isolated(name, urls)
                : WebAppClassLoader.below(name, urls, options.parent());
    }

    /**
     * Opens the application's resources, as it is to see them.
     *
     * @param inOrder its jars
     */
    ResourceBase openResources(List<Library> inOrder) throws IOException {
        List<ResourceBase> bases = new ArrayList<>(List.of(ResourceBase.folder(root)));
        try {
            for (Library library : inOrder) {
                if (library.hasResources()) {
                    bases.add(ResourceBase.archive(library.file(), Library.RESOURCES));
                }
            }
            return resources(ResourceBase.overlay(bases));
        } catch (IOException | RuntimeException e) {
            ResourceBase.overlay(bases).close();
            throw e;
        }
    }

    /**
     * Reads the descriptor.
     *
     * @throws DescriptorException if it is not readable
     */
    XmlDocument webXml() throws IOException {
        Path file = root.resolve(WEB_XML);
        if (!Files.exists(file)) {
            return XmlDocument.empty(WEB_XML, "web-app");
        }
        try (InputStream source = legacy
                ? new ByteArrayInputStream(LegacyBridge.text(Files.readAllBytes(file)))
                : new BufferedInputStream(Files.newInputStream(file))) {
            return WebXmlReader.document(source, WEB_XML);
        }
    }

    /** Returns what there is under a name as the application is to see it: converted if it was made for another API. */
    private ResourceBase resources(ResourceBase original) throws IOException {
        if (!legacy) {
            return original;
        }
        sources = temporary();
        return PageBridge.resources(original, sources);
    }

    /** Removes what was unpacked and converted, adding failures to others. */
    void delete(Throwable failures) {
        delete(unpacked, failures);
        delete(converted, failures);
        delete(sources, failures);
    }

    private static void delete(Path folder, Throwable failures) {
        try {
            if (folder != null) {
                TemporaryFolder.delete(folder);
            }
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
    }
}
