package io.waitress.servlet.internal.jsp;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jasper.compiler.JDTCompiler;

/** Compiles pages that do not change: what is compiled need not be compared with its sources. Made by Jasper. */
public final class JasperCompiler extends JDTCompiler {

    /** Called by Jasper, by reflection. */
    public JasperCompiler() {
    }

    @Override
    public boolean isOutDated(boolean checkClass) {
        return !Files.exists(Path.of(checkClass ? ctxt.getClassFileName() : ctxt.getServletJavaFileName()));
    }
}
