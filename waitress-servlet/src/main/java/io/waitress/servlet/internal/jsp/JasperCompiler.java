package io.waitress.servlet.internal.jsp;

import java.io.File;

/**
 * Compiles pages that do not change, so that what is compiled need not be compared with all that it was made of. The time
 * of the page is set when a compilation is complete: what a server left behind that was killed has another one. Made by
 * Jasper.
 */
public final class JasperCompiler extends JasperBridgingCompiler {

    /** Called by Jasper, by reflection. */
    public JasperCompiler() {
    }

    @Override
    public boolean isOutDated(boolean checkClass) {
        File compiled = new File(checkClass ? ctxt.getClassFileName() : ctxt.getServletJavaFileName());
        return !compiled.exists() || compiled.lastModified() != ctxt.getLastModified(ctxt.getJspFile());
    }
}
