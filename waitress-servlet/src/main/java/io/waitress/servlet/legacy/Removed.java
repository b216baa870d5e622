package io.waitress.servlet.legacy;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;

/**
 * Stands in for methods that the interfaces of Servlet 6.1 do not have: a call of one of them becomes a call of the
 * static method of the same name here, with the object first. If the object's class has the method, that is called; a
 * wrapper without it passes the call on to what it wraps.
 */
public final class Removed {

    private Removed() {
    }

    /** Calls {@code ServletRequest.getRealPath}. */
    public static String getRealPath(ServletRequest request, String path) {
        if (request instanceof LegacyServletRequest legacy) {
            return legacy.getRealPath(path);
        }
        return request instanceof ServletRequestWrapper wrapper
                ? getRealPath(wrapper.getRequest(), path)
                : request.getServletContext().getRealPath(path);
    }

    /** Calls {@code HttpServletRequest.isRequestedSessionIdFromUrl}. */
    public static boolean isRequestedSessionIdFromUrl(HttpServletRequest request) {
        if (request instanceof LegacyHttpServletRequest legacy) {
            return legacy.isRequestedSessionIdFromUrl();
        }
        return request instanceof HttpServletRequestWrapper wrapper
                ? isRequestedSessionIdFromUrl((HttpServletRequest) wrapper.getRequest())
                : request.isRequestedSessionIdFromURL();
    }

    /** Calls {@code HttpServletResponse.encodeUrl}. */
    public static String encodeUrl(HttpServletResponse response, String url) {
        return response instanceof LegacyHttpServletResponse legacy ? legacy.encodeUrl(url) : response.encodeURL(url);
    }

    /** Calls {@code HttpServletResponse.encodeRedirectUrl}. */
    public static String encodeRedirectUrl(HttpServletResponse response, String url) {
        return response instanceof LegacyHttpServletResponse legacy
                ? legacy.encodeRedirectUrl(url)
                : response.encodeRedirectURL(url);
    }

    /** Calls {@code HttpServletResponse.setStatus} with a reason phrase. */
    public static void setStatus(HttpServletResponse response, int status, String reason) {
        if (response instanceof ReasonPhrase legacy) {
            legacy.setStatus(status, reason);
        } else if (response instanceof HttpServletResponseWrapper wrapper) {
            setStatus((HttpServletResponse) wrapper.getResponse(), status, reason);
        } else {
            response.setStatus(status);
        }
    }

    /** Calls {@code HttpSession.getSessionContext}. */
    public static HttpSessionContext getSessionContext(HttpSession session) {
        return session instanceof LegacyHttpSession legacy ? legacy.getSessionContext() : HttpSessionContext.EMPTY;
    }

    /** Calls {@code HttpSession.getValue}. */
    public static Object getValue(HttpSession session, String name) {
        return session instanceof LegacyHttpSession legacy ? legacy.getValue(name) : session.getAttribute(name);
    }

    /** Calls {@code HttpSession.getValueNames}. */
    public static String[] getValueNames(HttpSession session) {
        return session instanceof LegacyHttpSession legacy
                ? legacy.getValueNames()
                : Collections.list(session.getAttributeNames()).toArray(new String[0]);
    }

    /** Calls {@code HttpSession.putValue}. */
    public static void putValue(HttpSession session, String name, Object value) {
        if (session instanceof LegacyHttpSession legacy) {
            legacy.putValue(name, value);
        } else {
            session.setAttribute(name, value);
        }
    }

    /** Calls {@code HttpSession.removeValue}. */
    public static void removeValue(HttpSession session, String name) {
        if (session instanceof LegacyHttpSession legacy) {
            legacy.removeValue(name);
        } else {
            session.removeAttribute(name);
        }
    }

    /** Calls {@code ServletContext.getServlet}. */
    public static Servlet getServlet(ServletContext context, String name) throws ServletException {
        return context instanceof LegacyServletContext legacy ? legacy.getServlet(name) : null;
    }

    /** Calls {@code ServletContext.getServlets}. */
    public static Enumeration<Servlet> getServlets(ServletContext context) {
        return context instanceof LegacyServletContext legacy
                ? legacy.getServlets()
                : Collections.emptyEnumeration();
    }

    /** Calls {@code ServletContext.getServletNames}. */
    public static Enumeration<String> getServletNames(ServletContext context) {
        return context instanceof LegacyServletContext legacy
                ? legacy.getServletNames()
                : Collections.emptyEnumeration();
    }

    /** Calls {@code ServletContext.log} with the exception first. */
    public static void log(ServletContext context, Exception exception, String message) {
        if (context instanceof LegacyServletContext legacy) {
            legacy.log(exception, message);
        } else {
            context.log(message, exception);
        }
    }

    /** Calls {@code UnavailableException.getServlet}. */
    public static Servlet getServlet(UnavailableException exception) {
        return exception instanceof LegacyUnavailableException legacy ? legacy.getServlet() : null;
    }
}
