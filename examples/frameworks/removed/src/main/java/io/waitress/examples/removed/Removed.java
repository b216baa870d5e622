package io.waitress.examples.removed;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.function.UnaryOperator;
import javax.servlet.Servlet;
import javax.servlet.ServletContext;
import javax.servlet.ServletException;
import javax.servlet.ServletRequestWrapper;
import javax.servlet.UnavailableException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;
import javax.servlet.http.HttpSession;
import javax.servlet.http.HttpSessionContext;
import javax.servlet.http.HttpUtils;

/** Calls every method that Servlet 5 to 6.1 removed; the path says which. */
@SuppressWarnings("deprecation")
public class Removed extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setContentType("text/plain");
        String said = switch (request.getPathInfo()) {
            case "/request" -> ofRequest(request);
            case "/response" -> ofResponse(response);
            case "/status" -> status(response);
            case "/wrapped-status" -> status(new HttpServletResponseWrapper(response));
            case "/session" -> ofSession(request.getSession());
            case "/context" -> ofContext(getServletContext());
            case "/utils" -> ofUtils(request);
            case "/exception" -> ofException();
            case "/gone" -> throw new UnavailableException(this, "gone");
            case "/later" -> throw new Later(7, this);
            default -> "?";
        };
        response.getWriter().print(said);
    }

    private static String ofRequest(HttpServletRequest request) {
        String path = request.getServletContext().getRealPath("/x");
        return path.equals(request.getRealPath("/x"))
                + " " + path.equals(new ServletRequestWrapper(request).getRealPath("/x"))
                + " " + new Lower(request).getRealPath("/X").equals(path)
                + " " + request.isRequestedSessionIdFromUrl()
                + " " + new HttpServletRequestWrapper(request).isRequestedSessionIdFromUrl();
    }

    private static String ofResponse(HttpServletResponse response) {
        HttpServletResponse louder = new Louder(response);
        UnaryOperator<String> reference = response::encodeUrl;
        return response.encodeUrl("a") + " " + response.encodeRedirectUrl("b") + " " + louder.encodeUrl("c")
                + " " + new HttpServletResponseWrapper(louder).encodeUrl("d") + " " + louder.encodeRedirectUrl("e")
                + " " + reference.apply("f");
    }

    private static String status(HttpServletResponse response) {
        response.setStatus(299, "Quite Fine");
        return "" + response.getStatus();
    }

    private static String ofSession(HttpSession session) {
        session.putValue("dish", "soup");
        String said = session.getValue("dish") + Arrays.toString(session.getValueNames());
        session.removeValue("dish");
        HttpSessionContext all = session.getSessionContext();
        return said + session.getValue("dish") + " " + all.getSession(session.getId())
                + " " + all.getIds().hasMoreElements();
    }

    private static String ofContext(ServletContext context) throws ServletException {
        context.log(new IllegalStateException("as in 1999"), "logged the old way");
        return context.getServlet("removed") + " " + context.getServlets().hasMoreElements()
                + " " + context.getServletNames().hasMoreElements();
    }

    private static String ofUtils(HttpServletRequest request) {
        Hashtable<String, String[]> query = HttpUtils.parseQueryString("a=1&b=2&a=%33");
        return Arrays.toString(query.get("a")) + " " + HttpUtils.getRequestURL(request);
    }

    private String ofException() {
        UnavailableException old = new UnavailableException(this, "gone");
        UnavailableException later = new UnavailableException(5, this, "later");
        return (old.getServlet() == this) + " " + old.isPermanent() + " " + (later.getServlet() == this)
                + " " + later.getUnavailableSeconds() + " " + new UnavailableException("x", 3).getServlet();
    }

    /** Calls through {@code super}. */
    private static final class Louder extends HttpServletResponseWrapper {

        Louder(HttpServletResponse response) {
            super(response);
        }

        @Override
        public String encodeUrl(String url) {
            return super.encodeUrl(url) + "!";
        }

        @Override
        public String encodeRedirectUrl(String url) {
            return super.encodeRedirectUrl(url) + "?";
        }
    }

    /** Calls through {@code super}. */
    private static final class Lower extends HttpServletRequestWrapper {

        Lower(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRealPath(String path) {
            return super.getRealPath(path.toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static final class Later extends UnavailableException {

        private static final long serialVersionUID = 1L;

        Later(int seconds, Servlet servlet) {
            super(seconds, servlet, "back soon");
        }
    }
}
