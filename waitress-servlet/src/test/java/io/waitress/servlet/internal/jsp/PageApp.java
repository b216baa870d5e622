package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.TestClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** An application with pages, put together by a test. */
final class PageApp {

    private final Path folder;

    PageApp(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    PageApp write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    PageApp webXml(String elements) throws IOException {
        return write("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">"
                + elements + "</web-app>");
    }

    PageApp compile(String className, String source) throws IOException {
        TestClasses.compile(folder.resolve("WEB-INF/classes"), className, source);
        return this;
    }

    /** Packs a folder into a jar of the application. */
    PageApp jar(String name, Path content) throws IOException {
        TestClasses.jar(folder.resolve("WEB-INF/lib").resolve(name), content, Map.of());
        return this;
    }

    /** Brings JSTL along, as applications do. */
    PageApp jstl() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("WEB-INF/lib"));
        try (Stream<Path> jars = Files.list(Path.of("target/jstl"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        return this;
    }

    Path war(Path war) throws IOException {
        TestClasses.jar(war, folder, Map.of());
        return war;
    }
}
