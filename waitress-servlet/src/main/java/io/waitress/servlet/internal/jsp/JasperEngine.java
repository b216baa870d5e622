package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.runtime.ComponentCallbacks;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.jasper.EmbeddedServletOptions;
import org.apache.jasper.Options;
import org.apache.jasper.compiler.JspRuntimeContext;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.servlet.JspServletWrapper;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.JarScanner;

/** Jasper, for the pages of one servlet. */
final class JasperEngine implements PageEngine {

    /** The request parameter that asks for a page to be compiled only (JSP 4.0, section 11.4.2). */
    private static final String PRECOMPILE = "jsp_precompile";

    private final ServletConfig config;
    private final ServletContext context;
    private final CompiledPages compiled;
    private final Options options;
    private final JspRuntimeContext pages;

    private JasperEngine(ServletConfig config, CompiledPages compiled) {
        this.config = config;
        this.context = config.getServletContext();
        this.compiled = compiled;
        this.options = new EmbeddedServletOptions(config, context);
        this.pages = new JspRuntimeContext(context, options);
    }

    /**
     * Starts an engine.
     *
     * @param part tells the compiled pages of several engines of one application apart
     */
    static PageEngine start(ServletConfig config, PageSetup setup, String part) throws ServletException {
        JasperRuntime.prepare();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // the parent of all pages; somebody may have set another one for this request
        thread.setContextClassLoader(config.getServletContext().getClassLoader());
        try {
            prepare(config.getServletContext(), setup);
            return start(config, setup, CompiledPages.open(setup, config.getServletContext(), part));
        } catch (IOException e) {
            throw new ServletException("There is no folder for compiled pages: " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static PageEngine start(ServletConfig config, PageSetup setup, CompiledPages compiled) {
        PageEngine engine = null;
        try {
            if (setup.legacy()) {
                Thread thread = Thread.currentThread();
                thread.setContextClassLoader(new JasperLegacyLoader(thread.getContextClassLoader()));
            }
            engine = new JasperEngine(new PageConfig(config, defaults(setup, compiled)), compiled);
            return engine;
        } finally {
            if (engine == null) {
                compiled.close();
            }
        }
    }

    private static void prepare(ServletContext context, PageSetup setup) throws ServletException {
        synchronized (setup) {
            if (TldCache.getInstance(context) == null) {
                context.setAttribute(InstanceManager.class.getName(), new JasperInstances(context.getClassLoader(),
                        new ComponentCallbacks(setup.callbacks(), context.getClassLoader())));
                context.setAttribute(JarScanner.class.getName(), new JasperTagLibraries(setup));
                new JasperTagLibraries.Reader().onStartup(Set.of(), context);
                JasperSuppliedTags.add(context);
            }
        }
    }

    private static Map<String, String> defaults(PageSetup setup, CompiledPages compiled) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put("scratchdir", compiled.folder().toString());
        defaults.put("keepgenerated", "false");
        defaults.put("development", String.valueOf(setup.watched()));
        defaults.put("modificationTestInterval", String.valueOf(setup.watched() ? setup.recheck().toSeconds() : 0));
        if (setup.source().archive()) {
            defaults.put("compilerClassName", JasperCompiler.class.getName());
        } else if (setup.legacy()) {
            defaults.put("compilerClassName", JasperBridgingCompiler.class.getName());
        }
        return defaults;
    }

    @Override
    public boolean service(String path, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        JspServletWrapper page = page(path);
        return page != null && service(page, request, response, onlyToCompile(request.getQueryString()));
    }

    @Override
    public void load(String path) throws ServletException, IOException {
        JspServletWrapper page = page(path);
        if (page != null) {
            service(page, null, null, true);
        }
    }

    @Override
    public void compile(String path) throws ServletException, IOException {
        JspServletWrapper page = page(path);
        if (page != null) {
            page.getJspEngineContext().compile();
        }
    }

    /** A missing file of the page's own is no reason to say that the page is missing. */
    private static boolean service(JspServletWrapper page, HttpServletRequest request, HttpServletResponse response,
            boolean onlyToCompile) throws ServletException, IOException {
        try {
            page.service(request, response, onlyToCompile);
            return true;
        } catch (FileNotFoundException e) {
            if (page.getJspEngineContext().isRemoved()) {
                return false;
            }
            throw e;
        }
    }

    /** Returns a page, or null if there is none. */
    private JspServletWrapper page(String path) throws IOException {
        JspServletWrapper page = pages.getWrapper(path);
        if (page != null) {
            return page;
        }
        synchronized (pages) {
            page = pages.getWrapper(path);
            if (page == null && context.getResource(path) != null && context.getResourcePaths(path) == null) {
                page = new JspServletWrapper(config, options, path, pages);
                pages.addWrapper(path, page);
            }
            return page;
        }
    }

    /** Looks for the parameter in the query itself: reading parameters would fix the request's encoding. */
    private static boolean onlyToCompile(String query) throws ServletException {
        int start = query == null ? -1 : query.indexOf(PRECOMPILE);
        if (start < 0) {
            return false;
        }
        for (String parameter : query.split("&")) {
            if (parameter.equals(PRECOMPILE)) {
                return true;
            }
            if (parameter.startsWith(PRECOMPILE + "=")) {
                String value = parameter.substring(PRECOMPILE.length() + 1);
                if (value.equals("true") || value.equals("false")) {
                    return true; // "false" too must not reach the page
                }
                throw new ServletException("The parameter " + PRECOMPILE + " is '" + value
                        + "'; expected true or false");
            }
        }
        return false;
    }

    @Override
    public void close() {
        pages.destroy();
        compiled.close();
    }
}
