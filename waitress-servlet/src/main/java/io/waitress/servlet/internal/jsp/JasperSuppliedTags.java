package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletContext;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jasper.JasperException;
import org.apache.jasper.compiler.TldCache;
import org.apache.tomcat.util.descriptor.tld.TaglibXml;
import org.apache.tomcat.util.descriptor.tld.TldParser;
import org.apache.tomcat.util.descriptor.tld.TldResourcePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tag libraries of an application, and besides them the server's JSTL, if a page asks for one of its URIs and the
 * application has none of that. Only then is anything of it read. Safe from any thread.
 */
final class JasperSuppliedTags extends TldCache {

    private static final Logger LOG = LoggerFactory.getLogger(JasperSuppliedTags.class);

    /** A class that an application must see to use what is supplied. */
    private static final String TAG = "org.apache.taglibs.standard.tag.rt.core.IfTag";

    /** The descriptors of JSTL 3.0 by the URIs of all versions. Those for XML are left to applications: they need Xalan. */
    private static final Map<String, String> DESCRIPTORS = Map.ofEntries(
            Map.entry("jakarta.tags.core", "c"),
            Map.entry("http://java.sun.com/jsp/jstl/core", "c-1_2"),
            Map.entry("http://java.sun.com/jstl/core", "c-1_0"),
            Map.entry("http://java.sun.com/jstl/core_rt", "c-1_0-rt"),
            Map.entry("jakarta.tags.fmt", "fmt"),
            Map.entry("http://java.sun.com/jsp/jstl/fmt", "fmt-1_1"),
            Map.entry("http://java.sun.com/jstl/fmt", "fmt-1_0"),
            Map.entry("http://java.sun.com/jstl/fmt_rt", "fmt-1_0-rt"),
            Map.entry("jakarta.tags.functions", "fn"),
            Map.entry("http://java.sun.com/jsp/jstl/functions", "fn-1_1"),
            Map.entry("jakarta.tags.sql", "sql"),
            Map.entry("http://java.sun.com/jsp/jstl/sql", "sql-1_1"),
            Map.entry("http://java.sun.com/jstl/sql", "sql-1_0"),
            Map.entry("http://java.sun.com/jstl/sql_rt", "sql-1_0-rt"),
            Map.entry("jakarta.tags.scriptfree", "scriptfree"),
            Map.entry("http://jakarta.apache.org/taglibs/standard/scriptfree", "scriptfree-1_1"),
            Map.entry("jakarta.tags.permittedTaglibs", "permittedTaglibs"),
            Map.entry("http://jakarta.apache.org/taglibs/standard/permittedTaglibs", "permittedTaglibs-1_1"));

    private final TldCache own;
    private final ClassLoader application;
    private final Map<String, TldResourcePath> supplied = new ConcurrentHashMap<>();
    private final Map<TldResourcePath, TaglibXml> parsed = new ConcurrentHashMap<>();

    private JasperSuppliedTags(ServletContext context, TldCache own) {
        super(context, Map.of(), Map.of());
        this.own = own;
        this.application = context.getClassLoader();
    }

    /** Lets pages find what is supplied, after the application's own was read. */
    static void add(ServletContext context) {
        context.setAttribute(SERVLET_CONTEXT_ATTRIBUTE_NAME,
                new JasperSuppliedTags(context, TldCache.getInstance(context)));
    }

    @Override
    public TldResourcePath getTldResourcePath(String uri) {
        TldResourcePath path = own.getTldResourcePath(uri);
        return path != null || !DESCRIPTORS.containsKey(uri) ? path : supplied.computeIfAbsent(uri, this::find);
    }

    private TldResourcePath find(String uri) {
        URL descriptor = JasperSuppliedTags.class.getClassLoader()
                .getResource("META-INF/" + DESCRIPTORS.get(uri) + ".tld");
        if (descriptor == null || !seesTags()) {
            return null;
        }
        LOG.debug("The server's JSTL is used for {}, as the application has none", uri);
        return new TldResourcePath(descriptor, null);
    }

    private boolean seesTags() {
        try {
            application.loadClass(TAG);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public TaglibXml getTaglibXml(TldResourcePath path) throws JasperException {
        if (!supplied.containsValue(path)) {
            return own.getTaglibXml(path);
        }
        TaglibXml known = parsed.get(path);
        if (known == null) {
            try {
                known = new TldParser(true, false, true).parse(path);
            } catch (Exception e) { // of the file, or of the parser of XML
                throw new JasperException(e);
            }
            parsed.put(path, known);
        }
        return known;
    }
}
