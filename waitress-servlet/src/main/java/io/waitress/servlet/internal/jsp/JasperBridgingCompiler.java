package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.legacy.PageBridge;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.jasper.compiler.JDTCompiler;
import org.apache.jasper.compiler.SmapStratum;

/** Compiles pages, and makes those that can run which were made for {@code javax.servlet}. Made by Jasper. */
public class JasperBridgingCompiler extends JDTCompiler {

    /** Called by Jasper, by reflection. */
    public JasperBridgingCompiler() {
    }

    @Override
    protected void generateClass(Map<String, SmapStratum> lines) throws Exception {
        List<String> imports = List.copyOf(pageInfo.getImports());
        super.generateClass(lines);
        if (ctxt.getRuntimeContext().getParentClassLoader() instanceof JasperLegacyLoader) {
            bridge(Path.of(ctxt.getClassFileName()), imports);
        }
    }

    /** The class, and those inside it, lie beside each other. */
    private static void bridge(Path page, List<String> imports) throws Exception {
        String name = page.getFileName().toString().replace(".class", "");
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(page.getParent(), file -> {
            String other = file.getFileName().toString();
            return other.equals(name + ".class") || other.startsWith(name + '$') && other.endsWith(".class");
        })) {
            for (Path file : classes) {
                Files.write(file, PageBridge.compiled(Files.readAllBytes(file), imports));
            }
        }
    }
}
