package io.waitress.servlet;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes and jars made while a test runs, so that they are on no class path but the application's. */
public final class TestClasses {

    private TestClasses() {
    }

    /** Compiles a source file into a folder; that folder and the test's class path are visible to it. */
    public static void compile(Path folder, String className, String source) throws IOException {
        compile(folder, System.getProperty("java.class.path"), className, source);
    }

    /** As the other, with another class path than the test's. */
    public static void compile(Path folder, String classPath, String className, String source) throws IOException {
        Files.createDirectories(folder);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(messages, null, null,
                List.of("-d", folder.toString(), "-cp",
                        folder + File.pathSeparator + classPath, "-proc:none", "-nowarn"), null,
                List.of(new Source(className, source))).call();
        if (!compiled) {
            throw new IOException(messages.toString());
        }
    }

    /** Packs the files of a folder into a jar whose manifest has the attributes given. */
    public static void jar(Path jar, Path folder, Map<String, String> attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach(manifest.getMainAttributes()::putValue);
        Files.createDirectories(jar.getParent());
        List<Path> files;
        try (var walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream target = new JarOutputStream(out, manifest)) {
            for (Path file : files) {
                target.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, target);
                target.closeEntry();
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
