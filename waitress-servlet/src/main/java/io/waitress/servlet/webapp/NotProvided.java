package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.scan.ClassIndex;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in one line what an application's servlets, filters and listeners expect to be injected and do not get, since it is
 * for other containers. Stateless.
 */
final class NotProvided {

    private static final Logger LOG = LoggerFactory.getLogger(NotProvided.class);
    private static final int SHOWN = 5;

    private NotProvided() {
    }

    /**
     * Warns if there is something.
     *
     * @param webXml what the application declares
     * @param indexes of its classes, as far as their annotations count
     * @param loader finds its classes
     */
    static void warn(WebXml webXml, Collection<ClassIndex> indexes, ClassLoader loader) {
        List<ClassIndex> injecting = indexes.stream().filter(ClassIndex::injectedAny).toList();
        List<String> injected = injecting.isEmpty() || hasBeans(loader) ? List.of() : injected(webXml.model(), injecting, loader);
        if (!injected.isEmpty()) {
            LOG.warn("The application declares what this server does not provide: nothing but @Resource is injected, so"
                    + " that what is annotated with @EJB, @Inject, @PersistenceContext and the like stays as it is in {}",
                    shown(injected));
        }
    }

    /** Tells whether the application has CDI, which injects what it knows of. */
    private static boolean hasBeans(ClassLoader loader) {
        return loader.getResource("jakarta/enterprise/inject/spi/CDI.class") != null
                || loader.getResource("javax/enterprise/inject/spi/CDI.class") != null;
    }

    private static String shown(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() <= SHOWN ? first : first + " and " + (all.size() - SHOWN) + " more";
    }

    private static List<String> injected(DeploymentModel model, List<ClassIndex> indexes, ClassLoader loader) {
        Set<String> components = new LinkedHashSet<>();
        model.servlets().forEach(servlet -> add(servlet.source(), components));
        model.filters().forEach(filter -> add(filter.source(), components));
        model.listeners().forEach(listener -> add(listener.source(), components));
        return components.stream().filter(name -> injected(name, indexes)
                || Superclasses.of(name, loader).stream().anyMatch(above -> injected(above, indexes))).toList();
    }

    private static void add(ComponentSource<?> source, Set<String> to) {
        if (source != null) {
            to.add(source.className());
        }
    }

    private static boolean injected(String className, List<ClassIndex> indexes) {
        return indexes.stream().anyMatch(index -> index.injected(className));
    }
}
