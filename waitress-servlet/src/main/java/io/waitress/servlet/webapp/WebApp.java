package io.waitress.servlet.webapp;

import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.internal.files.TemporaryFolder;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.spi.ResourceBase;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.HandlesTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web application from an archive or a folder, taken apart into what a server needs: its descriptor, classes and
 * resources. It holds files open until it is closed, which is to be done when its application has stopped for the last
 * time; closing also removes what was unpacked.
 *
 * <pre>{@code
 * try (WebApp shop = WebApp.load(Path.of("shop.war"))) {
 *     Waitress.serve(shop.application());
 * }
 * }</pre>
 */
public final class WebApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebApp.class);
    private static final String SUFFIX = ".war";
    private static final String JAR_RESOURCES = "META-INF/resources";
    private static final List<String> WELCOME_FILES = List.of("index.html", "index.htm", "index.jsp");

    private final String name;
    private final Path unpacked;    // or null
    private final WebXml webXml;
    private final List<Path> libraries;
    private final WebAppClassLoader classLoader;
    private final List<ResourceBase> resources = new ArrayList<>();
    private final DeploymentModel model;
    private final ServletApplication application;

    private WebApp(Path location, String contextPath, ClassLoader parent) throws IOException {
        name = name(location);
        boolean folder = Files.isDirectory(location);
        unpacked = folder ? null : TemporaryFolder.create("waitress-" + fileName(name) + "-");
        WebAppClassLoader loader = null;
        try {
            if (!folder) {
                Archive.unpack(location, unpacked);
            }
            Path root = folder ? location.toAbsolutePath() : unpacked;
            webXml = readWebXml(root.resolve("WEB-INF").resolve("web.xml"));
            libraries = libraries(root.resolve("WEB-INF").resolve("lib"));
            loader = classLoader(root.resolve("WEB-INF").resolve("classes"), parent);
            classLoader = loader;
            openResources(root);
            model = model(contextPath);
            checkMappings();
            warn(location, root);
            application = ServletApplication.of(model, resources(), classLoader);
        } catch (IOException | RuntimeException | Error e) {
            release(loader, e);
            throw e;
        }
    }

    /**
     * Loads a web application that sees nothing of the server but the Servlet API. It is served under the path that
     * its descriptor asks for by {@code default-context-path}, else as the root.
     *
     * @param location a {@code .war} file, which is unpacked, or a folder laid out like one, which is served in place;
     *     of a folder without {@code WEB-INF}, everything is served as static files
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptor has a mistake
     */
    public static WebApp load(Path location) throws IOException {
        return new WebApp(location, null, null);
    }

    /**
     * Loads a web application that sees nothing of the server but the Servlet API, to be served under a path.
     *
     * @param location as for {@link #load(Path)}
     * @param contextPath empty or {@code /} for the root, else a path that begins with a slash and does not end with
     *     one
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptor has a mistake
     */
    public static WebApp load(Path location, String contextPath) throws IOException {
        return new WebApp(location, Objects.requireNonNull(contextPath, "contextPath"), null);
    }

    /**
     * Loads a web application that finds in another class loader what it does not have itself.
     *
     * @param location as for {@link #load(Path)}
     * @param contextPath as for {@link #load(Path, String)}
     * @param parent sees the server's Servlet API
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptor has a mistake
     * @throws IllegalArgumentException if the parent does not see the server's Servlet API
     */
    public static WebApp load(Path location, String contextPath, ClassLoader parent) throws IOException {
        checkParent(parent);
        return new WebApp(location, Objects.requireNonNull(contextPath, "contextPath"), parent);
    }

    private static void checkParent(ClassLoader parent) {
        try {
            if (parent.loadClass(Servlet.class.getName()) == Servlet.class) {
                return;
            }
        } catch (ClassNotFoundException ignored) {
            // the error below says it
        }
        throw new IllegalArgumentException(
                "the parent class loader " + parent + " does not see the Servlet API of the server");
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

    /** Replaces what might mean something in a file name. */
    private static String fileName(String name) {
        StringBuilder plain = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || !Character.isLetterOrDigit(c) && "_.-".indexOf(c) < 0) {
                plain.setCharAt(i, '_');
            }
        }
        return plain.toString();
    }

    private static WebXml readWebXml(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new WebXml(DeploymentModel.builder().build(), null, null, null, List.of(), List.of());
        }
        try (InputStream source = new BufferedInputStream(Files.newInputStream(file))) {
            return WebXmlReader.read(source, "WEB-INF/web.xml");
        }
    }

    private static List<Path> libraries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private WebAppClassLoader classLoader(Path classes, ClassLoader parent) throws IOException {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(classes)) {
            urls.add(classes.toUri().toURL());
        }
        for (Path library : libraries) {
            urls.add(library.toUri().toURL());
        }
        return parent == null
                ? WebAppClassLoader.isolated(name, urls)
                : WebAppClassLoader.below(name, urls, parent);
    }

    /** Code that runs before requests do may register what the descriptor only maps. */
    private void checkMappings() {
        if (model.initializers().isEmpty() && model.listeners().isEmpty() && !webXml.undeclared().isEmpty()) {
            throw webXml.undeclared().get(0);
        }
    }

    /** Tells what starts without an error and is probably not what was meant. */
    private void warn(Path location, Path root) {
        Path webInf = root.resolve("WEB-INF");
        if (!Files.isDirectory(webInf)) {
            LOG.warn("{} has no WEB-INF: everything in it is served as static files", location);
        } else if (model.servlets().isEmpty() && model.initializers().isEmpty()
                && !Boolean.TRUE.equals(webXml.metadataComplete())
                && (Files.isDirectory(webInf.resolve("classes")) || !libraries.isEmpty())) {
            LOG.warn("{} has classes, and its WEB-INF/web.xml {} no servlet; annotations such as @WebServlet are not"
                    + " read", location, Files.exists(webInf.resolve("web.xml")) ? "declares" : "is missing: there is");
        }
        for (WebXml.Declared servlet : webXml.lazyServlets()) {
            warnIfMissing(servlet);
        }
    }

    private void warnIfMissing(WebXml.Declared servlet) {
        try {
            classLoader.loadClass(servlet.className());
        } catch (ClassNotFoundException | LinkageError e) {
            Throwable reason = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
            LOG.warn("{}: the class {} of servlet '{}' cannot be loaded: {}", servlet.place(), servlet.className(),
                    servlet.name(), reason.toString());
        }
    }

    private List<InitializerDefinition> initializers() throws IOException {
        List<InitializerDefinition> found = new ArrayList<>();
        try {
            for (ServletContainerInitializer initializer
                    : ServiceLoader.load(ServletContainerInitializer.class, classLoader)) {
                HandlesTypes types = initializer.getClass().getAnnotation(HandlesTypes.class);
                if (types != null) {
                    LOG.warn("{} asks for the application's classes of certain kinds (@HandlesTypes); the server does"
                            + " not search for them, so it gets none", initializer.getClass().getName());
                }
                found.add(new InitializerDefinition(initializer, null));
            }
        } catch (ServiceConfigurationError e) {
            throw new IOException("an initializer of the application cannot be loaded: " + e.getMessage(), e);
        }
        return found;
    }

    private void openResources(Path root) throws IOException {
        resources.add(ResourceBase.folder(root));
        for (Path library : libraries) {
            if (hasResources(library)) {
                resources.add(ResourceBase.archive(library, JAR_RESOURCES));
            }
        }
    }

    /** Looks at all names only if the jar does not list its folders. */
    private static boolean hasResources(Path library) throws IOException {
        try (ZipFile zip = new ZipFile(library.toFile())) {
            return zip.getEntry(JAR_RESOURCES + "/") != null
                    || zip.getEntry("META-INF/") == null
                            && zip.stream().map(ZipEntry::getName).anyMatch(name -> name.startsWith(JAR_RESOURCES));
        } catch (IOException e) {
            throw new IOException("WEB-INF/lib/" + library.getFileName() + " is not a readable jar: " + e.getMessage(),
                    e);
        }
    }

    DeploymentModel model() {
        return model;
    }

    ResourceBase resources() {
        return ResourceBase.overlay(resources);
    }

    private DeploymentModel model(String contextPath) throws IOException {
        String path = contextPath != null ? contextPath : webXml.defaultContextPath();
        DeploymentModel.Builder complete = webXml.model().toBuilder()
                .contextPath(path == null || path.equals("/") ? "" : path);
        if (webXml.model().welcomeFiles().isEmpty()) {
            for (String file : WELCOME_FILES) {
                complete.welcomeFile(file);
            }
        }
        for (InitializerDefinition initializer : initializers()) {
            complete.initializer(initializer);
        }
        return complete.build();
    }

    /**
     * Returns the application, to be run by a server.
     *
     * @return always the same
     */
    public ServletApplication application() {
        return application;
    }

    /**
     * Returns the loader of the application's classes.
     *
     * @return the loader, closed with this
     */
    public ClassLoader classLoader() {
        return classLoader;
    }

    /**
     * Closes the application's files and removes what was unpacked.
     *
     * @throws IOException if that fails; as much as possible is done nevertheless
     */
    @Override
    public void close() throws IOException {
        IOException failure = new IOException("the files of " + name + " could not be closed and removed");
        release(classLoader, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** Gives back what there is, noting failures without stopping at them. */
    private void release(WebAppClassLoader loader, Throwable failures) {
        try {
            resources().close();
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
        try {
            if (loader != null) {
                loader.close();
            }
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
        try {
            if (unpacked != null) {
                TemporaryFolder.delete(unpacked);
            }
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
    }
}
