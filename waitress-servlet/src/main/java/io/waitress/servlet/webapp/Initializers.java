package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.InitializerDefinition;
import io.waitress.servlet.internal.scan.TypeSearch;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.HandlesTypes;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The initialisers of an application (Servlet 6.1, section 8.2.4), one of each class, in the order in which the class
 * loader finds them: of {@code WEB-INF/classes}, of the jars in their order, of the server.
 */
final class Initializers {

    private static final Logger LOG = LoggerFactory.getLogger(Initializers.class);
    private static final Class<ServletContainerInitializer> SERVICE = ServletContainerInitializer.class;

    private final List<Initializer> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final boolean make;

    /** The instance is null if none are made. */
    private record Initializer(ServletContainerInitializer instance, List<Class<?>> handledTypes) {
    }

    private Initializers(boolean make) {
        this.make = make;
    }

    /**
     * Finds the initialisers without running any code of them, so that they have no definitions.
     *
     * @throws IOException if one cannot be loaded
     */
    static Initializers findOnly(Path classes, List<Library> libraries, ClassLoader application, ClassLoader server)
            throws IOException {
        Initializers initializers = new Initializers(false);
        initializers.addAll(classes, libraries, application, server);
        return initializers;
    }

    /**
     * Finds and makes the initialisers.
     *
     * @param classes {@code WEB-INF/classes}, which need not exist
     * @param libraries the jars that count, in their order
     * @param application loads the application's
     * @param server has the server's
     * @throws IOException if one cannot be made
     */
    static Initializers find(Path classes, List<Library> libraries, ClassLoader application, ClassLoader server)
            throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application); // the first code of the application that runs
        try {
            Initializers initializers = new Initializers(true);
            initializers.addAll(classes, libraries, application, server);
            return initializers;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void addAll(Path classes, List<Library> libraries, ClassLoader application, ClassLoader server)
            throws IOException {
        Path own = classes.resolve(ProviderFile.path(SERVICE));
        if (Files.isRegularFile(own)) {
            String place = "WEB-INF/classes/" + ProviderFile.path(SERVICE);
            try (InputStream in = Files.newInputStream(own)) {
                add(ProviderFile.read(in, place), application, place);
            }
        }
        for (Library library : libraries) {
            add(library.providers(SERVICE), application, library.label());
        }
        for (URL url : Collections.list(server.getResources(ProviderFile.path(SERVICE)))) {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // a jar that stays open cannot be replaced
            try (InputStream in = connection.getInputStream()) {
                add(ProviderFile.read(in, url.toString()), server, url.toString());
            }
        }
    }

    private void add(List<String> providers, ClassLoader loader, String place) throws IOException {
        for (String name : providers) {
            if (names.add(name)) {
                Class<? extends ServletContainerInitializer> type = load(name, loader, place);
                found.add(new Initializer(make ? make(type, place) : null, handledTypes(type)));
            }
        }
    }

    private Class<? extends ServletContainerInitializer> load(String name, ClassLoader loader, String place)
            throws IOException {
        try {
            Class<?> type = Class.forName(name, make, loader);
            if (!SERVICE.isAssignableFrom(type)) {
                throw new IOException(problem(name, place) + ", is not a " + SERVICE.getName());
            }
            return type.asSubclass(SERVICE);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(problem(name, place) + ": " + e, e);
        }
    }

    private static ServletContainerInitializer make(Class<? extends ServletContainerInitializer> type, String place)
            throws IOException {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IOException(problem(type.getName(), place) + ": " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException(problem(type.getName(), place) + ": " + e, e);
        }
    }

    private static String problem(String name, String place) {
        return "an initializer of the application cannot be loaded: " + name + ", which " + place + " names";
    }

    /** Types that are missing are of optional libraries: nothing in the application can match them. */
    private static List<Class<?>> handledTypes(Class<? extends ServletContainerInitializer> initializer) {
        try {
            HandlesTypes types = initializer.getAnnotation(HandlesTypes.class);
            return types == null ? List.of() : List.of(types.value());
        } catch (TypeNotPresentException | ArrayStoreException | LinkageError e) {
            LOG.debug("{} asks for classes of a kind that is not there, so it gets none",
                    initializer.getName(), e);
            return List.of();
        }
    }

    int count() {
        return found.size();
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Tells whether one asks for classes of certain kinds. */
    boolean handleTypes() {
        for (Initializer initializer : found) {
            if (!initializer.handledTypes.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the initialisers with the classes that they ask for. Classes that cannot be loaded are left out, as the
     * specification asks.
     *
     * @param search finds the classes
     * @param application loads them
     */
    List<InitializerDefinition> definitions(TypeSearch search, ClassLoader application) {
        List<InitializerDefinition> definitions = new ArrayList<>();
        for (Initializer initializer : make ? found : List.<Initializer>of()) {
            Set<String> matching = new LinkedHashSet<>();
            initializer.handledTypes.forEach(type -> matching.addAll(search.matching(type)));
            definitions.add(new InitializerDefinition(initializer.instance, load(matching, application)));
        }
        return definitions;
    }

    private static Set<Class<?>> load(Set<String> classNames, ClassLoader application) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : classNames) {
            try {
                classes.add(Class.forName(name, false, application));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} is not given to the initializer that asks for it: it cannot be loaded", name, e);
            }
        }
        return classes;
    }
}
