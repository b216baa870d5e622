package io.waitress.examples.removed;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import javax.servlet.ServletContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpSession;
import javax.servlet.http.HttpSessionContext;

/** Implements an interface in the shape that it had, as mocks and session replacements do. */
@SuppressWarnings("deprecation")
public class OldShape extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = new Session();
        session.putValue("k", 1);
        response.getWriter().print(session.getValue("k") + " " + session.getValueNames().length + " "
                + session.getSessionContext().getIds().nextElement());
    }

    private static final class Sessions implements HttpSessionContext {

        @Override
        public HttpSession getSession(String id) {
            return null;
        }

        @Override
        public Enumeration<String> getIds() {
            return Collections.enumeration(Collections.singleton("one"));
        }
    }

    private static final class Session implements HttpSession {

        private final Map<String, Object> values = new HashMap<>();

        @Override
        public long getCreationTime() {
            return 0;
        }

        @Override
        public String getId() {
            return "id";
        }

        @Override
        public long getLastAccessedTime() {
            return 0;
        }

        @Override
        public ServletContext getServletContext() {
            return null;
        }

        @Override
        public void setMaxInactiveInterval(int interval) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getMaxInactiveInterval() {
            return 0;
        }

        @Override
        public HttpSessionContext getSessionContext() {
            return new Sessions();
        }

        @Override
        public Object getAttribute(String name) {
            return null;
        }

        @Override
        public Object getValue(String name) {
            return "own " + values.get(name);
        }

        @Override
        public Enumeration<String> getAttributeNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public String[] getValueNames() {
            return values.keySet().toArray(new String[0]);
        }

        @Override
        public void setAttribute(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putValue(String name, Object value) {
            values.put(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeValue(String name) {
            values.remove(name);
        }

        @Override
        public void invalidate() {
            values.clear();
        }

        @Override
        public boolean isNew() {
            return false;
        }
    }
}
