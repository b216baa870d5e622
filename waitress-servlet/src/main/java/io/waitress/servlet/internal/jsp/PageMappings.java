package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.mapping.UrlPattern;
import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.DeploymentModel;
import io.waitress.servlet.internal.model.JspSettings;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.Servlet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Adds the servlet that runs pages to those of an application. Used once, by one thread. */
public final class PageMappings {

    /** The name by which applications know the servlet, here as in other servers. */
    private static final String NAME = "jsp";

    /** The class of the same servlet where a descriptor declares it, as is done to set its parameters. */
    private static final String JASPER = "org.apache.jasper.servlet.JspServlet";

    /** The extensions of pages, as other servers map them too; an application may give them to a servlet of its own. */
    private static final List<String> EXTENSIONS = List.of("*.jsp", "*.jspx");

    private final DeploymentModel declared;
    private final ComponentSource<Servlet> source;
    private final Set<UrlPattern> groups = new LinkedHashSet<>();

    private PageMappings(DeploymentModel declared, PageSetup setup) {
        this.declared = declared;
        source = new ComponentSource.Supplied<>(new PageServlets(setup));
    }

    /**
     * Adds what runs pages to what an application declares: a servlet for the extensions of pages and the patterns of
     * property groups. It costs no more than its entry until there is a page.
     *
     * @param declared what descriptors and annotations say
     * @param setup tells of the application's pages
     * @return the complete model; the same one, if the application has a servlet of that name which is no engine's
     */
    public static DeploymentModel complete(DeploymentModel declared, PageSetup setup) {
        return new PageMappings(declared, setup).complete(setup.precompile());
    }

    private DeploymentModel complete(boolean atStart) {
        findGroups();
        boolean declaresPages = declared.jsp() != null;
        DeploymentModel.Builder complete = declared.toBuilder().withoutServlets();
        ServletDefinition pages = null;
        for (ServletDefinition servlet : declared.servlets()) {
            declaresPages |= servlet.jspFile() != null;
            if (!servlet.name().equals(NAME)) {
                complete.servlet(others(servlet));
            } else if (servlet.source() == null && servlet.jspFile() == null || isJasper(servlet)) {
                pages = servlet;
            } else {
                return declared;
            }
        }
        if (declaresPages) {
            Jsp.warnIfMissing();
        }
        ServletDefinition.Builder servlet = pages == null
                ? ServletDefinition.builder(NAME)
                : pages.toBuilder();
        if (atStart) {
            servlet.loadOnStartup(0);
        }
        servlet.source(source).patterns(patterns(pages)).defaultPatterns(EXTENSIONS);
        return complete.servlet(servlet.build()).build();
    }

    private void findGroups() {
        if (declared.jsp() != null) {
            for (JspSettings.PropertyGroup group : declared.jsp().propertyGroups()) {
                for (String pattern : group.urlPatterns()) {
                    groups.add(UrlPattern.of(pattern, true));
                }
            }
        }
    }

    /** A group's pattern counts more than an equal one of another servlet (JSP 4.0, section 3.3.2). */
    private ServletDefinition others(ServletDefinition servlet) {
        List<String> kept = new ArrayList<>();
        for (String text : servlet.patterns()) {
            if (!groups.contains(UrlPattern.of(text, true))) {
                kept.add(text);
            }
        }
        boolean jasper = isJasper(servlet);
        if (!jasper && kept.size() == servlet.patterns().size()) {
            return servlet;
        }
        ServletDefinition.Builder changed = servlet.toBuilder().patterns(kept);
        return (jasper ? changed.source(source) : changed).build();
    }

    private static boolean isJasper(ServletDefinition servlet) {
        return servlet.source() != null && servlet.source().className().equals(JASPER);
    }

    private List<String> patterns(ServletDefinition pages) {
        Set<String> patterns = new LinkedHashSet<>();
        if (pages != null) {
            patterns.addAll(pages.patterns());
        }
        for (UrlPattern group : groups) {
            patterns.add(group.text());
        }
        return List.copyOf(patterns);
    }
}
