package io.waitress.servlet.spi;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of the file system. What is found is compared with its real path, so that neither a link out of the folder
 * nor a spelling the file system takes for the same (other case, trailing dots, short names) gets around a rule that
 * was checked on the path.
 */
final class FolderBase implements ResourceBase {

    private final Path root;
    private final boolean linksFollowed;
    private final boolean defaultFileSystem;

    FolderBase(Path folder, boolean linksFollowed) throws IOException {
        this.root = folder.toRealPath();
        this.linksFollowed = linksFollowed;
        this.defaultFileSystem = root.getFileSystem() == FileSystems.getDefault();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(folder.toString());
        }
    }

    @Override
    public Resource resource(String path) {
        String relative = ResourcePath.relative(path);
        if (relative == null) {
            return null;
        }
        try {
            return resource(root.resolve(relative), path.endsWith("/"));
        } catch (InvalidPathException | IOException ignored) { // no such name in this file system, or gone meanwhile
            return null;
        }
    }

    private Resource resource(Path file, boolean folderExpected) throws IOException {
        if (defaultFileSystem && !file.toFile().exists()) {
            return null; // what the lines below would find out by an exception
        }
        Path real = file.toRealPath();
        if (!real.toString().equals(file.toString()) && !reachable(file, real)) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (attributes.isDirectory() || attributes.isRegularFile() && !folderExpected) {
            return FileResource.of(real, attributes);
        }
        return null;
    }

    /** Tells whether the real path differs only by links, and only by links that may be followed. */
    private boolean reachable(Path file, Path real) throws IOException {
        if (!linksFollowed && !real.startsWith(root)) {
            return false;
        }
        Path reached = root;
        for (Path name : root.relativize(file)) {
            Path next = reached.resolve(name);
            reached = next.toRealPath();
            if (!reached.toString().equals(next.toString()) && !Files.isSymbolicLink(next)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Set<String> list(String path) {
        Set<String> names = new LinkedHashSet<>();
        Resource folder = resource(path);
        if (folder == null || !folder.directory()) {
            return names;
        }
        String prefix = path.endsWith("/") ? path : path + '/';
        try (Stream<Path> members = Files.list(folder.file())) {
            members.map(member -> member.getFileName().toString()).sorted().forEach(name -> {
                Resource member = resource(prefix + name);
                if (member != null) {
                    names.add(member.directory() ? name + '/' : name);
                }
            });
        } catch (IOException ignored) { // not readable, so nothing of it can be served either
            names.clear();
        }
        return names;
    }
}
