package io.waitress.servlet.spi;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A folder inside a zip file. The names are read once, which also gives archives their folders that do not list them;
 * an archive must not change while it is in use.
 */
final class ArchiveBase implements ResourceBase {

    private final ZipFile zip;
    private final Path archive;
    private final String prefix;
    private final Map<String, ZipEntry> files = new HashMap<>();
    private final Map<String, Set<String>> folders = new HashMap<>();

    ArchiveBase(Path archive, String folder) throws IOException {
        this.archive = archive.toAbsolutePath();
        this.prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + '/';
        try {
            this.zip = new ZipFile(archive.toFile());
        } catch (ZipException e) {
            throw new IOException(archive + " is not a readable archive: " + e.getMessage(), e);
        }
        folders.put("", new TreeSet<>());
        zip.stream().filter(entry -> entry.getName().startsWith(prefix)).forEach(entry -> add(entry, prefix.length()));
    }

    private void add(ZipEntry entry, int prefixLength) {
        String name = ResourcePath.relative('/' + entry.getName().substring(prefixLength));
        if (name == null) {
            return; // no path leads to an entry of such a name
        }
        if (entry.isDirectory()) {
            addFolder(name);
        } else {
            files.put(name, entry);
            addFolder(parent(name)).add(last(name));
        }
    }

    private Set<String> addFolder(String name) {
        Set<String> members = folders.get(name);
        if (members == null) {
            members = new TreeSet<>();
            folders.put(name, members);
            addFolder(parent(name)).add(last(name) + '/');
        }
        return members;
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public Resource resource(String path) {
        String name = ResourcePath.relative(path);
        if (name == null) {
            return null;
        }
        ZipEntry file = path.endsWith("/") ? null : files.get(name);
        if (file != null) {
            return new Entry(name, file);
        }
        return folders.containsKey(name) ? new Entry(name, null) : null;
    }

    @Override
    public Set<String> list(String path) {
        String name = ResourcePath.relative(path);
        Set<String> members = name == null ? null : folders.get(name);
        return members == null ? new TreeSet<>() : new TreeSet<>(members);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** A file of the archive, or a folder if the zip entry is null. */
    private final class Entry implements Resource {

        private final String name;
        private final ZipEntry entry;

        Entry(String name, ZipEntry entry) {
            this.name = name;
            this.entry = entry;
        }

        @Override
        public boolean directory() {
            return entry == null;
        }

        @Override
        public long length() {
            return entry == null ? 0 : entry.getSize();
        }

        @Override
        public long lastModifiedMillis() {
            return entry == null || entry.getLastModifiedTime() == null ? 0 : entry.getLastModifiedTime().toMillis();
        }

        @Override
        public InputStream open() throws IOException {
            InputStream content = entry == null ? null : zip.getInputStream(entry);
            if (content == null) {
                throw new FileNotFoundException(url() + " is not a file");
            }
            return content;
        }

        @Override
        public FileChannel openChannel() {
            return null;
        }

        @Override
        public Path file() {
            return null;
        }

        @Override
        public URL url() {
            try {
                String inside = '/' + prefix + name + (entry == null ? "/" : "");
                return new URL("jar:" + archive.toUri() + '!' + new URI(null, null, inside, null).getRawPath());
            } catch (URISyntaxException | MalformedURLException e) {
                throw new IllegalStateException("No URL for " + name + " in " + archive, e);
            }
        }
    }
}
