package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.files.PrivateFolder;
import io.waitress.servlet.internal.legacy.PageBridge;
import jakarta.servlet.ServletContext;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for the compiled pages of one servlet: one of those kept between starts, which belongs to one engine at a
 * time, or one that ends with the application. To be closed when its engine has ended.
 */
final class CompiledPages implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(CompiledPages.class);

    /** Where the engine's version is told by its content. */
    private static final String GENERATOR = "/org/apache/jasper/compiler/Generator.class";

    private final Path folder;
    private final FolderLock lock;      // or null

    private CompiledPages(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Opens a kept folder if there can be one, else one of the context's own. */
    static CompiledPages open(PageSetup setup, ServletContext context, String part) throws IOException {
        try {
            CompiledPages kept = setup.workFolder() == null ? null : kept(setup, context, part);
            if (kept != null) {
                return kept;
            }
        } catch (IOException e) {
            LOG.debug("Compiled pages cannot be kept in {}", setup.workFolder(), e);
        }
        File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
        return new CompiledPages(Files.createTempDirectory(temporary.toPath(), "pages-"), null);
    }

    private static CompiledPages kept(PageSetup setup, ServletContext context, String part) throws IOException {
        String key = setup.source().key();
        if (key == null) {
            return null;
        }
        Path all = setup.workFolder().resolve("pages");
        PrivateFolder.create(all);
        String doubt = PrivateFolder.doubt(all);    // whoever writes there makes this server run his code
        if (doubt != null) {
            LOG.warn("Compiled pages are not kept, since {}", doubt);
            return null;
        }
        String whole = String.join("\n", key, context.getContextPath(), part, version(),
                setup.legacy() ? PageBridge.VERSION : "");
        Path folder = all.resolve(setup.source().name() + "-"
                + UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)));
        PrivateFolder.create(folder);
        FolderLock lock = FolderLock.tryLock(folder);
        if (lock == null) {
            LOG.debug("The folder {} is in use", folder);
            return null;
        }
        CompiledPages pages = null;
        try {
            lock.begin();
            KeptFolders.prune(all);
            pages = new CompiledPages(folder, lock);
            return pages;
        } finally {
            if (pages == null) {
                lock.close();
            }
        }
    }

    private static String version() throws IOException {
        try (InputStream generator = CompiledPages.class.getResourceAsStream(GENERATOR)) {
            return generator == null ? "" : UUID.nameUUIDFromBytes(generator.readAllBytes()).toString();
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.debug("The lock of {} cannot be closed", folder, e);
        }
    }
}
