package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.scan.ClassAnnotation;
import io.waitress.servlet.internal.scan.ClassFolder;
import io.waitress.servlet.internal.scan.ClassIndex;
import io.waitress.servlet.internal.scan.ClassLocation;
import io.waitress.servlet.internal.scan.ClassScanner;
import io.waitress.servlet.internal.scan.Depth;
import io.waitress.servlet.internal.scan.TypeSearch;
import io.waitress.servlet.webapp.DescriptorMerge.Part;
import io.waitress.servlet.webapp.RankedElement.Rank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts together what an application declares: its descriptor, the fragments of its jars, the annotations of its classes,
 * and its initialisers (Servlet 6.1, sections 8.2 and 8.4). An application that has only a descriptor costs no more than
 * reading that. Used once, by one thread.
 */
final class Assembly {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final String CLASSES = "WEB-INF/classes";

    private final XmlDocument document;
    private final Path classes;
    private final List<Library> libraries;
    private final ClassLoader application;
    private final ClassLoader server;
    private final ClassScanner scanner;
    private final Map<String, Library> byName = new LinkedHashMap<>();

    private WebXml main;
    private List<Fragment> ordered = List.of();
    private List<Library> included = List.of();
    private List<Library> excluded = List.of();

    /**
     * The application as a whole.
     *
     * @param webXml what descriptors and annotations say together; the model has the initialisers and the order of jars
     * @param libraries all jars, those first that the order of fragments names
     * @param initializers how many initialisers there are, also if none of them was made
     */
    record Assembled(WebXml webXml, List<Library> libraries, int initializers) {
    }

    /**
     * Prepares an assembly.
     *
     * @param document {@code web.xml}
     * @param classes {@code WEB-INF/classes}, which need not exist
     * @param libraries the jars of {@code WEB-INF/lib}, in the order of their names
     * @param application the application's class loader
     * @param server the loader whose initialisers take part in every application
     * @param scanner reads annotations
     */
    Assembly(XmlDocument document, Path classes, List<Library> libraries, ClassLoader application, ClassLoader server,
            ClassScanner scanner) {
        this.document = document;
        this.classes = classes;
        this.libraries = libraries;
        this.application = application;
        this.server = server;
        this.scanner = scanner;
        for (Library library : libraries) {
            byName.put(library.fileName(), library);
        }
    }

    /**
     * Does it.
     *
     * @throws IOException if a jar, a class or an initialiser cannot be read
     * @throws DescriptorException if a descriptor has a mistake, or descriptors or annotations contradict each other
     */
    Assembled assemble() throws IOException {
        start();
        return assemble(Initializers.find(classes, included, application, server));
    }

    /**
     * Does it without running any code of the application, and so without its initialisers.
     *
     * @throws IOException if a jar or a class cannot be read
     * @throws DescriptorException if a descriptor has a mistake, or descriptors or annotations contradict each other
     */
    Assembled look() throws IOException {
        start();
        return assemble(Initializers.findOnly(classes, included, application, server));
    }

    private void start() throws IOException {
        main = WebXmlReader.read(document);
        if (!libraries.isEmpty()) {
            order();
        }
    }

    private Assembled assemble(Initializers initializers) throws IOException {
        Map<String, ClassIndex> indexes = scan(initializers.handleTypes());
        AnnotatedClasses annotated = complete() ? null : annotatedClasses(indexes);
        WebXml webXml = annotated == null && !hasFragments() ? main : merge(annotated);
        DeploymentModel model = webXml.model();
        if (annotated != null) {
            model = ServletAnnotations.apply(model, annotated.ofServlets(servletClasses(webXml)));
        }
        if (!initializers.isEmpty() || !libraries.isEmpty()) {
            model = complete(model, initializers, indexes);
        }
        WebXml assembled = webXml.withModel(model);
        if (ClassIndex.injectedAny(indexes.values())) {
            NotProvided.warn(assembled, indexes.values(), application);
        }
        List<Library> all = new ArrayList<>(included);
        all.addAll(excluded);
        return new Assembled(assembled, all, initializers.count());
    }

    private DeploymentModel complete(DeploymentModel model, Initializers initializers,
            Map<String, ClassIndex> indexes) {
        DeploymentModel.Builder complete = model.toBuilder();
        excluded.forEach(library -> indexes.remove(library.label()));
        initializers.definitions(new TypeSearch(indexes.values(), application), application)
                .forEach(complete::initializer);
        if (main.absoluteOrdering() != null || ordered.stream().anyMatch(Fragment::ordered)) {
            complete.orderedLibs(ordered.stream().map(Fragment::fileName).toList());
        }
        return complete.build();
    }

    private boolean hasFragments() {
        for (Fragment fragment : ordered) {
            if (fragment.root() != null) {
                return true;
            }
        }
        return false;
    }

    private boolean complete() {
        return Boolean.TRUE.equals(main.metadataComplete());
    }

    // ---- fragments ----

    /** Where web.xml is complete, its own ordering still excludes jars, but those of fragments mean nothing. */
    private void order() throws IOException {
        List<Fragment> fragments = new ArrayList<>();
        for (Library library : libraries) {
            fragments.add(fragment(library));
        }
        ordered = main.absoluteOrdering() == null
                ? FragmentOrder.relative(fragments)
                : FragmentOrder.absolute(fragments, main.absoluteOrdering());
        included = ordered.stream().map(fragment -> byName.get(fragment.fileName())).toList();
        excluded = libraries.stream().filter(library -> !included.contains(library)).toList();
    }

    private Fragment fragment(Library library) throws IOException {
        XmlDocument descriptor = complete() && main.absoluteOrdering() == null ? null : library.fragment();
        if (descriptor == null) {
            return Fragment.withoutDescriptor(library.fileName());
        }
        return complete()
                ? Fragment.named(library.fileName(), descriptor)
                : Fragment.read(library.fileName(), descriptor);
    }

    // ---- classes ----

    /** Returns the indexes of all that is to be searched, by its name for messages. */
    private Map<String, ClassIndex> scan(boolean typesToo) throws IOException {
        List<ClassLocation> locations = new ArrayList<>();
        if (typesToo || !complete()) {
            if (Files.isDirectory(classes)) {
                locations.add(classes());
            }
            for (Fragment fragment : ordered) {
                if (typesToo || !fragment.metadataComplete()) {
                    locations.add(byName.get(fragment.fileName()).classes());
                }
            }
        }
        if (!complete() && !excluded.isEmpty()) {
            listedInExcluded().forEach(library -> locations.add(library.classes()));
        }
        Map<String, ClassIndex> indexes = new HashMap<>();
        if (locations.isEmpty()) {
            return indexes;
        }
        if (typesToo && !scanner.able()) {
            LOG.warn("Initializers of the application ask for classes of certain kinds (@HandlesTypes); they get none,"
                    + " since ASM (org.ow2.asm:asm), which the search needs, is not on the server's class path");
        }
        List<ClassIndex> made = scanner.scan(locations, typesToo ? Depth.HIERARCHY : Depth.DEPLOYMENT);
        for (int i = 0; i < made.size(); i++) {
            indexes.put(locations.get(i).label(), made.get(i));
        }
        return indexes;
    }

    private ClassFolder classes() {
        return new ClassFolder(CLASSES, classes);
    }

    /** Returns the excluded jars that have a class which a descriptor names: its annotations count nevertheless. */
    private List<Library> listedInExcluded() {
        Set<String> listed = new HashSet<>();
        List<XmlElement> roots = new ArrayList<>(List.of(document.root()));
        ordered.stream().map(Fragment::root).filter(root -> root != null).forEach(roots::add);
        for (XmlElement root : roots) {
            for (XmlElement component : root.children()) {
                for (XmlElement child : component.children()) {
                    if (child.name().endsWith("-class")) {
                        listed.add(child.text());
                    }
                }
            }
        }
        return excluded.stream().filter(library -> listed.stream().anyMatch(library::hasClass)).toList();
    }

    /** Returns the classes whose annotations count, or null if there is none. */
    private AnnotatedClasses annotatedClasses(Map<String, ClassIndex> indexes) {
        AnnotatedClasses annotated = new AnnotatedClasses(application);
        annotated.add(CLASSES, deployment(indexes, CLASSES));
        Set<Library> silent = new HashSet<>();
        for (Fragment fragment : ordered) {
            if (fragment.metadataComplete()) {
                silent.add(byName.get(fragment.fileName()));
            }
        }
        for (Library library : libraries) {
            Map<String, List<ClassAnnotation>> found = deployment(indexes, library.label());
            if (!silent.contains(library) && !found.isEmpty()) {
                Map<String, List<ClassAnnotation>> loaded = new LinkedHashMap<>(found);
                loaded.keySet().removeIf(className -> hidden(className, library));
                annotated.add(library.label(), loaded);
            }
        }
        return annotated.isEmpty() ? null : annotated;
    }

    private static Map<String, List<ClassAnnotation>> deployment(Map<String, ClassIndex> indexes, String label) {
        ClassIndex index = indexes.get(label);
        return index == null ? Map.of() : index.deployment();
    }

    /** Tells whether the class loader finds another class of that name first. */
    private boolean hidden(String className, Library library) {
        return Files.exists(classes.resolve(className.replace('.', '/') + ".class"))
                || libraries.subList(0, libraries.indexOf(library)).stream()
                        .anyMatch(earlier -> earlier.hasClass(className));
    }

    // ---- all together ----

    private WebXml merge(AnnotatedClasses annotated) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Rank.WEB_XML, document.root().children()));
        parts.add(annotations(annotated, CLASSES));
        for (Fragment fragment : ordered) {
            if (fragment.root() != null) {
                parts.add(new Part(Rank.FRAGMENT, fragment.root().children()));
            }
            parts.add(annotations(annotated, byName.get(fragment.fileName()).label()));
        }
        for (Library library : excluded) {
            parts.add(onlyDeclared(annotations(annotated, library.label()), parts));
        }
        return WebXmlReader.read(new XmlDocument(DescriptorMerge.merge(document.root(), parts), document.namespace(),
                document.doctype()));
    }

    private static Part annotations(AnnotatedClasses annotated, String location) {
        return new Part(Rank.ANNOTATION, annotated == null ? List.of() : annotated.elements(location));
    }

    /** Of an excluded jar, annotations add to what descriptors declare, and declare nothing themselves. */
    private static Part onlyDeclared(Part annotations, List<Part> others) {
        Set<String> declared = new HashSet<>();
        for (Part part : others) {
            if (part.rank() != Rank.ANNOTATION) {
                part.elements().forEach(element -> declared.add(component(element)));
            }
        }
        return new Part(Rank.ANNOTATION, annotations.elements().stream()
                .filter(element -> !component(element).isEmpty() && declared.contains(component(element))).toList());
    }

    /** Returns what a component and its mappings have in common; empty for other elements. */
    private static String component(XmlElement element) {
        return switch (element.name()) {
            case "servlet", "servlet-mapping" -> "servlet " + element.requiredValue("servlet-name");
            case "filter", "filter-mapping" -> "filter " + element.requiredValue("filter-name");
            default -> "";
        };
    }

    private static List<String> servletClasses(WebXml webXml) {
        return webXml.model().servlets().stream().map(ServletDefinition::source).filter(source -> source != null)
                .map(source -> source.className()).toList();
    }
}
