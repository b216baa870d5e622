package io.waitress.servlet.internal.runtime;

import io.waitress.core.exchange.ConnectionInfo;
import io.waitress.core.exchange.Exchange;
import io.waitress.core.exchange.Observation;
import io.waitress.core.exchange.RequestHead;
import io.waitress.core.http.HeaderName;
import io.waitress.core.http.HttpDate;
import io.waitress.servlet.internal.security.DeclaredRoles;
import io.waitress.servlet.internal.session.HttpSessionImpl;
import io.waitress.servlet.internal.text.AcceptLanguage;
import io.waitress.servlet.internal.text.Cookies;
import io.waitress.servlet.internal.text.Parameters;
import io.waitress.servlet.internal.text.UrlEncoding;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one request object of an exchange, through all its dispatches: a dispatch exchanges its {@link DispatchTarget},
 * so the wrappers that an application has put around the request stay valid. Confined to whoever runs the exchange.
 *
 * <p>It takes what it can from the engine's request when it is asked, and makes what it must (parameters, cookies,
 * attributes, streams) on first use.
 */
final class ServletRequestImpl implements HttpServletRequest, StreamOwner {

    private Exchange exchange;              // exchanged for that of an interrupted request before anything is read
    private RequestHead head;               // of the exchange
    private final ServletResponseImpl response;
    private final ServletContextImpl context;
    private DispatchTarget target;
    private RequestSession session;         // of the application last asked for; null until one is or was asked for
    private RequestAttributes attributes;   // made on demand
    private RequestParameters parameters;   // made on demand
    private AsyncContextImpl async;         // of the latest asynchronous cycle; null until one was started
    private RequestContent content;         // made on demand
    private Cookie[] cookies;               // made on demand
    private List<Locale> locales;           // made on demand
    private String method;                  // of the request line, until an error page is asked for
    private Caller caller;                  // null unless authenticated
    private String requestId;               // made on demand
    private boolean asyncSupported = true;
    private UnavailableException unavailable;   // came through a dispatcher, or null
    private boolean ended;                  // nothing of the application runs for the request any more

    /** Creates the request and counts it as an access to the session it belongs to. */
    ServletRequestImpl(Exchange exchange, ServletContextImpl context, ServletResponseImpl response,
            DispatchTarget target) {
        this.exchange = exchange;
        this.context = context;
        this.response = response;
        this.target = target;
        head = exchange.request();
        method = head.method();
        response.request(this);
        if (head.headers().contains(HeaderName.COOKIE) || head.path().indexOf(';') >= 0) {
            session = new RequestSession(this, context, null);
        }
    }

    /** Returns the request inside the wrappers that an application may have put around it. */
    static ServletRequestImpl of(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        if (inner instanceof ServletRequestImpl found) {
            return found;
        }
        throw new IllegalArgumentException("The request is none of this server's: " + request);
    }

    // ---- for the rest of the runtime ----

    Exchange exchange() {
        return exchange;
    }

    /** Takes the method and content of a request that a login has interrupted; nothing has been read of this one. */
    void restore(Exchange interrupted) {
        exchange = interrupted;
        head = interrupted.request();
        method = head.method();
        parameters = null;
    }

    ServletResponseImpl response() {
        return response;
    }

    /** Returns what the request shows: to threads of the application, what it showed when its cycle began. */
    DispatchTarget target() {
        return async == null ? target : async.shown(target);
    }

    void target(DispatchTarget value) {
        target = value;
    }

    /** Returns the latest asynchronous cycle, or null if none was started. */
    AsyncContextImpl async() {
        return async;
    }

    void async(AsyncContextImpl value) {
        async = value;
    }

    /** Sets the method: error pages are dispatched to with GET. */
    void method(String value) {
        method = value;
    }

    void asyncSupported(boolean value) {
        asyncSupported = value;
    }

    /** Notes an exception that came through a dispatcher: it tells nothing of the servlets that it passes. */
    void unavailable(UnavailableException thrown) {
        unavailable = thrown;
    }

    /** Tells whether an exception came through a dispatcher. */
    boolean dispatched(UnavailableException thrown) {
        return unavailable == thrown;
    }

    Caller caller() {
        return caller;
    }

    /** Sets the authenticated user; null for none. */
    void caller(Caller value) {
        caller = value;
        Observation observation = exchange.observation();
        if (observation != null) {
            observation.user(value == null ? null : value.principal().getName());
        }
    }

    /** Returns the session state in the application that the request is in now. */
    RequestSession sessions() {
        return sessions(target().context());
    }

    /** Returns the session state in the application that the request came to, whose login holds for all dispatches. */
    RequestSession ownSessions() {
        return sessions(context);
    }

    private RequestSession sessions(ServletContextImpl owner) {
        for (RequestSession state = session; state != null; state = state.next()) {
            if (state.context() == owner) {
                return state;
            }
        }
        session = new RequestSession(this, owner, session);
        return session;
    }

    /** Returns the session in the application that the request came to, or null; costs nothing if there is none. */
    HttpSessionImpl ownSession() {
        return session == null ? null : ownSessions().get(false);
    }

    /** Notes that the request ends; true if it had not ended before. */
    boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Gives back what the request holds: its sessions, and the temporary files of a form. Called once, at its end. */
    void release() {
        for (RequestSession state = session; state != null; state = state.next()) {
            state.release();
        }
        if (content != null) {
            content.release();
        }
    }

    RequestContent content() {
        if (content == null) {
            content = new RequestContent(this);
        }
        return content;
    }

    Path temporaryFolder() {
        return context.environment().temporaryFolder();
    }

    // ---- StreamOwner ----

    @Override
    public void requireListenersAllowed(String method) {
        if (!isAsyncStarted()) {
            throw new IllegalStateException(method + " needs asynchronous processing or an upgrade to have begun");
        }
    }

    @Override
    public Throwable call(Invocation.Call call) {
        boolean returned = false;
        try {
            Throwable thrown = context.invocation().run(call);
            returned = true;
            return thrown;
        } finally {
            if (!returned) {
                context.handler().abandon(this);
            }
        }
    }

    @Override
    public void listenerFailed(Throwable cause) {
        async.failed(cause);
    }

    @Override
    public void inputRead(boolean blocking) {
        ServletHolder servlet = target().origin().servlet();
        if (servlet != null && exchange.body().streamed()) {
            servlet.bodies().read(blocking);
        }
    }

    @Override
    public void inputClosed() {
        // what the application does not read is the engine's to discard
    }

    @Override
    public void inputEnded() {
        // the response goes on
    }

    // ---- request line and paths ----

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getProtocol() {
        return head.version().text();
    }

    @Override
    public String getScheme() {
        return head.scheme();
    }

    @Override
    public String getServerName() {
        return head.host();
    }

    @Override
    public int getServerPort() {
        return head.port();
    }

    @Override
    public boolean isSecure() {
        return exchange.connection().secure();
    }

    @Override
    public String getRequestURI() {
        return target().requestURI();
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(RedirectLocation.server(this)).append(target().requestURI());
    }

    @Override
    public String getQueryString() {
        String own = target().queryString();
        return own != null ? own : head.query();
    }

    @Override
    public String getContextPath() {
        return target().contextPath();
    }

    @Override
    public String getServletPath() {
        return target().servletPath();
    }

    @Override
    public String getPathInfo() {
        return target().pathInfo();
    }

    @Override
    public String getPathTranslated() {
        String pathInfo = target().pathInfo();
        return pathInfo == null ? null : target().context().getRealPath(pathInfo);
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return target().mapping();
    }

    @Override
    public ServletContext getServletContext() {
        return target().context();
    }

    @Override
    public DispatcherType getDispatcherType() {
        return target().type();
    }

    /** A relative path starts from the resource that runs: the included one while one is included. */
    @Override
    public RequestDispatcher getRequestDispatcher(String path) {
        if (path == null || path.startsWith("/")) {
            return target().context().getRequestDispatcher(path);
        }
        PathElements included = target().attributes().include();
        String servletPath = included == null ? target().servletPath() : included.servletPath();
        String pathInfo = included == null ? target().pathInfo() : included.pathInfo();
        String base = pathInfo == null ? servletPath : servletPath + pathInfo;
        String folder = UrlEncoding.encodePath(base.substring(0, base.lastIndexOf('/') + 1));
        return target().context().getRequestDispatcher(folder + path);
    }

    // ---- connection ----

    @Override
    public String getRemoteAddr() {
        return Addresses.address(exchange.connection().remoteAddress());
    }

    /** Returns the address: names are not looked up. */
    @Override
    public String getRemoteHost() {
        return getRemoteAddr();
    }

    @Override
    public int getRemotePort() {
        return Addresses.port(exchange.connection().remoteAddress());
    }

    @Override
    public String getLocalAddr() {
        return Addresses.address(exchange.connection().localAddress());
    }

    /** Returns the address: names are not looked up. */
    @Override
    public String getLocalName() {
        return getLocalAddr();
    }

    @Override
    public int getLocalPort() {
        return Addresses.port(exchange.connection().localAddress());
    }

    /** Requests of one connection follow each other, so its number and the time tell all requests apart. */
    @Override
    public String getRequestId() {
        if (requestId == null) {
            requestId = exchange.requestId();
        }
        if (requestId == null) {
            requestId = exchange.connection().id() + "-" + Long.toHexString(System.nanoTime());
        }
        return requestId;
    }

    @Override
    public String getProtocolRequestId() {
        return "";
    }

    @Override
    public ServletConnection getServletConnection() {
        return new ServletConnectionImpl(exchange.connection(), head.version());
    }

    // ---- headers ----

    @Override
    public String getHeader(String name) {
        return name == null ? null : head.headers().get(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(name == null ? List.of() : head.headers().all(name));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(head.headers().names());
    }

    @Override
    public int getIntHeader(String name) {
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        String value = getHeader(name);
        if (value == null) {
            return -1;
        }
        long date = HttpDate.parse(value);
        if (date == -1) {
            throw new IllegalArgumentException("Header " + name + " has the value '" + value + "', which is no date");
        }
        return date;
    }

    @Override
    public Cookie[] getCookies() {
        if (cookies == null && head.headers().contains(HeaderName.COOKIE)) {
            List<Cookie> read = new ArrayList<>(4);
            for (String field : head.headers().all(HeaderName.COOKIE.text())) {
                Cookies.parse(field, read);
            }
            cookies = read.toArray(new Cookie[0]);
        }
        return cookies == null || cookies.length == 0 ? null : cookies.clone();
    }

    @Override
    public Locale getLocale() {
        return locales().get(0);
    }

    @Override
    public Enumeration<Locale> getLocales() {
        return Collections.enumeration(locales());
    }

    private List<Locale> locales() {
        if (locales == null) {
            String field = String.join(",", head.headers().all(HeaderName.ACCEPT_LANGUAGE.text()));
            List<Locale> accepted = AcceptLanguage.parse(field);
            locales = accepted.isEmpty() ? List.of(Locale.getDefault()) : accepted;
        }
        return locales;
    }

    // ---- content ----

    @Override
    public int getContentLength() {
        long length = getContentLengthLong();
        return length > Integer.MAX_VALUE ? -1 : (int) length;
    }

    @Override
    public long getContentLengthLong() {
        return head.headers().contains(HeaderName.CONTENT_LENGTH) ? exchange.body().length() : -1;
    }

    @Override
    public String getContentType() {
        return head.headers().get(HeaderName.CONTENT_TYPE);
    }

    @Override
    public String getCharacterEncoding() {
        return content().encoding();
    }

    @Override
    public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
        content().encoding(name);
    }

    @Override
    public void setCharacterEncoding(Charset charset) {
        content().encoding(charset);
    }

    @Override
    public ServletInputStream getInputStream() {
        return content().stream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return content().reader();
    }

    @Override
    public boolean isTrailerFieldsReady() {
        return content().trailersReady();
    }

    @Override
    public Map<String, String> getTrailerFields() {
        return content().trailers();
    }

    // ---- parameters and parts ----

    private Parameters parameters() {
        return allParameters().in(target());
    }

    /** Returns a field of the form in the content, wherever the query has one of that name too; null for none. */
    String formField(String name) {
        return allParameters().ofContent(name);
    }

    private RequestParameters allParameters() {
        if (parameters == null) {
            parameters = new RequestParameters(this);
        }
        return parameters;
    }

    @Override
    public String getParameter(String name) {
        return parameters().first(name);
    }

    @Override
    public String[] getParameterValues(String name) {
        return parameters().values(name);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters().names());
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters().asMap();
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        return content().form().parts();
    }

    @Override
    public Part getPart(String name) throws IOException, ServletException {
        return content().form().part(name);
    }

    // ---- attributes ----

    @Override
    public Object getAttribute(String name) {
        Object ofDispatch = target().attributes().get(name);
        if (ofDispatch != null) {
            return ofDispatch;
        }
        return attributes == null && !exchangeHas(name) ? null : attributes().get(name);
    }

    /** Spares a request that only asks for attributes the object that holds them. */
    private boolean exchangeHas(String name) {
        return isSecure() || name.startsWith("io.waitress.");
    }

    private RequestAttributes attributes() {
        if (attributes == null) {
            attributes = new RequestAttributes(this);
        }
        return attributes;
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return attributes().names();
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (name == null) {
            throw new IllegalArgumentException("The name of a request attribute must not be null");
        }
        if (value == null) {
            removeAttribute(name);
        } else {
            attributes().set(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        if (attributes != null && name != null) {
            attributes.remove(name);
        }
    }

    // ---- session ----

    @Override
    public HttpSession getSession(boolean create) {
        return !create && session == null ? null : sessions().get(create);
    }

    @Override
    public HttpSession getSession() {
        return getSession(true);
    }

    @Override
    public String changeSessionId() {
        return sessions().changeId();
    }

    @Override
    public String getRequestedSessionId() {
        return session == null ? null : sessions().requestedId();
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return session != null && sessions().requestedIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return session != null && sessions().requestedIdFromCookie();
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return session != null && sessions().requestedIdFromUrl();
    }

    // ---- user ----

    @Override
    public String getAuthType() {
        return caller == null ? null : caller.authType();
    }

    @Override
    public String getRemoteUser() {
        return caller == null ? null : caller.principal().getName();
    }

    @Override
    public Principal getUserPrincipal() {
        return caller == null ? null : caller.principal();
    }

    @Override
    public boolean isUserInRole(String role) {
        if (caller == null) {
            return false;
        }
        ServletHolder servlet = target().servlet();
        return DeclaredRoles.hold(caller.inRole(), role,
                servlet == null ? Map.of() : servlet.definition().roleRefs(), target().context().roles());
    }

    @Override
    public boolean authenticate(HttpServletResponse answer) throws IOException, ServletException {
        return caller != null || context.login().authenticate(this, answer);
    }

    @Override
    public void login(String name, String password) throws ServletException {
        if (caller != null) {
            throw new ServletException("The request is authenticated as '" + getRemoteUser() + "' already");
        }
        caller(context.login().login(this, name, password));
    }

    @Override
    public void logout() throws ServletException {
        context.login().logout(this);
        caller(null);
    }

    // ---- asynchronous processing and upgrade ----

    @Override
    public AsyncContext startAsync() {
        return AsyncContextImpl.start(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
        return AsyncContextImpl.start(this, request, answer);
    }

    @Override
    public boolean isAsyncStarted() {
        return async != null && async.started();
    }

    @Override
    public boolean isAsyncSupported() {
        return asyncSupported;
    }

    @Override
    public AsyncContext getAsyncContext() {
        if (async == null) {
            throw new IllegalStateException("The request is not asynchronous");
        }
        return async;
    }

    /** The connection changes hands when the exchange completes; the engine sends the 101 response by itself. */
    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass) throws ServletException {
        T handler = context.factory().instantiate(handlerClass);
        exchange.upgrade(connection -> WebConnectionImpl.begin(connection, handler, context));
        return handler;
    }

    @Override
    public String toString() {
        ConnectionInfo connection = exchange.connection();
        return head.method() + ' ' + target().requestURI() + " on connection " + connection.id();
    }
}
