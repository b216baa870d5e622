package io.waitress.servlet.internal.legacy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** {@code WEB-INF/classes}. */
final class LegacyFolder {

    private static final String LABEL = "WEB-INF/classes";

    private final Path folder;

    LegacyFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Converts the classes and what names them.
     *
     * @param target the same folder, or an empty one that gets everything else as well
     * @param store remembers the result, or null
     */
    void convert(Converter converter, Path target, ConversionStore store) throws IOException {
        Map<String, Path> concerned = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted().toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!target.equals(folder)) {
                    Files.copy(file, target.resolve(path), StandardCopyOption.REPLACE_EXISTING);
                }
                if (Files.isRegularFile(file) && Converter.concerns(path)) {
                    concerned.put(path, file);
                }
            }
        }
        if (store == null) {
            convert(converter, concerned, target);
        } else {
            convert(converter, concerned, target, store);
        }
    }

    private static void convert(Converter converter, Map<String, Path> files, Path target, ConversionStore store)
            throws IOException {
        String key = contentKey(files);
        Path zip = Files.createTempFile(target.getParent(), "classes-", ".zip");
        try {
            ConversionStore.Kept kept = store.take(key, zip);
            if (kept == ConversionStore.Kept.CONVERTED) {
                unpack(zip, target);
            } else if (kept == ConversionStore.Kept.NOTHING) {
                List<String> changed = convert(converter, files, target);
                if (!changed.isEmpty()) {
                    pack(changed, target, zip);
                }
                store.keep(key, changed.isEmpty() ? null : zip);
            }
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private static String contentKey(Map<String, Path> files) throws IOException {
        CRC32 first = new CRC32();
        CRC32C second = new CRC32C();
        long length = 0;
        for (Map.Entry<String, Path> file : files.entrySet()) {
            byte[] content = Files.readAllBytes(file.getValue());
            byte[] name = (file.getKey() + '\n' + content.length + '\n').getBytes(StandardCharsets.UTF_8);
            for (byte[] part : new byte[][] {name, content}) {
                first.update(part);
                second.update(part);
                length += part.length;
            }
        }
        HexFormat hex = HexFormat.of();
        return "classes-" + hex.toHexDigits((int) first.getValue()) + hex.toHexDigits((int) second.getValue()) + "-"
                + Long.toHexString(length);
    }

    /** Returns the paths of what has changed. A file that gets a new name stays under the old one, where nobody looks. */
    private static List<String> convert(Converter converter, Map<String, Path> files, Path target)
            throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String path = file.getKey();
            String renamed = Converter.path(path);
            byte[] content = Files.readAllBytes(file.getValue());
            byte[] converted = converter.convert(path, content, LABEL);
            boolean moves = !renamed.equals(path) && !files.containsKey(renamed);
            if (moves || converted != content && renamed.equals(path)) {
                write(target.resolve(renamed), converted);
                changed.add(renamed);
            }
        }
        return changed;
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static void pack(List<String> paths, Path target, Path zip) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
            out.setLevel(Deflater.BEST_SPEED);
            for (String path : paths) {
                out.putNextEntry(new ZipEntry(path));
                Files.copy(target.resolve(path), out);
                out.closeEntry();
            }
        }
    }

    private static void unpack(Path zip, Path target) throws IOException {
        try (ZipFile kept = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = kept.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException(zip + ": " + entry.getName() + " leads out of " + LABEL);
                }
                try (InputStream in = kept.getInputStream(entry)) {
                    write(file, in.readAllBytes());
                }
            }
        }
    }
}
