package io.waitress.servlet.internal.legacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Function;

/**
 * Makes an application that was made for {@code javax.servlet} one for {@code jakarta.servlet}, before anything else
 * looks at it: its classes and jars are replaced by converted ones. So the class loader, the scanner, and libraries that
 * read class files themselves see one and the same, and a jar that was converted once costs nothing any more.
 */
public final class LegacyBridge {

    private static final long MAX_KEPT_BYTES = 512L << 20;
    private static final String JAKARTA_DESCRIPTOR = "jakarta.ee/xml/ns/jakartaee";

    private final Path webInf;
    private final Path classes;
    private final List<LegacyJar> jars;
    private final ConversionStore store;    // or null

    /**
     * Takes an application.
     *
     * @param webInf its {@code WEB-INF}, which need not exist
     * @param libraries its jars
     * @param workFolder where to keep what is converted between starts, or null
     */
    public LegacyBridge(Path webInf, List<Path> libraries, Path workFolder) {
        this.webInf = webInf;
        this.classes = webInf.resolve("classes");
        this.jars = libraries.stream().map(LegacyJar::new).toList();
        this.store = workFolder == null ? null : new ConversionStore(workFolder.resolve("legacy"), MAX_KEPT_BYTES);
    }

    /**
     * Tells whether an application whose own classes do not show it was made for {@code javax.servlet}: if most classes
     * of its libraries were, unless it has a descriptor of Jakarta's.
     *
     * @throws IOException if a jar cannot be read
     */
    public boolean recognise() throws IOException {
        if (jars.isEmpty() || hasJakartaDescriptor()) {
            return false;
        }
        Mentions all = each(this::mentions).stream().reduce(Mentions.NONE, Mentions::plus);
        prune();
        return all.legacy();
    }

    private boolean hasJakartaDescriptor() throws IOException {
        Path descriptor = webInf.resolve("web.xml");
        return Files.isRegularFile(descriptor)
                && new String(Files.readAllBytes(descriptor), StandardCharsets.ISO_8859_1)
                        .contains(JAKARTA_DESCRIPTOR);
    }

    private Mentions mentions(LegacyJar jar) throws IOException {
        String key = store == null ? null : jar.contentKey();
        Mentions kept = store == null ? null : store.mentions(key);
        if (kept != null) {
            return kept;
        }
        Mentions found = jar.mentions();
        if (store != null) {
            store.mentions(key, found);
        }
        return found;
    }

    /**
     * Converts the application.
     *
     * @param target where converted classes and jars are put, under the names that they have in {@code WEB-INF}; that
     *     itself, if it is a copy of the server's own
     * @return the jars, converted or as they were, in the same order; the classes are in {@code target}
     * @throws IOException if something cannot be read or written
     */
    public List<Path> convert(Path target) throws IOException {
        Converter converter = new Converter();
        if (Files.isDirectory(classes)) {
            new LegacyFolder(classes).convert(converter, target.resolve("classes"), store);
        }
        Path libraries = Files.createDirectories(target.resolve("lib"));
        List<Path> converted = each(jar -> convert(jar, converter, libraries));
        prune();
        return converted;
    }

    /** Returns the jar to be used. */
    private Path convert(LegacyJar jar, Converter converter, Path libraries) throws IOException {
        Path made = libraries.resolve(jar.file().getFileName() + ".new");
        String key = store == null ? null : jar.contentKey();
        ConversionStore.Kept kept = store == null ? ConversionStore.Kept.NOTHING : store.take(key, made);
        boolean changed = kept == ConversionStore.Kept.CONVERTED;
        if (kept == ConversionStore.Kept.NOTHING) {
            changed = jar.convert(converter, made);
            if (store != null) {
                store.keep(key, changed ? made : null);
            }
        }
        return changed
                ? Files.move(made, libraries.resolve(jar.file().getFileName()), StandardCopyOption.REPLACE_EXISTING)
                : jar.file();
    }

    private void prune() {
        if (store != null) {
            store.prune();
        }
    }

    /** Something done with a jar. */
    private interface Step<T> {

        T apply(LegacyJar jar) throws IOException;
    }

    /** On all processors, in the order of jars. */
    private <T> List<T> each(Step<T> step) throws IOException {
        Function<LegacyJar, T> unchecked = jar -> {
            try {
                return step.apply(jar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        try {
            return jars.parallelStream().map(unchecked).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Returns a descriptor with the names of Jakarta.
     *
     * @param descriptor in any encoding
     * @return the descriptor; the same if there is nothing to rename in it
     */
    public static byte[] text(byte[] descriptor) {
        return Text.renamed(descriptor);
    }
}
