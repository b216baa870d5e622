package io.waitress.servlet.internal.jsp;

import io.waitress.servlet.internal.model.ComponentSource;
import io.waitress.servlet.internal.model.ServletDefinition;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.List;

/**
 * Compiles all pages of an application of which nothing else runs. The compiler looks at the application's tag handlers
 * without making any, but asks the validators and the describers of variables that tag libraries have.
 */
public final class PageCheck {

    private final PageSetup setup;
    private volatile Precompilation.Result result = new Precompilation.Result(0, List.of());

    /**
     * Prepares a check.
     *
     * @param setup tells of the application's pages
     */
    public PageCheck(PageSetup setup) {
        this.setup = setup;
    }

    /** Returns a servlet that does it when it is initialised. */
    public ServletDefinition servlet() {
        return ServletDefinition.builder("jsp").source(new ComponentSource.Supplied<>(Compiling::new))
                .loadOnStartup(0).build();
    }

    /** Tells whether there is what compiles pages. */
    public static boolean able() {
        return Jsp.available();
    }

    /** Returns the number of pages, when the servlet was initialised. */
    public int pages() {
        return result.pages();
    }

    /** Returns what cannot be compiled, when the servlet was initialised. */
    public List<PageMistake> mistakes() {
        return result.mistakes();
    }

    private final class Compiling extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        public void init() throws ServletException {
            PageEngine engine = Jsp.start(getServletConfig(), setup, "");
            try {
                result = Precompilation.compile(getServletContext(), engine);
            } catch (IOException e) {
                throw new ServletException(e.getMessage(), e);
            } finally {
                engine.close();
            }
        }
    }
}
