package io.waitress.servlet.webapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class SuperclassesTest {

    private final Map<String, byte[]> files = new HashMap<>();
    private final ClassLoader loader = new ClassLoader(null) {
        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] file = files.get(name);
            return file == null ? null : new ByteArrayInputStream(file);
        }
    };

    private void define(String name, String superclass) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, 0, name, null, superclass, null);
        writer.visitEnd();
        files.put(name + ".class", writer.toByteArray());
    }

    @Test
    void followsTheClassesOfTheApplication() {
        define("a/Low", "a/Middle");
        define("a/Middle", "a/High");
        define("a/High", "jakarta/servlet/http/HttpServlet");

        assertEquals(List.of("a.Middle", "a.High", "jakarta.servlet.http.HttpServlet"),
                Superclasses.of("a.Low", loader));
        assertEquals(List.of(), Superclasses.of("a.Missing", loader));
    }

    @Test
    void endsWhereClassesExtendEachOther() {
        define("a/One", "a/Two");
        define("a/Two", "a/One");

        assertEquals(List.of("a.Two"), Superclasses.of("a.One", loader));
    }
}
