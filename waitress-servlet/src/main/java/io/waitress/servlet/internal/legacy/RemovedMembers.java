package io.waitress.servlet.internal.legacy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Servlet 5 to 6.1 removed from types that still exist, by the internal names of classes. */
final class RemovedMembers {

    static final String OURS = "io/waitress/servlet/legacy/";

    /** Where the static methods are that stand in for the removed ones. */
    static final String STAND_INS = OURS + "Removed";

    private static final String SERVLET = "jakarta/servlet/";
    private static final String HTTP = SERVLET + "http/";

    /** Interfaces, and ours with the old methods besides. */
    static final Map<String, String> INTERFACES = Map.of(
            SERVLET + "ServletRequest", OURS + "LegacyServletRequest",
            SERVLET + "ServletContext", OURS + "LegacyServletContext",
            HTTP + "HttpServletRequest", OURS + "LegacyHttpServletRequest",
            HTTP + "HttpServletResponse", OURS + "LegacyHttpServletResponse",
            HTTP + "HttpSession", OURS + "LegacyHttpSession");

    /** Classes, and ours with the old methods and constructors besides. */
    static final Map<String, String> CLASSES = Map.of(
            SERVLET + "ServletRequestWrapper", OURS + "LegacyServletRequestWrapper",
            SERVLET + "UnavailableException", OURS + "LegacyUnavailableException",
            HTTP + "HttpServletRequestWrapper", OURS + "LegacyHttpServletRequestWrapper",
            HTTP + "HttpServletResponseWrapper", OURS + "LegacyHttpServletResponseWrapper");

    /** Types that are gone altogether, and ours. */
    static final Map<String, String> TYPES = Map.of(
            SERVLET + "SingleThreadModel", OURS + "SingleThreadModel",
            HTTP + "HttpSessionContext", OURS + "HttpSessionContext",
            HTTP + "HttpUtils", OURS + "HttpUtils");

    /** Constructors of {@code UnavailableException} that are gone. */
    static final List<String> EXCEPTION_CONSTRUCTORS =
            List.of("(Ljakarta/servlet/Servlet;Ljava/lang/String;)V",
                    "(ILjakarta/servlet/Servlet;Ljava/lang/String;)V");

    private static final Set<String> REQUESTS = Set.of(SERVLET + "ServletRequest", SERVLET + "ServletRequestWrapper",
            HTTP + "HttpServletRequest", HTTP + "HttpServletRequestWrapper");
    private static final Set<String> HTTP_REQUESTS =
            Set.of(HTTP + "HttpServletRequest", HTTP + "HttpServletRequestWrapper");
    private static final Set<String> RESPONSES =
            Set.of(HTTP + "HttpServletResponse", HTTP + "HttpServletResponseWrapper");
    private static final Set<String> SESSIONS = Set.of(HTTP + "HttpSession");
    private static final Set<String> CONTEXTS = Set.of(SERVLET + "ServletContext");
    private static final Set<String> EXCEPTIONS = Set.of(SERVLET + "UnavailableException");

    /** The methods by name and descriptor. */
    static final Map<String, Method> METHODS = methods(
            new Method("getRealPath", "(Ljava/lang/String;)Ljava/lang/String;", SERVLET + "ServletRequest", REQUESTS),
            new Method("isRequestedSessionIdFromUrl", "()Z", HTTP + "HttpServletRequest", HTTP_REQUESTS),
            new Method("encodeUrl", "(Ljava/lang/String;)Ljava/lang/String;", HTTP + "HttpServletResponse", RESPONSES),
            new Method("encodeRedirectUrl", "(Ljava/lang/String;)Ljava/lang/String;", HTTP + "HttpServletResponse",
                    RESPONSES),
            new Method("setStatus", "(ILjava/lang/String;)V", HTTP + "HttpServletResponse", RESPONSES),
            new Method("getSessionContext", "()L" + OURS + "HttpSessionContext;", HTTP + "HttpSession", SESSIONS),
            new Method("getValue", "(Ljava/lang/String;)Ljava/lang/Object;", HTTP + "HttpSession", SESSIONS),
            new Method("getValueNames", "()[Ljava/lang/String;", HTTP + "HttpSession", SESSIONS),
            new Method("putValue", "(Ljava/lang/String;Ljava/lang/Object;)V", HTTP + "HttpSession", SESSIONS),
            new Method("removeValue", "(Ljava/lang/String;)V", HTTP + "HttpSession", SESSIONS),
            new Method("getServlet", "(Ljava/lang/String;)Ljakarta/servlet/Servlet;", SERVLET + "ServletContext",
                    CONTEXTS),
            new Method("getServlets", "()Ljava/util/Enumeration;", SERVLET + "ServletContext", CONTEXTS),
            new Method("getServletNames", "()Ljava/util/Enumeration;", SERVLET + "ServletContext", CONTEXTS),
            new Method("log", "(Ljava/lang/Exception;Ljava/lang/String;)V", SERVLET + "ServletContext", CONTEXTS),
            new Method("getServlet", "()Ljakarta/servlet/Servlet;", SERVLET + "UnavailableException", EXCEPTIONS));

    /**
     * A removed method.
     *
     * @param name its name, which is also that of the static method
     * @param descriptor its descriptor
     * @param receiver the type that the static method takes first
     * @param owners the types by which it may be called
     */
    record Method(String name, String descriptor, String receiver, Set<String> owners) {

        /** Returns the descriptor of the static method. */
        String standIn() {
            return "(L" + receiver + ";" + descriptor.substring(1);
        }
    }

    private RemovedMembers() {
    }

    private static Map<String, Method> methods(Method... methods) {
        Map<String, Method> byName = new LinkedHashMap<>();
        for (Method method : methods) {
            byName.put(method.name + method.descriptor, method);
        }
        return byName;
    }

    /** Returns a removed method, or null if a type never had one like that or still has it. */
    static Method method(String owner, String name, String descriptor) {
        Method method = METHODS.get(name + descriptor);
        return method == null || !method.owners.contains(owner) ? null : method;
    }
}
