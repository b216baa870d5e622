package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.spi.ResourceBase;
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
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application taken apart into what a context needs: its model, class loader, resources and a folder for its files.
 * Made for each start and closed after the stop; closing gives everything back and removes what was unpacked.
 */
final class LoadedWebApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedWebApp.class);
    private static final String JAR_RESOURCES = "META-INF/resources";

    private final Path ownFolder;
    private final Path temporaryFolder;
    private final List<Path> libraries;
    private final WebAppClassLoader classLoader;
    private final List<ResourceBase> resources = new ArrayList<>();
    private final WebXml webXml;
    private final List<InitializerDefinition> initializers;

    /**
     * Loads an application.
     *
     * @param location an archive, or a folder that is used where it is
     * @param parent where the application's class loader finds what the application does not have; null for a view of
     *     nothing but the JDK and the Servlet API
     * @throws IOException if it cannot be read
     * @throws DescriptorException if its descriptor has a mistake
     */
    LoadedWebApp(Path location, ClassLoader parent) throws IOException {
        String name = name(location);
        ownFolder = Files.createTempDirectory("waitress-" + name.replaceAll("[^\\w.-]", "_") + "-");
        WebAppClassLoader loader = null;
        try {
            temporaryFolder = Files.createDirectory(ownFolder.resolve("temp"));
            Path root = Files.isDirectory(location) ? location.toAbsolutePath() : unpack(location);
            webXml = readWebXml(root.resolve("WEB-INF").resolve("web.xml"));
            libraries = libraries(root.resolve("WEB-INF").resolve("lib"));
            loader = classLoader(name, root.resolve("WEB-INF").resolve("classes"), parent);
            classLoader = loader;
            initializers = initializers();
            openResources(root);
        } catch (IOException | RuntimeException | Error e) {
            release(loader, e);
            throw e;
        }
    }

    /** Returns the file's name without {@code .war}. */
    static String name(Path location) {
        Path fileName = location.toAbsolutePath().normalize().getFileName();
        return fileName == null ? "root" : fileName.toString().replaceFirst("(?i)\\.war$", "");
    }

    private Path unpack(Path archive) throws IOException {
        Path root = Files.createDirectory(ownFolder.resolve("app"));
        Archive.unpack(archive, root);
        return root;
    }

    private static WebXml readWebXml(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new WebXml(DeploymentModel.builder().build(), null, null, null);
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

    private WebAppClassLoader classLoader(String name, Path classes, ClassLoader parent) throws IOException {
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

    /** Returns the model, complete but for the context path. */
    DeploymentModel model() {
        DeploymentModel.Builder model = webXml.model().toBuilder();
        initializers.forEach(model::initializer);
        return model.build();
    }

    /** Returns where the application would like to be served, or null. */
    String defaultContextPath() {
        return webXml.defaultContextPath();
    }

    WebAppClassLoader classLoader() {
        return classLoader;
    }

    ResourceBase resources() {
        return ResourceBase.overlay(resources);
    }

    /** Returns an empty folder for the application's own files. */
    Path temporaryFolder() {
        return temporaryFolder;
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("the application's files could not be removed");
        release(classLoader, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** Gives back what there is, noting failures without stopping at them. */
    private void release(WebAppClassLoader loader, Throwable failures) {
        try {
            ResourceBase.overlay(resources).close();
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
            Archive.delete(ownFolder);
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
    }
}
