package io.waitress.servlet.webapp;

import io.waitress.servlet.internal.jsp.Jsp;
import io.waitress.servlet.internal.legacy.LegacyBridge;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.JspSettings;
import io.waitress.servlet.internal.model.ListenerDefinition;
import io.waitress.servlet.internal.scan.ClassPathJars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors of tag libraries of an application (JSP 4.0, section 7.3.1). Where they are is found out without
 * reading them; one is read if it mentions listeners, which are to run also if no page ever does. Those of the class
 * path of who embeds the server count as well, if there is an engine of pages.
 */
final class TagLibraries {

    private static final Logger LOG = LoggerFactory.getLogger(TagLibraries.class);

    private static final String FOLDER = "META-INF/";
    private static final String SUFFIX = ".tld";
    private static final String LISTENER = "listener-class";

    private final Path root;
    private final boolean legacy;
    private final List<Path> jars = new ArrayList<>();
    private final Set<String> listeners = new LinkedHashSet<>();

    private TagLibraries(Path root, boolean legacy) {
        this.root = root;
        this.legacy = legacy;
    }

    /**
     * Looks for them.
     *
     * @param root the application's folder
     * @param libraries its jars
     * @param settings what its descriptor says of pages, or null
     * @param parent has more jars, or null
     * @param legacy whether descriptors outside jars may have names of {@code javax.servlet}
     * @throws IOException if something cannot be read
     * @throws DescriptorException if a descriptor with listeners has a mistake
     */
    static TagLibraries find(Path root, List<Library> libraries, JspSettings settings, ClassLoader parent,
            boolean legacy) throws IOException {
        TagLibraries found = new TagLibraries(root, legacy);
        if (settings != null) {
            found.declared(settings.taglibs());
        }
        found.files(root.resolve("WEB-INF"), "WEB-INF/");
        for (Library library : libraries) {
            found.archive(library);
        }
        if (parent != null && Jsp.available()) {
            found.classPath(parent);
        }
        return found;
    }

    /** Returns the jars that have one. */
    List<Path> jars() {
        return jars;
    }

    /** Returns the listeners, each once. */
    List<ListenerDefinition> listeners() {
        List<ListenerDefinition> definitions = new ArrayList<>();
        for (String className : listeners) {
            definitions.add(new ListenerDefinition(new ComponentSource.Named<>(className), true));
        }
        return definitions;
    }

    /** Of those that the descriptor names, the ones inside {@code WEB-INF} and its jars are found there anyway. */
    private void declared(List<JspSettings.Taglib> taglibs) throws IOException {
        for (JspSettings.Taglib taglib : taglibs) {
            String location = taglib.location();
            if (location.startsWith("/") && !location.startsWith("/WEB-INF/")) {
                Path file = root.resolve(location.substring(1)).normalize();
                if (file.startsWith(root) && Files.isRegularFile(file)) {
                    read(Files.readAllBytes(file), location);
                }
            }
        }
    }

    private void files(Path folder, String path) throws IOException {
        if (path.equals("WEB-INF/classes/") || path.equals("WEB-INF/lib/") || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> members = Files.newDirectoryStream(folder)) {
            for (Path member : members) {
                String name = member.getFileName().toString();
                if (name.endsWith(SUFFIX) && (!path.startsWith("WEB-INF/tags/") || name.equals("implicit.tld"))) {
                    read(Files.readAllBytes(member), path + name);
                } else if (Files.isDirectory(member, LinkOption.NOFOLLOW_LINKS)) {
                    files(member, path + name + '/');
                }
            }
        }
    }

    private void archive(Library library) throws IOException {
        List<String> entries = library.tagLibraries();
        if (!entries.isEmpty()) {
            jars.add(library.file());
        }
        for (String entry : entries) {
            read(library.read(entry), library.label() + "!/" + entry);
        }
    }

    /** A mistake there is not the application's. */
    private void classPath(ClassLoader parent) {
        try {
            for (Path file : ClassPathJars.with(parent, FOLDER, SUFFIX)) {
                try (Library library = Library.open(file)) {
                    for (String entry : library.tagLibraries()) {
                        read(library.read(entry), file + "!/" + entry);
                    }
                }
            }
        } catch (IOException | DescriptorException e) {
            LOG.warn("Listeners of tag libraries of the class path are left out: {}", e.toString());
        }
    }

    private void read(byte[] descriptor, String place) throws IOException {
        if (!mentionsListeners(descriptor)) {
            return;
        }
        byte[] renamed = legacy ? LegacyBridge.text(descriptor) : descriptor;
        XmlElement taglib = XmlDocument.read(new ByteArrayInputStream(renamed), place).root();
        for (XmlElement listener : taglib.all("listener")) {
            listeners.add(listener.requiredValue(LISTENER));
        }
    }

    /** The letters of every encoding but UTF-16 are those of ASCII. */
    private static boolean mentionsListeners(byte[] descriptor) {
        boolean wide = descriptor.length > 1
                && (descriptor[0] == 0 || descriptor[1] == 0 || (descriptor[0] & 0xfe) == 0xfe);
        return wide || new String(descriptor, StandardCharsets.ISO_8859_1).contains(LISTENER);
    }
}
