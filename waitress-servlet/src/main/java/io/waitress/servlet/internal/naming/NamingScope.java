package io.waitress.servlet.internal.naming;

import io.waitress.servlet.internal.model.NameReference;
import io.waitress.servlet.internal.model.NamingSettings;
import io.waitress.servlet.internal.model.ResourceDefinition;
import io.waitress.servlet.internal.naming.Binding.Absent;
import io.waitress.servlet.internal.naming.Binding.Fixed;
import io.waitress.servlet.internal.naming.Binding.Link;
import io.waitress.servlet.internal.naming.Binding.Made;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of one application from its start to its stop. What the application declares and is given is put together
 * here; data sources that it declares are made at once, so that a missing driver fails the start. Used by the thread
 * that starts or stops; what is made in between may be made by any.
 */
public final class NamingScope implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NamingScope.class);
    private static final int SHOWN = 5;

    private final String application;
    private final ClassLoader loader;
    private final Namespace names;
    private final Map<String, ResourceDefinition> given = new LinkedHashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();     // guarded by itself
    private final List<Made> first = new ArrayList<>();
    private final List<NameReference> missing = new ArrayList<>();

    private NamingScope(NamingSettings settings, String contextPath, ClassLoader loader) {
        this.application = contextPath.isEmpty() ? "/" : contextPath;
        this.loader = loader;
        Map<String, Map<String, String>> targets = new HashMap<>();
        for (NameReference reference : settings.references()) {
            for (NameReference.Target target : reference.targets()) {
                targets.computeIfAbsent(target.className(), any -> new LinkedHashMap<>())
                        .putIfAbsent(target.member(), JavaName.declared(reference.name()));
            }
        }
        names = new Namespace(targets);
        for (ResourceDefinition resource : settings.resources()) {
            if (resource.contextPath() == null || resource.contextPath().equals(contextPath)) {
                given.putIfAbsent(JavaName.declared(resource.name()), resource);
            }
        }
    }

    /**
     * Returns the class loader by which an application is known, if it has names.
     *
     * @param loader its class loader
     * @return that, or one below it
     */
    public static ClassLoader loader(ClassLoader loader) {
        return loader instanceof NamingLoader named && named.namespace() == null ? loader : new NamedLoader(loader);
    }

    /**
     * Makes an application's names, which its threads find from then on.
     *
     * @param settings what it declares and is given
     * @param contextPath its path, which some of it may be for
     * @param loader from {@link #loader}
     * @return the names, to be closed when the application has stopped
     * @throws IllegalArgumentException if something cannot be made, or a value is none of its type
     */
    public static NamingScope open(NamingSettings settings, String contextPath, ClassLoader loader) {
        NamingScope scope = new NamingScope(settings, contextPath, loader);
        ((NamingLoader) loader).namespace(scope.names);
        boolean complete = false;
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            scope.bind(settings.references());
            complete = true;
        } finally {
            thread.setContextClassLoader(before);
            if (!complete) {
                scope.close();
            }
        }
        return scope;
    }

    private void bind(List<NameReference> references) {
        given.forEach((path, resource) -> names.bind(path, made(resource, null)));
        for (NameReference reference : references) {
            String path = JavaName.declared(reference.name());
            Binding binding = binding(reference, given.get(path));
            if (binding != null) {
                names.bind(path, binding);
            }
        }
        for (Made made : first) {
            try {
                made.get();
            } catch (NamingException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        warn();
    }

    private Binding binding(NameReference reference, ResourceDefinition resource) {
        if (resource != null) {
            Made made = made(resource, reference.type());
            if (Resources.Kind.of(resource) != Resources.Kind.BY_FACTORY
                    && Resources.Kind.of(resource) != Resources.Kind.BEAN) {
                first.add(made);
            }
            return made;
        }
        if (reference.lookup() != null) {
            return new Link(JavaName.declared(reference.lookup()), type(reference));
        }
        switch (reference.kind()) {
            case ENTRY -> {
                return reference.value() == null ? null : new Fixed(value(reference));
            }
            case DEFINITION -> {
                ResourceDefinition described =
                        new ResourceDefinition(null, reference.name(), reference.properties(), null);
                try {
                    Resources.check(described);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(reference.place() + ": " + e.getMessage(), e);
                }
                Made made = made(described, null);
                first.add(made);
                return made;
            }
            default -> {
                String mapped = reference.mappedName() == null ? null : JavaName.declared(reference.mappedName());
                if (mapped != null && given.containsKey(mapped)) {
                    return new Link(mapped, type(reference));
                }
                missing.add(reference);
                return new Absent(MissingNames.notGiven(reference), type(reference));
            }
        }
    }

    private Made made(ResourceDefinition resource, String declared) {
        String type = declared != null ? declared : resource.properties().getOrDefault("type", Object.class.getName());
        return new Made("resource " + resource.name(), type,
                () -> Resources.make(resource, declared, loader, names, this::closeLater));
    }

    private void closeLater(AutoCloseable closeable) {
        synchronized (opened) {
            opened.push(closeable);
        }
    }

    private static String type(NameReference reference) {
        return reference.type() == null ? Object.class.getName() : reference.type();
    }

    private Object value(NameReference reference) {
        try {
            String type = reference.type() != null ? reference.type() : Injector.typeOf(reference.targets(), loader);
            return Resources.entry(reference.value(), type, loader);
        } catch (IllegalArgumentException | ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(reference.place() + ": " + reference + ": "
                    + (e instanceof IllegalArgumentException ? e.getMessage() : e.toString()), e);
        }
    }

    private void warn() {
        if (missing.isEmpty()) {
            return;
        }
        List<String> shown = missing.stream().limit(SHOWN).map(reference -> reference.name() + " ("
                + reference.element() + (reference.type() == null ? "" : " of type " + reference.type()) + ", "
                + reference.place() + "; " + MissingNames.option(reference.name(), reference.type()) + ")").toList();
        LOG.warn("The application at {} declares what nothing was given for: {}{}", application,
                String.join(", ", shown), missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "");
    }

    /** Takes the names from the application, and closes what was made for it. */
    @Override
    public void close() {
        ((NamingLoader) loader).namespace(null);
        while (true) {
            AutoCloseable next;
            synchronized (opened) {
                next = opened.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("A resource of the application at {} could not be closed", application, e);
            }
        }
    }
}
