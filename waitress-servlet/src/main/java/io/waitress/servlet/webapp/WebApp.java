package io.waitress.servlet.webapp;

import io.waitress.servlet.ServletApplication;
import io.waitress.servlet.internal.jsp.PageMappings;
import io.waitress.servlet.internal.jsp.PageSetup;
import io.waitress.servlet.internal.jsp.PageSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.scan.ClassScanner;
import io.waitress.servlet.internal.scan.IndexStore;
import io.waitress.servlet.spi.ResourceBase;
import io.waitress.servlet.webapp.ApplicationFiles.Originals;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
    private static final long MAX_KEPT_BYTES = 64L << 20;
    private static final List<String> WELCOME_FILES = List.of("index.html", "index.htm", "index.jsp");

    private final ApplicationFiles files;
    private final WebXml webXml;
    private final WebAppClassLoader classLoader;
    private ResourceBase resources = ResourceBase.empty();
    private final DeploymentModel model;
    private final ServletApplication application;

    private WebApp(Path location, WebAppOptions options) throws IOException {
        files = ApplicationFiles.open(location, options, Originals.REPLACED);
        WebAppClassLoader loader = null;
        List<Library> opened = new ArrayList<>();
        try {
            if (files.legacy()) {
                LOG.info("{} was made for javax.servlet and is converted to jakarta.servlet", location);
            }
            XmlDocument document = files.webXml();
            for (Path library : files.libraries()) {
                opened.add(Library.open(library));
            }
            loader = files.classLoader(options);
            classLoader = loader;
            ClassLoader server = options.parent() == null ? WebApp.class.getClassLoader() : options.parent();
            Assembly.Assembled assembled = new Assembly(document, files.classes(), opened, loader, server,
                    scanner(options.workFolder())).assemble();
            webXml = assembled.webXml();
            resources = files.openResources(assembled.libraries());
            TagLibraries tagLibraries = TagLibraries.find(files.root(), assembled.libraries(), webXml.model().jsp(),
                    options.parent(), files.legacy());
            model = PageMappings.complete(model(options, tagLibraries), new PageSetup(
                    PageSource.of(location, files.fileName()), tagLibraries.jars(), options.parent(),
                    webXml.model().callbacks(), options.workFolder(), options.jspCheckInterval(),
                    options.precompile(), files.legacy()));
            checkMappings();
            Doubts.tell(location, files.root(), webXml, model,
                    Files.isDirectory(files.classes()) || !files.libraries().isEmpty(), classLoader);
            VendorDescriptors.report(files.root());
            application = ServletApplication.of(model, resources, classLoader);
        } catch (IOException | RuntimeException | Error e) {
            release(loader, e);
            throw e;
        } finally {
            close(opened);
        }
    }

    static ClassScanner scanner(Path workFolder) {
        return new ClassScanner(workFolder == null
                ? null
                : new IndexStore(workFolder.resolve("annotations"), MAX_KEPT_BYTES));
    }

    /** What was only read and cannot be closed costs a descriptor, not the application. */
    private static void close(List<Library> libraries) {
        for (Library library : libraries) {
            try {
                library.close();
            } catch (IOException e) {
                LOG.debug("{} cannot be closed", library.label(), e);
            }
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
     * @throws DescriptorException if its descriptors or annotations have a mistake
     */
    public static WebApp load(Path location) throws IOException {
        return new WebApp(location, new WebAppOptions());
    }

    /**
     * Loads a web application that sees nothing of the server but the Servlet API, to be served under a path.
     *
     * @param location as for {@link #load(Path)}
     * @param contextPath empty or {@code /} for the root, else a path that begins with a slash and does not end with
     *     one
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptors or annotations have a mistake
     */
    public static WebApp load(Path location, String contextPath) throws IOException {
        return load(location, options -> options.contextPath(contextPath));
    }

    /**
     * Loads a web application that finds in another class loader what it does not have itself.
     *
     * @param location as for {@link #load(Path)}
     * @param contextPath as for {@link #load(Path, String)}
     * @param parent sees the server's Servlet API
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptors or annotations have a mistake
     * @throws IllegalArgumentException if the parent does not see the server's Servlet API
     */
    public static WebApp load(Path location, String contextPath, ClassLoader parent) throws IOException {
        return load(location, options -> options.contextPath(contextPath).parent(parent));
    }

    /**
     * Loads a web application.
     *
     * @param location as for {@link #load(Path)}
     * @param options receives the options to be set
     * @return the application
     * @throws IOException if the application cannot be read
     * @throws DescriptorException if its descriptors or annotations have a mistake
     * @throws IllegalArgumentException if the parent class loader does not see the server's Servlet API
     */
    public static WebApp load(Path location, Consumer<WebAppOptions> options) throws IOException {
        WebAppOptions chosen = new WebAppOptions();
        options.accept(chosen);
        if (chosen.parent() != null) {
            checkParent(chosen.parent());
        }
        return new WebApp(location, chosen);
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

    /** Code that runs before requests do may register what the descriptor only maps. */
    private void checkMappings() {
        if (model.initializers().isEmpty() && model.listeners().isEmpty() && !webXml.undeclared().isEmpty()) {
            throw webXml.undeclared().get(0);
        }
    }

    DeploymentModel model() {
        return model;
    }

    ResourceBase resources() {
        return resources;
    }

    private DeploymentModel model(WebAppOptions options, TagLibraries tagLibraries) {
        String path = options.contextPath() != null ? options.contextPath() : webXml.defaultContextPath();
        DeploymentModel.Builder complete = webXml.model().toBuilder()
                .contextPath(path == null || path.equals("/") ? "" : path);
        if (webXml.model().welcomeFiles().isEmpty()) {
            for (String file : WELCOME_FILES) {
                complete.welcomeFile(file);
            }
        }
        for (ListenerDefinition listener : tagLibraries.listeners()) {
            complete.listener(listener);
        }
        if (options.asyncTimeout() != null) {
            complete.asyncTimeout(options.asyncTimeout());
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
        IOException failure = new IOException("the files of " + files.name() + " could not be closed and removed");
        release(classLoader, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    /** Gives back what there is, noting failures without stopping at them. */
    private void release(WebAppClassLoader loader, Throwable failures) {
        try {
            resources.close();
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
        files.delete(failures);
    }
}
