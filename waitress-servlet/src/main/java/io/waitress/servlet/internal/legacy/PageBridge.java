package io.waitress.servlet.internal.legacy;

import io.waitress.servlet.spi.ResourceBase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The bridge for pages, in three steps: their sources are renamed before they are read; their compiler sees the API with
 * all that was removed; what it has made is pointed at what stands in for that.
 */
public final class PageBridge {

    /** Tells compiled pages of different versions of the bridge apart. */
    public static final String VERSION = "legacy-1";

    private static final String CLASS = ".class";

    /** Types that are gone, by the names of their class files, and ours. */
    private static final Map<String, String> FORMER = RemovedMembers.TYPES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(type -> type.getKey() + CLASS, type -> type.getValue() + CLASS));

    private PageBridge() {
    }

    /**
     * Returns the resources of an application with the names of Jakarta.
     *
     * @param original the application's own
     * @param folder for what had to be changed
     * @throws IOException if the folder cannot be used
     */
    public static ResourceBase resources(ResourceBase original, Path folder) throws IOException {
        return new LegacyResources(original, folder);
    }

    /**
     * Returns the class file that a compiler of pages is to see instead of the one of that name.
     *
     * @param path as in {@code jakarta/servlet/http/HttpSession.class}
     * @param loader where the API is
     * @return the content, or null if it is to see what there is
     */
    public static InputStream classFile(String path, ClassLoader loader) throws IOException {
        if (!path.startsWith("jakarta/servlet/") || !path.endsWith(CLASS) || !Asm.PRESENT) {
            return null;
        }
        String name = path.substring(0, path.length() - CLASS.length());
        String ours = FORMER.get(path);
        if (ours == null && !ApiView.concerns(name)) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(ours == null ? path : ours)) {
            if (in == null) {
                return null;
            }
            byte[] file = in.readAllBytes();
            return new ByteArrayInputStream(ours == null ? ApiView.complete(name, file) : ApiView.former(file));
        }
    }

    /**
     * Returns a compiled page, or a class inside one, as it can run.
     *
     * @param file the class file
     * @param imports of the page
     */
    public static byte[] compiled(byte[] file, Iterable<String> imports) {
        if (!Asm.PRESENT) {
            return file;
        }
        byte[] restored = RemovedApi.restored(ApiView.ours(file));
        return Text.isSerial(imports) ? synchronised(restored) : restored;
    }

    /** There is one object for each page, so its lock keeps the promise of {@code isThreadSafe="false"}. */
    private static byte[] synchronised(byte[] file) {
        ClassReader reader = new ClassReader(file);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                return super.visitMethod(name.equals("_jspService") ? access | Opcodes.ACC_SYNCHRONIZED : access, name,
                        descriptor, signature, exceptions);
            }
        }, 0);
        return writer.toByteArray();
    }
}
