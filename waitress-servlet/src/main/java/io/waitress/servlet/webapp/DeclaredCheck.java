package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.check.Component;
import io.waitress.servlet.internal.check.Finding;
import io.waitress.servlet.internal.check.Kind;
import io.waitress.servlet.internal.check.Reference;
import io.waitress.servlet.internal.check.Subject;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.FilterDefinition;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.model.NameReference;
import io.waitress.servlet.internal.model.ServletDefinition;
import io.waitress.servlet.internal.scan.ClassScanner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what an application declares, and tells the mistakes. One that keeps the application from starting ends the
 * reading; after that, each descriptor is read by itself, for the mistakes of the others. Used once, by one thread.
 */
final class DeclaredCheck {

    private final ApplicationFiles files;
    private final List<Library> libraries;
    private final WebAppClassLoader loader;
    private final WebAppOptions options;
    private final List<Finding> findings;
    private final Set<String> told = new LinkedHashSet<>();
    private Assembly.Assembled assembled;       // or null
    private TagLibraries tagLibraries;          // or null

    DeclaredCheck(ApplicationFiles files, List<Library> libraries, WebAppClassLoader loader, WebAppOptions options,
            List<Finding> findings) {
        this.files = files;
        this.libraries = libraries;
        this.loader = loader;
        this.options = options;
        this.findings = findings;
    }

    void run() {
        ClassLoader server = options.parent() == null ? DeclaredCheck.class.getClassLoader() : options.parent();
        try {
            ClassScanner scanner = WebApp.scanner(options.workFolder());
            assembled = new Assembly(files.webXml(), files.classes(), libraries, loader, server, scanner).look();
        } catch (DescriptorException e) {
            mistake(e);
        } catch (IOException e) {
            findings.add(Finding.error(Kind.DESCRIPTOR, "", e.getMessage(), ""));
        }
        eachDescriptor();
        try {
            tagLibraries = TagLibraries.find(files.root(), libraries,
                    assembled == null ? null : webXml().model().jsp(), options.parent(), files.legacy());
        } catch (DescriptorException e) {
            mistake(e);
        } catch (IOException e) {
            findings.add(Finding.error(Kind.DESCRIPTOR, "", e.getMessage(), ""));
        }
        if (assembled != null) {
            undeclared();
        }
    }

    private void mistake(DescriptorException mistake) {
        if (told.add(mistake.getMessage())) {
            String place = mistake.line() > 0 ? mistake.file() + ":" + mistake.line() : mistake.file();
            String problem = mistake.getMessage();
            findings.add(Finding.error(Kind.DESCRIPTOR, mistake.file(),
                    problem.startsWith(place + ": ") ? problem.substring(place.length() + 2) : problem, "")
                    .at(mistake.line()));
        }
    }

    /** Finds what the first mistake may have hidden, and mistakes in descriptors of tag libraries. */
    private void eachDescriptor() {
        if (assembled == null) {
            attempt(() -> WebXmlReader.read(files.webXml()));
            for (Library library : libraries) {
                attempt(() -> {
                    XmlDocument fragment = library.fragment();
                    if (fragment != null) {
                        Fragment.read(library.fileName(), fragment);
                    }
                });
            }
        }
        for (Library library : libraries) {
            attempt(() -> {
                for (String entry : library.tagLibraries()) {
                    tagLibrary(library, entry);
                }
            });
        }
    }

    private void tagLibrary(Library library, String entry) throws IOException {
        String place = library.label() + "!/" + entry;
        try {
            XmlDocument.read(new ByteArrayInputStream(library.read(entry)), place);
        } catch (DescriptorException e) {
            findings.add(Finding.warning(Kind.DESCRIPTOR, e.file(), e.getMessage(), "").at(e.line()));
        }
    }

    /** A part of the reading that may fail for itself. */
    private interface Attempt {

        void run() throws IOException;
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (DescriptorException e) {
            mistake(e);
        } catch (IOException e) {
            if (told.add(e.getMessage())) {
                findings.add(Finding.error(Kind.DESCRIPTOR, "", e.getMessage(), ""));
            }
        }
    }

    /** Where code may register what the descriptor maps, nobody can tell. */
    private void undeclared() {
        if (assembled.webXml().model().listeners().isEmpty() && assembled.initializers() == 0) {
            assembled.webXml().undeclared().forEach(this::mistake);
        }
    }

    /** Returns what all descriptors and annotations say, or null if they do not say it properly. */
    WebXml webXml() {
        return assembled == null ? null : assembled.webXml();
    }

    /** Returns the jars in the order of fragments. */
    List<Library> libraries() {
        return assembled.libraries();
    }

    /** Returns the tag libraries, or null if their descriptors cannot be read. */
    TagLibraries tagLibraries() {
        return tagLibraries;
    }

    Subject.Declared result() {
        if (assembled == null) {
            return Subject.Declared.NOTHING;
        }
        DeploymentModel model = webXml().model();
        return new Subject.Declared(components(model), model.naming().references().stream()
                .filter(DeclaredCheck::toBeGiven).map(DeclaredCheck::reference).toList(), Boolean.TRUE.equals(webXml().metadataComplete()), files.legacy());
    }

    private List<Component> components(DeploymentModel model) {
        List<Component> components = new ArrayList<>();
        List<ListenerDefinition> listeners = new ArrayList<>(model.listeners());
        if (tagLibraries != null) {
            listeners.addAll(tagLibraries.listeners());
        }
        for (ListenerDefinition listener : listeners) {
            components.add(new Component("listener", listener.source().className(), true));
        }
        for (FilterDefinition filter : model.filters()) {
            if (filter.source() != null) {
                components.add(new Component("filter '" + filter.name() + "'", filter.source().className(), true));
            }
        }
        for (ServletDefinition servlet : model.servlets()) {
            if (servlet.source() != null && servlet.jspFile() == null) {
                components.add(new Component("servlet '" + servlet.name() + "'", servlet.source().className(),
                        servlet.loadOnStartup() >= 0));
            }
        }
        return components;
    }

    /** Values and what descriptors define are there, and so is what is only another name. */
    private static boolean toBeGiven(NameReference reference) {
        return reference.lookup() == null && (reference.kind() == NameReference.Kind.RESOURCE
                || reference.kind() == NameReference.Kind.FOREIGN);
    }

    private static Reference reference(NameReference reference) {
        int colon = reference.place().lastIndexOf(':');
        boolean line = colon >= 0 && reference.place().substring(colon + 1).matches("\\d+");
        return new Reference(reference.element(), reference.name(), reference.type() == null ? "" : reference.type(),
                line ? reference.place().substring(0, colon) : reference.place(),
                line ? Integer.parseInt(reference.place().substring(colon + 1)) : 0);
    }
}
