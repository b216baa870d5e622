package io.waitress.servlet.internal.legacy;

import io.waitress.servlet.spi.Resource;
import io.waitress.servlet.spi.ResourceBase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of an application with the names of Jakarta: one that mentions others is converted when somebody asks for
 * it, and again when it has changed. Safe from any thread.
 */
final class LegacyResources implements ResourceBase {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyResources.class);

    private final ResourceBase original;
    private final Path folder;
    private final ResourceBase changed;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * What was found out about a resource.
     *
     * @param modifiedMillis when it was changed last
     * @param length its size
     * @param converted whether the folder has a copy with other names
     */
    private record Known(long modifiedMillis, long length, boolean converted) {

        boolean isOf(Resource resource) {
            return modifiedMillis == resource.lastModifiedMillis() && length == resource.length();
        }
    }

    LegacyResources(ResourceBase original, Path folder) throws IOException {
        this.original = original;
        this.folder = Files.createDirectories(folder);
        this.changed = ResourceBase.folder(folder);
    }

    @Override
    public Resource resource(String path) {
        Resource resource = original.resource(path);
        if (resource == null || resource.directory() || !Converter.concernsResource(path)) {
            return resource;
        }
        Known state = known.compute(path, (any, before) -> before != null && before.isOf(resource)
                ? before
                : convert(path, resource));
        Resource converted = state.converted ? changed.resource(path) : null;
        return converted == null ? resource : converted;
    }

    private Known convert(String path, Resource resource) {
        boolean converted = false;
        try (InputStream in = resource.open()) {
            byte[] content = in.readAllBytes();
            byte[] renamed = Converter.convertText(path, content);
            if (renamed != content) {
                write(folder.resolve(path.substring(1)), renamed, resource.lastModifiedMillis());
                converted = true;
            }
        } catch (IOException e) {
            LOG.warn("{} is not converted to jakarta.servlet: {}", path, e.toString());
        }
        return new Known(resource.lastModifiedMillis(), resource.length(), converted);
    }

    /** Who reads the former content meanwhile reads it to its end. */
    private static void write(Path file, byte[] content, long modifiedMillis) throws IOException {
        Files.createDirectories(file.getParent());
        Path made = Files.createTempFile(file.getParent(), "new-", ".tmp");
        try {
            Files.write(made, content);
            Files.setLastModifiedTime(made, FileTime.fromMillis(modifiedMillis));
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    @Override
    public Set<String> list(String path) {
        return original.list(path);
    }

    @Override
    public void close() throws IOException {
        original.close();
        changed.close();
    }
}
